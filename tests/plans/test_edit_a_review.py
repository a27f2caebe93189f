"""Changing what was recorded of a meeting, and what the trail keeps of that."""

import json
from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import AuditEvent
from app.accounts.service import Member
from app.assessments import service
from app.db.columns import table_of
from app.plans.models import Status
from app.plans.reviews import StaleReviewError, edit_review
from tests.beside import beside
from tests.conftest import TODAY, Scribe, SignIn
from tests.databases import contents
from tests.pages import fields, words
from tests.plans.meetings import Form, add_action, form_for, minutes_for, record, stored


def opened(client: TestClient, review: int) -> Form:
    address = f"/reviews/{review}/edit"
    return dict(fields(client.get(address).text, address))


@pytest.fixture
def cycle(scribe: Scribe) -> int:
    return scribe.final()


@pytest.fixture
def review(scribe: Scribe, steering: Member, cycle: int) -> int:
    return record(scribe.session, steering, cycle, questions="Who pays?", next_on=date(2027, 5, 12))


def test_its_form_shows_what_is_stored(client: TestClient, cycle: int, review: int) -> None:
    assert opened(client, review) == {
        "version": "1",
        "held_on": "2026-11-20",
        "cycles": str(cycle),
        "attended": "Stella Steering",
        "decided": "Every account gets a sponsor.",
        "questions": "Who pays?",
        "next_on": "2027-05-12",
    }


def test_it_works(client: TestClient, scribe: Scribe, cycle: int, review: int, engine: Engine) -> None:
    other = scribe.final("2026 H2", unit="Nordics")
    action = add_action(scribe.session, scribe.director, cycle, "Name a sponsor")
    changes = form_for(cycle, other, decided="Ten accounts.", actions=[str(action)], next_on="", version="1")
    response = client.post(f"/reviews/{review}/edit", data=changes)
    assert (response.status_code, response.headers["location"]) == (303, f"/reviews/{review}")
    (changed,) = stored(engine, scribe.director)
    assert (changed.minutes.cycles, changed.minutes.actions) == ((cycle, other), (action,))
    assert (changed.minutes.decided, changed.minutes.next_on) == ("Ten accounts.", None)
    assert (changed.version, changed.written_by, changed.changed_by) == (2, "Stella Steering", "Dana Director")
    assert "Changed last Dana Director" in words(client.get(f"/reviews/{review}").text)


def test_it_is_recorded_without_what_was_said(
    client: TestClient, scribe: Scribe, cycle: int, review: int, session: Session
) -> None:
    other = scribe.final("2026 H2", unit="Nordics")
    changes = opened(client, review) | {"cycles": [str(cycle), str(other)], "decided": "Ten.", "next_on": ""}
    client.post(f"/reviews/{review}/edit", data=changes)
    events = table_of(AuditEvent)
    event = session.execute(select(events).where(events.c.action == "review.edited")).one()
    assert event.subject == f"2026-11-20 (review {review})"
    assert json.loads(event.before) == {"next_review": "2027-05-12", "cycles": ["2026 H2, Whole company"]}
    assert json.loads(event.after) == {
        "next_review": None,
        "cycles": ["2026 H2, Nordics", "2026 H2, Whole company"],
        "also_changed": ["decided"],
    }


def test_the_trail_names_dates_only_when_they_change(
    client: TestClient, scribe: Scribe, review: int, session: Session
) -> None:
    client.post(f"/reviews/{review}/edit", data=opened(client, review) | {"held_on": "2026-11-21"})
    events = table_of(AuditEvent)
    event = session.execute(select(events).where(events.c.action == "review.edited")).one()
    assert (json.loads(event.before), json.loads(event.after)) == ({"held_on": "2026-11-20"}, {"held_on": "2026-11-21"})


def test_it_keeps_a_revision_that_was_replaced_and_an_action_that_is_done(
    client: TestClient, scribe: Scribe, cycle: int, engine: Engine
) -> None:
    action = add_action(scribe.session, scribe.director, cycle, "Name a sponsor", Status.DONE)
    review = record(scribe.session, scribe.director, cycle, actions=(action,))
    service.finish(scribe.session, scribe.director, service.correct(scribe.session, scribe.director, cycle, "Wrong."))
    scribe.session.commit()
    form = opened(client, review)
    assert (form["cycles"], form["actions"]) == (str(cycle), str(action))
    assert "Revision 1, replaced since" in words(client.get(f"/reviews/{review}/edit").text)
    assert client.post(f"/reviews/{review}/edit", data=form | {"decided": "Ten accounts."}).status_code == 303
    (changed,) = stored(engine, scribe.director)
    assert (changed.minutes.cycles, changed.minutes.actions) == ((cycle,), (action,))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"held_on": "soon"}, "Enter the day of the meeting"),
        ({"held_on": "2062-11-12"}, "Enter the day the meeting was held; it can’t lie in the future."),
        ({"attended": ""}, "Enter who attended"),
        ({"decided": ""}, "Enter what was decided"),
        ({"next_on": "2026-11-19"}, "Enter a day after the meeting"),
    ],
    ids=str,
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(
    client: TestClient, review: int, engine: Engine, wrong: Form, message: str
) -> None:
    before = contents(engine)
    typed = opened(client, review) | {"questions": "Typed?"} | wrong
    response = client.post(f"/reviews/{review}/edit", data=typed)
    assert response.status_code == 422
    assert message in words(response.text)
    assert fields(response.text, f"/reviews/{review}/edit") == typed
    assert contents(engine) == before


def test_it_refuses_a_cycle_that_was_replaced_before_it_was_chosen(
    client: TestClient, scribe: Scribe, review: int, engine: Engine
) -> None:
    old = scribe.final("Corrected")
    service.finish(scribe.session, scribe.director, service.correct(scribe.session, scribe.director, old, "Wrong."))
    scribe.session.commit()
    before = contents(engine)
    response = client.post(f"/reviews/{review}/edit", data=opened(client, review) | {"cycles": [str(old)]})
    assert response.status_code == 422
    assert "was replaced by a later revision" in words(response.text)
    assert contents(engine) == before


def test_it_refuses_a_stale_edit_and_shows_both_versions(
    client: TestClient, scribe: Scribe, cycle: int, review: int, steering: Member, sign_in: SignIn, engine: Engine
) -> None:
    other = scribe.final("2026 H2", unit="Nordics")
    form = opened(client, review)
    action = add_action(scribe.session, scribe.director, cycle, "Name a sponsor")
    sign_in(steering)
    theirs = form | {"decided": "Theirs.\r\nStill.", "cycles": [str(cycle), str(other)], "questions": ""}
    client.post(f"/reviews/{review}/edit", data=theirs)
    sign_in(scribe.director)
    before = contents(engine)
    mine = form | {"decided": "Mine.", "actions": [str(action)]}
    response = client.post(f"/reviews/{review}/edit", data=mine)
    assert response.status_code == 409
    assert contents(engine) == before
    told = words(response.text)
    assert "Stella Steering changed this review while you had it open." in told
    assert "Decided Saved now Theirs. Still. Yours Mine." in told
    assert "Saved now 2026 H2, Nordics; 2026 H2, Whole company Yours 2026 H2, Whole company" in told
    assert "Actions decided on Saved now Empty Yours Name a sponsor" in told
    assert "Open questions Saved now Empty Yours Who pays?" in told
    assert "Attended The same" in told
    again = fields(response.text, f"/reviews/{review}/edit")
    assert (again["decided"], again["cycles"], again["version"]) == ("Mine.", str(cycle), "2")
    assert client.post(f"/reviews/{review}/edit", data=again).status_code == 303
    assert stored(engine, scribe.director)[0].minutes.decided == "Mine."


def test_of_two_edits_at_once_the_second_is_stale(
    engine: Engine, director: Member, steering: Member, cycle: int, review: int
) -> None:
    first, second = minutes_for(cycle, decided="First."), minutes_for(cycle, decided="Second.")
    with (
        beside(
            engine,
            lambda session: edit_review(session, steering, review, first, 1, TODAY),
            lambda session: edit_review(session, director, review, second, 1, TODAY),
        ) as edit,
        pytest.raises(StaleReviewError, match="Stella Steering changed this review"),
    ):
        edit.result()
    assert stored(engine, director)[0].minutes.decided == "First."


def test_it_takes_the_same_twice_without_a_conflict(
    client: TestClient, scribe: Scribe, review: int, engine: Engine
) -> None:
    form = opened(client, review) | {"decided": "Mine."}
    client.post(f"/reviews/{review}/edit", data=form)
    assert client.post(f"/reviews/{review}/edit", data=form).status_code == 303
    assert stored(engine, scribe.director)[0].version == 2


def test_it_takes_a_form_without_a_version_for_a_stale_one(client: TestClient, review: int, engine: Engine) -> None:
    before = contents(engine)
    form = opened(client, review) | {"decided": "Mine."}
    del form["version"]
    response = client.post(f"/reviews/{review}/edit", data=form)
    assert response.status_code == 409
    assert "Someone else changed this review" in words(response.text)
    assert contents(engine) == before


@pytest.mark.parametrize("field", ["cycles", "actions"])
def test_it_does_not_know_what_is_not_ours(
    client: TestClient, scribe: Scribe, review: int, stranger: Member, engine: Engine, field: str
) -> None:
    theirs = Scribe(scribe.session, stranger).final("Theirs")
    action = add_action(scribe.session, stranger, theirs, "Theirs too")
    before = contents(engine)
    for foreign in (str(theirs if field == "cycles" else action), "4711", "x"):
        response = client.post(f"/reviews/{review}/edit", data=opened(client, review) | {field: [foreign]})
        assert response.status_code == 404
        assert "Theirs" not in response.text
    assert contents(engine) == before


def test_it_is_not_found_by_a_stranger(
    client: TestClient, review: int, stranger: Member, sign_in: SignIn, engine: Engine
) -> None:
    form = opened(client, review)
    before = contents(engine)
    sign_in(stranger)
    assert client.get(f"/reviews/{review}/edit").status_code == 404
    assert client.post(f"/reviews/{review}/edit", data=form).status_code == 404
    assert contents(engine) == before


def test_it_is_refused_to_a_contributor(
    client: TestClient, review: int, contributor: Member, sign_in: SignIn, engine: Engine
) -> None:
    form = opened(client, review)
    before = contents(engine)
    sign_in(contributor)
    assert client.get(f"/reviews/{review}/edit").status_code == 403
    for wrong in ({}, {"decided": ""}):
        assert client.post(f"/reviews/{review}/edit", data=form | wrong).status_code == 403
    assert contents(engine) == before


@pytest.mark.parametrize(("wrong", "status"), [("4711", 404), ("0", 404), (str(10**30), 404), ("x", 422)])
def test_it_handles_a_bad_id(client: TestClient, review: int, wrong: str, status: int) -> None:
    form = opened(client, review)
    assert client.get(f"/reviews/{wrong}/edit").status_code == status
    assert client.post(f"/reviews/{wrong}/edit", data=form).status_code == status
