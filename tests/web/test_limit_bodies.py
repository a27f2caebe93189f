"""Nobody fills the memory: a body that is too long is refused before it is read, announced or not."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.forms import MAX_FIELDS
from app.web.security.bodies import LARGE, NOTES, USUAL
from tests.addresses import addresses
from tests.conftest import HOST, Scribe
from tests.databases import contents

FORM = {"content-type": "application/x-www-form-urlencoded"}
# What takes more than usual, and how much. A route that is added here says why in its own file.
TAKES_MORE = {"/cycles/{cycle_id}/elements/{letter}": NOTES}
CHUNK = 16 * 1024


def chunks(size: int) -> Iterator[bytes]:
    while size > 0:
        yield b"x" * min(size, CHUNK)
        size -= CHUNK


def limits(app: FastAPI) -> dict[str, int]:
    """Return what each path takes."""
    return {
        str(route.path): getattr(route.original_route, "max_body_size", None) or USUAL
        for route in iter_route_contexts(app.routes)
    }


def test_only_these_take_more_than_usual(app: FastAPI) -> None:
    larger = {path: limit for path, limit in limits(app).items() if limit != USUAL}
    assert larger.items() >= TAKES_MORE.items()
    assert max(larger.values()) <= LARGE


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "chunked"])
def test_it_refuses_what_is_too_long_on_every_route_that_writes(
    app: FastAPI, client: TestClient, scribe: Scribe, engine: Engine, *, announced: bool
) -> None:
    cycle_id = scribe.start()
    limit = limits(app)
    for address in addresses(app):
        if address.is_safe:
            continue
        before = contents(engine)
        path = address.path.format_map(Ids(cycle_id=cycle_id))
        size = limit[address.path] + 1
        body = b"x" * size if announced else chunks(size)
        response = client.request(address.method, path, content=body, headers=FORM)
        assert response.status_code == 413, address.key
        assert "more than this page takes" in response.text
        assert contents(engine) == before


class Ids(dict[str, object]):
    """What the parameters of an address are filled with."""

    def __missing__(self, name: str) -> object:
        return {"letter": "A", "group": "kam_unit"}.get(name, 1)


def test_it_says_so_in_a_fragment_where_one_was_asked_for(client: TestClient) -> None:
    headers = FORM | {"hx-request": "true"}
    response = client.post("/theme", content=b"x" * (USUAL + 1), headers=headers)
    assert response.status_code == 413
    assert "<html" not in response.text
    assert "Shorten it" in response.text


def test_a_number_of_digits_that_says_nothing_is_refused_too(client: TestClient) -> None:
    assert client.post("/theme", headers=FORM | {"content-length": "9" * 5000}).status_code == 413


def test_it_takes_what_just_fits(client: TestClient) -> None:
    body = b"theme=dark&back=/".ljust(USUAL, b"x")
    assert client.post("/theme", content=body, headers=FORM).status_code == 303


def test_it_takes_a_chunked_body_that_fits(client: TestClient) -> None:
    assert client.post("/theme", content=iter([b"theme=", b"dark"]), headers=FORM).status_code == 303


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "chunked"])
def test_five_long_notes_in_any_script_reach_the_page_that_says_what_to_shorten(
    client: TestClient, scribe: Scribe, *, announced: bool
) -> None:
    path = f"/cycles/{scribe.start()}/elements/A"
    body = b"x" * NOTES
    assert client.post(path, content=body if announced else iter([body]), headers=FORM).status_code == 422


def test_it_refuses_more_fields_than_any_form_has(client: TestClient) -> None:
    names = [f"f{n}" for n in range(MAX_FIELDS + 1)]
    assert client.post("/theme", data=dict.fromkeys(names, "")).status_code == 400


def test_it_refuses_more_parts_than_any_form_has(client: TestClient) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="f"\r\n\r\n\r\n'
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert client.post("/theme", content=part * (MAX_FIELDS + 1) + "--x--\r\n", headers=headers).status_code == 400


def test_it_takes_no_file_where_none_is_asked_for(client: TestClient) -> None:
    assert client.post("/theme", files={"theme": ("dark.txt", b"dark")}).status_code == 400


def test_the_limits_hold_before_the_database_is_asked() -> None:
    app = create_app(Settings(database_url="sqlite:////nowhere/kam.sqlite", warm_reports=False, base_url=HOST))
    client = TestClient(app, base_url=HOST, headers={"origin": HOST}, raise_server_exceptions=False)
    assert client.post("/cycles", content=b"x" * (USUAL + 1), headers=FORM).status_code == 413
    app.state.engine.dispose()
