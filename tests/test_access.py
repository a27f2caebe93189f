"""Who may go where: every route as each of the cast, from the one table in access_table.py."""

from datetime import date

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts import invitations, logos
from app.accounts.deps import identity
from app.accounts.models import Role, SignInRow
from app.accounts.units import list_units
from app.db.vault import open_vault
from app.plans.models import Review
from app.settings import ROOT
from tests.access_table import BY_OTHER_PROOF, EVERYBODY, VISITS, Answer
from tests.addresses import SAFE, addresses
from tests.conftest import Cast, Scribe, SignIn, visitor
from tests.databases import contents
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


def ids_for(key: str, cast: Cast, scribe: Scribe, host: Host) -> dict[str, int]:
    """Return the id of everything that an address may name, all of them the director's organisation's."""
    cycle_id = scribe.complete(TITLE) if VISITS[key].cycle == "draft" else scribe.final(TITLE)
    session, director = scribe.session, cast.director
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
    return ids | {"workshop_id": host.at(VISITS[key].workshop, cycle_id) if VISITS[key].workshop else 0}


def test_every_route_is_in_the_table(app: FastAPI) -> None:
    assert {address.key for address in addresses(app)} == VISITS.keys() | BY_OTHER_PROOF.keys()


def test_what_asks_for_another_proof_has_tests_of_its_own() -> None:
    assert all((ROOT / file).is_file() for file in BY_OTHER_PROOF.values())


def test_every_route_but_the_public_ones_asks_who_is_there(app: FastAPI) -> None:
    public = {key for key, visit in VISITS.items() if visit.rule is EVERYBODY} | BY_OTHER_PROOF.keys()
    for address in addresses(app):
        assert (identity in address.needs) == (address.key not in public), address.key


@pytest.mark.parametrize(("key", "who"), CASES)
def test_everybody_is_answered_as_the_table_says(
    app: FastAPI, client: TestClient, cast: Cast, scribe: Scribe, sign_in: SignIn, engine: Engine, key: str, who: str
) -> None:
    ids = ids_for(key, cast, scribe, Host(scribe, open_vault(app.state.settings.secret)))
    before = contents(engine)
    if who == "anonymous":
        client = visitor(app)
    else:
        sign_in(getattr(cast, who))
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
