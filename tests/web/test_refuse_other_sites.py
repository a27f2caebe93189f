"""Nothing that another site makes a browser send changes anything."""

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.addresses import NAMED, addresses
from tests.conftest import Scribe
from tests.databases import contents

OURS = "http://127.0.0.1"
# What a browser says of where a request comes from, and whether it is let in.
ORIGINS = [
    ({}, True),  # no browser: they all send one or the other
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
    ({"origin": "http://127.0.0.1:8001"}, False),
    ({"origin": "http://localhost"}, False),
    ({"origin": "http://["}, False),
    ({"origin": "127.0.0.1"}, False),
]


@pytest.mark.parametrize(("headers", "let_in"), ORIGINS, ids=str)
def test_every_route_that_writes(
    app: FastAPI, client: TestClient, scribe: Scribe, engine: Engine, headers: dict[str, str], *, let_in: bool
) -> None:
    cycle_id = scribe.start()
    before = contents(engine)
    unsafe = [address for address in addresses(app) if not address.is_safe]
    assert len(unsafe) >= 8
    for address in unsafe:
        path = address.path.format_map(NAMED | {"cycle_id": cycle_id})
        response = client.request(address.method, path, headers=headers)
        assert (response.status_code != 403) == let_in, address.key
        if not let_in:
            assert response.text == "This came from another site, so nothing was changed."
    assert let_in or contents(engine) == before


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "MERGE"])
def test_every_method_that_could_write(client: TestClient, method: str) -> None:
    assert client.request(method, "/", headers={"sec-fetch-site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("path", ["/healthz", "/", "/static/icon.svg"])
def test_a_link_from_another_site_may_be_followed(client: TestClient, scribe: Scribe, path: str) -> None:
    assert client.get(path, headers={"sec-fetch-site": "cross-site"}).status_code == 200
