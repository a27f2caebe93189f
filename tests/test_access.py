"""Who may go where: every route, as a stranger, as a reader and with nobody there at all."""

from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts.deps import identity
from app.accounts.service import Member
from tests.addresses import addresses
from tests.conftest import Scribe, SignIn
from tests.databases import contents
from tests.pages import words

TITLE = "A title that only its own organisation knows"
PUBLIC = {"GET /healthz", "GET /readyz", "POST /theme"}
# These name no cycle: everyone has such a page of their own.
OWN = {"GET /", "GET /method", "GET /cycles/new", "POST /cycles"}
DIRECTORS_ONLY = {"GET /cycles/new", "GET /cycles/{cycle_id}/details", "GET /cycles/{cycle_id}/correct"}
CHOICE = {"kind": "score", "value": "2", "revision": "9", "client": "phone"}
DETAILS = {"title": "Theirs", "held_on": "2026-11-12", "unit": "Whole company", "version": "1"}
GROUPS = ("key_account_manager", "kam_unit", "kam_team", "associated_functions", "senior_management")
ELEMENT = {
    f"{name}-{group}": value
    for group in GROUPS
    for name, value in {"score": "3", "score-was": "", "evidence-was": "", "note": "", "note-version": "0"}.items()
}


@dataclass(frozen=True)
class Visit:
    """How a route is visited so that its own people get an answer. ``cycle`` is the state it needs."""

    form: dict[str, str] = field(default_factory=dict)
    cycle: str = "draft"


VISITS = {
    "GET /": Visit(),
    "GET /method": Visit(),
    "GET /cycles/new": Visit(),
    "POST /cycles": Visit(DETAILS),
    "GET /cycles/{cycle_id}": Visit(),
    "GET /cycles/{cycle_id}/details": Visit(),
    "POST /cycles/{cycle_id}/details": Visit(DETAILS),
    "GET /cycles/{cycle_id}/check": Visit(),
    "POST /cycles/{cycle_id}/finish": Visit(),
    "GET /cycles/{cycle_id}/correct": Visit(cycle="final"),
    "POST /cycles/{cycle_id}/correct": Visit({"reason": "A score was wrong."}, "final"),
    "GET /cycles/{cycle_id}/elements/{letter}": Visit(),
    "GET /cycles/{cycle_id}/elements/{letter}/states": Visit(),
    "POST /cycles/{cycle_id}/elements/{letter}": Visit(ELEMENT),
    "POST /cycles/{cycle_id}/cells/{letter}/{group}/choice": Visit(CHOICE),
    "POST /cycles/{cycle_id}/cells/{letter}/{group}/note": Visit({"note": "Why.", "version": "0"}),
    "GET /cycles/{cycle_id}/results": Visit(),
    "GET /cycles/{cycle_id}/charts/{kind}.svg": Visit(),
    "GET /cycles/{cycle_id}/board-pack.pdf": Visit(),
    "GET /cycles/{cycle_id}/scores.csv": Visit(),
    "GET /cycles/{cycle_id}/result.json": Visit(),
}
OF_A_CYCLE = sorted(VISITS.keys() - OWN)
WRITES = sorted(key for key in VISITS if key.startswith("POST"))
# Drawing these takes long, and is tried where they are drawn.
DRAWN = {"GET /cycles/{cycle_id}/charts/{kind}.svg", "GET /cycles/{cycle_id}/board-pack.pdf"}


def visit(client: TestClient, key: str, cycle_id: int = 1) -> Response:
    method, path = key.split()
    address = path.format(cycle_id=cycle_id, letter="A", group="kam_unit", kind="profile")
    return client.request(method, address, data=VISITS[key].form or None)


def prepare(scribe: Scribe, key: str) -> int:
    return scribe.complete(TITLE) if VISITS[key].cycle == "draft" else scribe.final(TITLE)


def test_every_route_is_in_the_table(app: FastAPI) -> None:
    assert {address.key for address in addresses(app)} == VISITS.keys() | PUBLIC


def test_every_route_but_the_public_ones_asks_who_is_there(app: FastAPI) -> None:
    for address in addresses(app):
        assert (identity in address.needs) == (address.key not in PUBLIC), address.key


@pytest.mark.parametrize("key", sorted(VISITS.keys() - DRAWN))
def test_its_own_director_gets_an_answer(client: TestClient, scribe: Scribe, key: str) -> None:
    assert visit(client, key, prepare(scribe, key)).status_code in {200, 303}


@pytest.mark.parametrize("key", OF_A_CYCLE)
def test_a_stranger_finds_nothing_and_changes_nothing(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, engine: Engine, key: str
) -> None:
    cycle_id = prepare(scribe, key)
    before = contents(engine)
    sign_in(stranger)
    theirs, nowhere = visit(client, key, cycle_id), visit(client, key, 4711)
    assert theirs.status_code == nowhere.status_code == 404
    assert words(theirs.text) == words(nowhere.text)
    assert contents(engine) == before


@pytest.mark.parametrize("key", sorted(OWN))
def test_a_stranger_sees_nothing_of_it_elsewhere(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, key: str
) -> None:
    scribe.final(TITLE, unit="A unit that only its own organisation knows")
    sign_in(stranger)
    assert "only its own organisation knows" not in visit(client, key).text


@pytest.mark.parametrize("key", sorted({*WRITES, *DIRECTORS_ONLY}))
def test_a_reader_is_refused_and_changes_nothing(
    client: TestClient, scribe: Scribe, steering: Member, sign_in: SignIn, engine: Engine, key: str
) -> None:
    cycle_id = prepare(scribe, key)
    before = contents(engine)
    sign_in(steering)
    assert visit(client, key, cycle_id).status_code == 403
    assert contents(engine) == before


@pytest.mark.parametrize("key", sorted(VISITS.keys() - DRAWN - DIRECTORS_ONLY - set(WRITES)))
def test_a_reader_may_read(client: TestClient, scribe: Scribe, steering: Member, sign_in: SignIn, key: str) -> None:
    cycle_id = prepare(scribe, key)
    sign_in(steering)
    assert visit(client, key, cycle_id).status_code in {200, 303}


@pytest.mark.parametrize("key", sorted(VISITS))
def test_there_is_nothing_before_there_is_an_organisation(client: TestClient, engine: Engine, key: str) -> None:
    response = visit(client, key)
    assert response.status_code == 404
    assert "There is no organisation yet" in words(response.text)
    assert not any(contents(engine).values())


def test_reading_changes_nothing(client: TestClient, scribe: Scribe, engine: Engine) -> None:
    cycle_id = scribe.complete(TITLE)
    before = contents(engine)
    for key in sorted(VISITS.keys() - DRAWN - set(WRITES)):
        visit(client, key, cycle_id)
    assert contents(engine) == before
