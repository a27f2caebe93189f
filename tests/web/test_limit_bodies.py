"""Nobody fills the memory: a body that is too long is refused before it is read, announced or not."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.web.security import MAX_BODY
from tests.addresses import NAMED, addresses
from tests.conftest import Scribe
from tests.databases import contents

FORM = {"content-type": "application/x-www-form-urlencoded"}


def chunks(size: int) -> Iterator[bytes]:
    while size > 0:
        yield b"x" * min(size, 64 * 1024)
        size -= 64 * 1024


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "chunked"])
def test_it_refuses_what_is_too_long_on_every_route_that_writes(
    app: FastAPI, client: TestClient, scribe: Scribe, engine: Engine, *, announced: bool
) -> None:
    cycle_id = scribe.start()
    before = contents(engine)
    for address in addresses(app):
        if address.is_safe or (address.path.endswith("/finish") and not announced):  # finishing reads no form
            continue
        path = address.path.format_map(NAMED | {"cycle_id": cycle_id})
        size = MAX_BODY + 1
        body = b"x" * size if announced else chunks(size)
        response = client.request(address.method, path, content=body, headers=FORM)
        assert response.status_code == 413, address.key
        assert "more than this page takes" in response.text
    assert contents(engine) == before


def test_it_takes_what_just_fits(client: TestClient) -> None:
    body = b"theme=dark&back=/".ljust(MAX_BODY, b"x")
    assert client.post("/theme", content=body, headers=FORM).status_code == 303


def test_it_takes_a_chunked_body_that_fits(client: TestClient) -> None:
    assert client.post("/theme", content=iter([b"theme=", b"dark"]), headers=FORM).status_code == 303
