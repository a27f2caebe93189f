"""A foreign name that resolves to this machine is an attack on whoever works at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.pages import words


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost", "LocalHost:81", "[::1]", "[::1]:8000"])
def test_it_answers_to_the_names_of_this_machine(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "127.0.0.1.attacker.example",
        "localhost.attacker.example:8000",
        "127.0.0.2",
        "",
        ":8000",
        "[::1",
        "::1",
        "127.0.0.1@attacker.example",
    ],
)
@pytest.mark.parametrize("path", ["/healthz", "/sign-in", "/static/icon.svg", "/nowhere"])
def test_it_answers_to_no_other(client: TestClient, host: str, path: str) -> None:
    response = client.get(path, headers={"host": host})
    assert response.status_code == 400
    assert "This server does not go by that name." in words(response.text)


def test_two_names_at_once_are_none(client: TestClient) -> None:
    assert client.get("/healthz", headers=[("host", "127.0.0.1"), ("host", "attacker.example")]).status_code == 400


@pytest.fixture
def public(tmp_path: Path) -> Iterator[TestClient]:
    """An installation that people reach by one name."""
    app = create_app(Settings(data_dir=tmp_path, host="192.0.2.7", base_url="https://kam.example.com"))
    yield TestClient(app, base_url="https://kam.example.com", follow_redirects=False)
    app.state.engine.dispose()


def test_an_installation_with_a_name_answers_to_it_alone(public: TestClient) -> None:
    assert public.get("/forgotten-password").status_code == 200
    for other in ("127.0.0.1", "localhost", "192.0.2.7", "kam.example.com.attacker.example"):
        assert public.get("/forgotten-password", headers={"host": other}).status_code == 400


def test_but_a_probe_inside_the_container_may_ask_how_it_is(public: TestClient) -> None:
    assert public.get("/healthz", headers={"host": "127.0.0.1:8000"}).status_code == 200
    assert public.get("/healthz", headers={"host": "192.0.2.7"}).status_code == 400
