"""The headers that every answer carries, whatever it is."""

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.accounts.deps import identity
from app.web.security import MAX_BODY
from tests.addresses import NAMED, addresses
from tests.conftest import Scribe

EXPECTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def check(response: Response) -> None:
    for name, value in EXPECTED.items():
        assert response.headers.get_list(name) == [value]
    [policy] = response.headers.get_list("content-security-policy")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("frame-ancestors") == "'none'"
    assert set(rules.values()) == {"'self'"}
    assert len(response.headers.get_list("cache-control")) == 1
    assert "server" not in response.headers


# These take long to draw, and their headers come from the same place.
SLOW = {"/cycles/{cycle_id}/board-pack.pdf", "/cycles/{cycle_id}/charts/{kind}.svg"}


def test_every_route_has_them(app: FastAPI, client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.complete()
    seen = set()
    for address in addresses(app):
        if address.path not in SLOW:
            path = address.path.format_map(NAMED | {"cycle_id": cycle_id})
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
        ("POST", "/cycles", {"content-length": str(MAX_BODY + 1)}, 413),
    ],
)
def test_every_kind_of_answer_has_them(
    client: TestClient, scribe: Scribe, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    response = client.request(method, path, headers=headers)
    assert response.status_code == status
    check(response)


def test_an_unexpected_failure_has_them_too(app: FastAPI, client: TestClient) -> None:
    def fail() -> None:
        raise RuntimeError

    app.dependency_overrides[identity] = fail
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
