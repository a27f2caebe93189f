"""Nothing that another site makes a browser send changes anything."""

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.web.security.origins import origins_of
from tests.addresses import addresses
from tests.conftest import COOKIE, Cast, Scribe, token_of
from tests.databases import contents
from tests.pages import words
from tests.web.test_limit_bodies import Ids

OURS = "http://127.0.0.1:8000"
# What a browser says of where a request comes from, and whether it is let in.
ORIGINS = [
    ({}, False),  # somebody's session without a browser's word on where it comes from
    ({"sec-fetch-site": "same-origin"}, True),
    ({"sec-fetch-site": "none"}, True),
    ({"sec-fetch-site": "same-site"}, False),
    ({"sec-fetch-site": "cross-site"}, False),
    ({"sec-fetch-site": ""}, False),
    ({"sec-fetch-site": "Same-Origin"}, False),
    ({"sec-fetch-site": "same-origin", "origin": OURS}, True),
    ({"sec-fetch-site": "cross-site", "origin": OURS}, False),
    ({"origin": OURS}, True),
    ({"origin": "null"}, False),
    ({"origin": ""}, False),
    ({"origin": "http://attacker.example"}, False),
    ({"origin": "http://127.0.0.1.attacker.example"}, False),
    ({"origin": "http://127.0.0.1"}, False),
    ({"origin": "http://localhost:8000"}, True),  # the same machine by another name
    ({"origin": "http://[::1]:8000"}, True),
    ({"origin": "http://localhost:8001"}, False),
    ({"origin": "https://127.0.0.1:8000"}, False),
    ({"origin": "http://["}, False),
    ({"origin": "127.0.0.1"}, False),
]


@pytest.fixture
def silent(app: FastAPI) -> TestClient:
    """The director's browser, which says nothing by itself of where a request comes from."""
    cookies = {COOKIE: token_of("Dana Director")}
    return TestClient(app, base_url=OURS, cookies=cookies, follow_redirects=False, raise_server_exceptions=False)


@pytest.mark.no_cover
@pytest.mark.parametrize(("headers", "let_in"), ORIGINS, ids=str)
def test_every_route_that_writes(
    app: FastAPI, silent: TestClient, scribe: Scribe, engine: Engine, headers: dict[str, str], *, let_in: bool
) -> None:
    cycle_id = scribe.start()
    before = contents(engine)
    unsafe = [address for address in addresses(app) if not address.is_safe]
    assert len(unsafe) >= 8
    for address in unsafe:
        path = address.path.format_map(Ids(cycle_id=cycle_id))
        response = silent.request(address.method, path, headers=headers)
        assert (response.status_code != 403) == let_in, address.key
        if not let_in:
            assert "This came from another site, so nothing was changed." in words(response.text)
    assert let_in or contents(engine) == before


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "MERGE"])
def test_every_method_that_could_write(client: TestClient, method: str) -> None:
    assert client.request(method, "/", headers={"sec-fetch-site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("path", ["/healthz", "/", "/static/icon.svg"])
def test_a_link_from_another_site_may_be_followed(client: TestClient, scribe: Scribe, path: str) -> None:
    assert client.get(path, headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_who_is_signed_in_by_no_cookie_needs_no_browser(app: FastAPI, cast: Cast) -> None:
    script = TestClient(app, base_url=OURS, follow_redirects=False)
    assert script.post("/theme", data={"theme": "dark"}).status_code == 303
    script.cookies.set("another", "cookie")
    assert script.post("/theme", data={"theme": "dark"}).status_code == 303


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}], ids=["page", "fragment"])
def test_it_says_so_on_a_calm_page_or_in_a_fragment(client: TestClient, headers: dict[str, str]) -> None:
    response = client.post("/cycles", headers=headers | {"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert ("<html" in response.text) == (headers == {})


@pytest.mark.parametrize(
    ("base", "hosts", "origins"),
    [
        ("https://kam.example.com", {"kam.example.com"}, {"https://kam.example.com"}),
        ("https://kam.example.com:443", {"kam.example.com"}, {"https://kam.example.com"}),
        ("https://kam.example.com:8443", {"kam.example.com"}, {"https://kam.example.com:8443"}),
        ("http://[::1]:8000", {"::1", "localhost"}, {"http://[::1]:8000", "http://localhost:8000"}),
    ],
)
def test_what_browsers_call_an_installation(base: str, hosts: set[str], origins: set[str]) -> None:
    assert origins_of(base, hosts) == origins
