"""A foreign name that resolves to this machine is an attack on whoever works at it."""

import pytest
from starlette.testclient import TestClient


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
@pytest.mark.parametrize("path", ["/healthz", "/", "/static/icon.svg", "/nowhere"])
def test_it_answers_to_no_other(client: TestClient, host: str, path: str) -> None:
    response = client.get(path, headers={"host": host})
    assert response.status_code == 400
    assert response.text == "This server does not go by that name."
