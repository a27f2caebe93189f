"""Who may go where: every route as each of the cast, from the one table in access_table.py."""

from dataclasses import dataclass
from datetime import date

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts import invitations, logos
from app.accounts.deps import acting, identity
from app.accounts.models import Role, SignInRow
from app.accounts.units import list_units
from app.db.vault import open_vault
from app.plans.models import Review
from app.settings import ROOT
from app.tables import metadata
from tests.access_table import BY_OTHER_PROOF, EVERYBODY, VISITS, Answer
from tests.addresses import SAFE, addresses
from tests.conftest import Cast, Scribe, browser_of, visitor
from tests.databases import Kept, contents
from tests.pages import words
from tests.pictures import picture
from tests.plans.planner import plan
from tests.workshops.rooms import Host

TITLE = "A title that only its own organisation knows"
# These take long, and are tried elsewhere.
LONG = {
    "GET /cycles/{cycle_id}/charts/{kind}.svg",
    "GET /cycles/{cycle_id}/board-pack.pdf",
    "GET /units/{unit_id}/compare/charts/{kind}.svg",
    "GET /actions/timeline.svg",
    "GET /workshops/{workshop_id}/events",  # it does not end by itself
}
WHO = ("anonymous", "stranger", "steering", "contributor", "director", "administrator")
CASES = [
    (key, who)
    for key, visit in sorted(VISITS.items())
    for who in WHO
    if not (key in LONG and getattr(visit.rule, who) is Answer.DONE)
]


def visit(client: TestClient, key: str, ids: dict[str, int]) -> Response:
    method, path = key.split()
    address = path.format(**ids, letter="A", group="kam_unit", kind="profile")
    return client.request(method, address, data=VISITS[key].form or None, files=VISITS[key].files or None)


def prepare(cycle: str, workshop: str, cast: Cast, host: Host) -> dict[str, int]:
    """Return the id of everything that an address may name, all of them the director's organisation's."""
    scribe, session, director = host.scribe, host.scribe.session, cast.director
    cycle_id = scribe.complete(TITLE) if cycle == "draft" else scribe.final(TITLE)
    invitations.invite(session, director, "invited@example.com", Role.STEERING)
    logos.set_logo(session, director, picture())
    review = Review(
        organisation_id=director.organisation_id, held_on=date(2026, 11, 1), written_by_id=director.person_id
    )
    session.add(review)
    session.flush()
    ids = {
        "review_id": review.id or 0,
        "cycle_id": cycle_id,
        "organisation_id": director.organisation_id,
        "person_id": cast.contributor.person_id,
        "link_id": invitations.list_invitations(session, director)[0].id,
        "unit_id": list_units(session, director)[0].id or 0,
        "action_id": plan(session, director, title=TITLE),
        "sign_in_id": session.scalars(select(SignInRow.id).where(SignInRow.person_id == director.person_id)).one() or 0,
    }
    session.commit()
    return ids | {"workshop_id": host.at(workshop, cycle_id) if workshop else 0}


@dataclass(frozen=True)
class Place:
    """A database with something of everything in it, and the ids of that."""

    cast: Cast
    ids: dict[str, int]
    kept: Kept


@pytest.fixture(scope="session")
def places(built_app: FastAPI) -> dict[tuple[str, str], Place]:
    """Places prepared once, by the states of their cycle and workshop: for one application, whose key locks votes."""
    return {}


@pytest.fixture
def place(
    key: str, app: FastAPI, session: Session, places: dict[tuple[str, str], Place], request: pytest.FixtureRequest
) -> Place:
    """What a route is visited in. A thousand visits share a few of them, each put back as it was."""
    state = VISITS[key].cycle, VISITS[key].workshop
    if state in places:
        places[state].kept.put_back(session)
    else:
        cast: Cast = request.getfixturevalue("cast")
        ids = prepare(*state, cast, Host(Scribe(session, cast.director), open_vault(app.state.settings.secret)))
        places[state] = Place(cast, ids, Kept(session, metadata.sorted_tables))
    session.commit()
    return places[state]


def test_every_route_is_in_the_table(app: FastAPI) -> None:
    assert {address.key for address in addresses(app)} == VISITS.keys() | BY_OTHER_PROOF.keys()


def test_what_asks_for_another_proof_has_tests_of_its_own() -> None:
    assert all((ROOT / file).is_file() for file in BY_OTHER_PROOF.values())


def test_every_route_but_the_public_ones_asks_who_is_there(app: FastAPI) -> None:
    public = {key for key, visit in VISITS.items() if visit.rule is EVERYBODY} | BY_OTHER_PROOF.keys()
    for address in addresses(app):
        asks = identity in address.needs or acting in address.needs
        assert asks == (address.key not in public), address.key


@pytest.mark.parametrize(("key", "who"), CASES)
def test_everybody_is_answered_as_the_table_says(
    app: FastAPI, place: Place, engine: Engine, key: str, who: str
) -> None:
    ids, before = place.ids, contents(engine)
    client = visitor(app) if who == "anonymous" else browser_of(app, getattr(place.cast, who).person)
    response = visit(client, key, ids)
    expected = getattr(VISITS[key].rule, who)
    check(response, expected)
    if expected is not Answer.DONE or key.split(maxsplit=1)[0] in SAFE:
        assert contents(engine) == before
    if expected is not Answer.DONE or who == "stranger":
        assert "only its own organisation knows" not in response.text
    if expected is Answer.NOTHING:
        nowhere = visit(client, key, dict.fromkeys(ids, 4711))
        assert (nowhere.status_code, words(nowhere.text)) == (404, words(response.text))


def check(response: Response, expected: Answer) -> None:
    location = response.headers.get("location", "")
    led = response.status_code == 303
    match expected:
        case Answer.DONE:
            assert response.status_code in {200, 204, 303}
            assert not location.startswith(("/sign-in?", "/organisations?"))
        case Answer.SIGN_IN:
            assert response.status_code == 401 or (led and location.startswith("/sign-in?next=%2F"))
            assert led == (response.request.method in SAFE)
        case Answer.CHOOSE:
            assert response.status_code == 403 or (led and location.startswith("/organisations?"))
            assert led == (response.request.method in SAFE)
        case Answer.REFUSED:
            assert response.status_code == 403
        case Answer.NOTHING:
            assert response.status_code == 404
        case Answer.PROVE:
            assert response.status_code == 422
        case Answer.CONFLICT:
            assert response.status_code == 409
