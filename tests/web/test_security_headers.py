"""The headers that every answer carries, whatever it is."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.accounts import sessions
from app.main import create_app
from app.settings import Settings
from app.web.security.bodies import USUAL
from app.web.security.headers import headers_for
from tests.addresses import addresses
from tests.conftest import Scribe
from tests.web.test_limit_bodies import Ids

EXPECTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def check(response: Response) -> None:
    for name, value in EXPECTED.items():
        assert response.headers.get_list(name) == [value]
    [policy] = response.headers.get_list("content-security-policy")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("require-trusted-types-for") == "'script'"
    assert rules.pop("trusted-types") == "kam"
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("frame-ancestors") == "'none'"
    assert set(rules.values()) == {"'self'"}
    assert len(response.headers.get_list("cache-control")) == 1
    assert "camera=()" in response.headers["permissions-policy"]
    assert "server" not in response.headers
    assert "strict-transport-security" not in response.headers


# These take long to draw, and their headers come from the same place.
SLOW = {"/cycles/{cycle_id}/board-pack.pdf", "/cycles/{cycle_id}/charts/{kind}.svg"}


@pytest.mark.no_cover
def test_every_route_has_them(app: FastAPI, client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.complete()
    seen = set()
    for address in addresses(app):
        if address.path not in SLOW:
            path = address.path.format_map(Ids(cycle_id=cycle_id, kind="profile"))
            response = client.request(address.method, path)
            check(response)
            seen.add(response.status_code)
    assert seen >= {200, 303, 422}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("GET", "/cycles/4711", {}, 404),
        ("GET", "/cycles/x", {}, 422),
        ("DELETE", "/", {}, 405),
        ("POST", "/cycles", {"sec-fetch-site": "cross-site"}, 403),
        ("GET", "/", {"host": "attacker.example"}, 400),
        ("GET", "/static/icon.svg", {}, 200),
        ("GET", "/static/icon.svg?v=1", {}, 200),
        ("GET", "/static/nothing.svg", {}, 404),
        ("POST", "/cycles", {"content-length": str(USUAL + 1)}, 413),
    ],
)
def test_every_kind_of_answer_has_them(
    client: TestClient, scribe: Scribe, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    response = client.request(method, path, headers=headers)
    assert response.status_code == status
    check(response)


def fail(*_: object, **__: object) -> None:
    raise RuntimeError


def test_an_unexpected_failure_has_them_too(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "find", fail)
    response = client.get("/")
    assert response.status_code == 500
    check(response)
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/method", "/healthz", "/readyz", "/nowhere", "/cycles/new"])
def test_no_cache_keeps_a_page(client: TestClient, scribe: Scribe, path: str) -> None:
    assert client.get(path).headers["cache-control"] == "no-store"


def test_a_connection_that_is_no_request_passes_untouched(app: FastAPI) -> None:
    client = TestClient(app, base_url="http://127.0.0.1")
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/"):
        raise AssertionError


def test_over_https_browsers_are_told_to_stay_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = "https://kam.example.com"
    app = create_app(Settings(data_dir=tmp_path, base_url=base))
    client = TestClient(app, base_url=base, follow_redirects=False, raise_server_exceptions=False)
    for path in ("/sign-in", "/static/icon.svg", "/nowhere"):
        assert client.get(path).headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    monkeypatch.setattr(sessions, "find", fail)
    response = client.get("/", headers={"cookie": "__Host-kam=somebody"})
    assert response.status_code == 500
    assert "strict-transport-security" in response.headers
    app.state.engine.dispose()


@pytest.mark.parametrize(
    ("base", "policy"),
    [
        ("https://kam.example.com", "no-referrer"),
        ("http://localhost:8000", "no-referrer"),
        ("http://[::1]:8000", "no-referrer"),
        ("http://kam.local:8000", "same-origin"),  # where browsers would say no more than "null" of our own forms
    ],
)
def test_other_sites_never_learn_where_somebody_came_from(base: str, policy: str) -> None:
    assert headers_for(base)["referrer-policy"] == policy
