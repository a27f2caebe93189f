"""Adding an action that a review decided on, from the page of the review."""

import json
from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import AuditEvent
from app.accounts.service import Member
from app.db.columns import table_of
from app.plans.reviews import add_decided_action
from tests.beside import beside
from tests.conftest import Scribe, SignIn
from tests.databases import contents
from tests.pages import fields, words
from tests.plans import planner
from tests.plans.meetings import form_for, record, stored


@pytest.fixture
def cycle(scribe: Scribe) -> int:
    return scribe.final()


@pytest.fixture
def review(scribe: Scribe, cycle: int) -> int:
    return record(scribe.session, scribe.director, cycle)


def filled(**changes: str) -> dict[str, str]:
    """Return what a page would send of an action for the whole company."""
    usual = {
        "unit_id": "1",
        "element": "G",
        "title": "One customer file",
        "seen_when_done": "The spreadsheets are closed.",
        "owner_name": "Ana",
        "due_on": "2027-03-31",
        "version": "0",
    }
    return usual | changes


def test_the_review_leads_there_and_the_form_says_so(client: TestClient, review: int) -> None:
    assert f'href="/actions/new?review={review}&amp;unit=1"' in client.get(f"/reviews/{review}").text
    form = client.get(f"/actions/new?unit=1&review={review}").text
    assert "Decided on in the review of 20 November 2026 , to which it is added." in words(form).replace("6,", "6 ,")
    assert fields(form, "/actions")["review"] == str(review)


def test_after_a_review_of_several_units_one_is_to_be_chosen(client: TestClient, scribe: Scribe, cycle: int) -> None:
    review = record(scribe.session, scribe.director, cycle, scribe.final(unit="North"))
    assert f'href="/actions/new?review={review}"' in client.get(f"/reviews/{review}").text


def test_it_works(client: TestClient, scribe: Scribe, review: int, engine: Engine) -> None:
    response = client.post("/actions", data=filled(review=str(review)))
    assert (response.status_code, response.headers["location"]) == (303, f"/reviews/{review}")
    (decided,) = stored(engine, scribe.director)
    (action,) = decided.actions
    assert (action.title, action.due_on, decided.version) == ("One customer file", date(2027, 3, 31), 2)
    assert "the review of 20 November 2026" in words(client.get(f"/actions/{action.id}").text)


def test_both_stand_in_the_trail(client: TestClient, review: int, session: Session) -> None:
    client.post("/actions", data=filled(review=str(review)))
    events = table_of(AuditEvent)
    added, edited = session.execute(select(events).order_by(events.c.id.desc()).limit(2)).all()[::-1]
    assert added.action == "action.added"
    assert (edited.action, edited.subject) == ("review.edited", f"2026-11-20 (review {review})")
    assert (json.loads(edited.before), json.loads(edited.after)) == (
        {"actions": []},
        {"actions": ["One customer file"]},
    )


def test_an_open_form_of_the_review_does_not_drop_it(
    client: TestClient, scribe: Scribe, cycle: int, review: int, engine: Engine
) -> None:
    client.post("/actions", data=filled(review=str(review)))
    stale = form_for(cycle, decided="Ten accounts.", version="1")
    assert client.post(f"/reviews/{review}/edit", data=stale).status_code == 409
    assert len(stored(engine, scribe.director)[0].actions) == 1


def test_two_actions_at_once_are_both_kept(engine: Engine, scribe: Scribe, director: Member, review: int) -> None:
    details = planner.details(scribe.session, director)
    scribe.session.rollback()
    with beside(
        engine,
        lambda session: add_decided_action(session, director, review, details),
        lambda session: add_decided_action(session, director, review, details),
    ) as second:
        second.result()
    (decided,) = stored(engine, director)
    assert (len(decided.actions), decided.version) == (2, 3)


def test_it_says_what_is_wrong_and_keeps_the_review(client: TestClient, review: int, engine: Engine) -> None:
    before = contents(engine)
    response = client.post("/actions", data=filled(title="", review=str(review)))
    assert response.status_code == 422
    assert fields(response.text, "/actions")["review"] == str(review)
    assert contents(engine) == before


@pytest.mark.parametrize("wrong", ["4711", "0", "-1", "x", "9" * 30])
def test_it_does_not_know_what_is_not_there(client: TestClient, director: Member, engine: Engine, wrong: str) -> None:
    before = contents(engine)
    assert client.get("/actions/new", params={"review": wrong}).status_code == 404
    for title in ("One customer file", ""):
        assert client.post("/actions", data=filled(title=title, review=wrong)).status_code == 404
    assert contents(engine) == before


def test_a_stranger_can_add_nothing_to_it(
    client: TestClient, review: int, stranger: Member, sign_in: SignIn, engine: Engine
) -> None:
    before = contents(engine)
    sign_in(stranger)
    assert client.get(f"/actions/new?review={review}").status_code == 404
    assert client.post("/actions", data=filled(unit_id="2", review=str(review))).status_code == 404
    assert contents(engine) == before


@pytest.mark.parametrize("role", ["contributor", "steering"])
def test_it_is_for_directors(
    client: TestClient,
    review: int,
    request: pytest.FixtureRequest,
    sign_in: SignIn,
    engine: Engine,
    role: str,
) -> None:
    before = contents(engine)
    sign_in(request.getfixturevalue(role))
    assert "/actions/new" not in client.get(f"/reviews/{review}").text
    assert client.get(f"/actions/new?review={review}").status_code == 403
    assert client.post("/actions", data=filled(review=str(review))).status_code == 403
    assert contents(engine) == before
