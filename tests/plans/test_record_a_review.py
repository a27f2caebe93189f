"""Recording what a meeting of the steering committee saw, decided and left open."""

import json
from datetime import date

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import AuditEvent
from app.accounts.service import Member
from app.assessments import service
from app.db.columns import table_of
from app.plans.models import Status
from tests.conftest import Scribe, SignIn, visitor
from tests.databases import contents
from tests.pages import fields, words
from tests.plans.meetings import Form, add_action, form_for, stored


@pytest.mark.parametrize("role", ["director", "steering"])
def test_it_works(
    client: TestClient,
    scribe: Scribe,
    request: pytest.FixtureRequest,
    sign_in: SignIn,
    engine: Engine,
    role: str,
) -> None:
    first, second = scribe.final("2026 H1"), scribe.final("2026 H2", unit="Nordics")
    action = add_action(scribe.session, scribe.director, first, "Name a sponsor")
    writer: Member = request.getfixturevalue(role)
    sign_in(writer)
    response = client.post("/reviews", data=form_for(first, second, actions=[str(action)]))
    (review,) = stored(engine, writer)
    assert (response.status_code, response.headers["location"]) == (303, f"/reviews/{review.id}")
    minutes = review.minutes
    assert (minutes.held_on, minutes.next_on) == (date(2026, 11, 20), date(2027, 5, 12))
    assert (minutes.cycles, minutes.actions) == ((first, second), (action,))
    assert (minutes.attended, minutes.questions) == ("Stella Steering\nDana Director", "Who pays?")
    assert minutes.decided == "Every account gets a sponsor."
    assert (review.written_by, review.changed_by, review.version) == (writer.person, "", 1)


def test_it_needs_no_questions_no_action_and_no_next_day(client: TestClient, scribe: Scribe, engine: Engine) -> None:
    response = client.post("/reviews", data=form_for(scribe.final(), questions="", next_on=""))
    assert response.status_code == 303
    (review,) = stored(engine, scribe.director)
    assert (review.minutes.questions, review.minutes.next_on, review.actions) == ("", None, ())


def test_it_leaves_the_sealed_cycle_as_it_is(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.final()
    before = client.get(f"/cycles/{cycle_id}/result.json").content
    assert client.post("/reviews", data=form_for(cycle_id)).status_code == 303
    assert client.post(f"/cycles/{cycle_id}/comments", data={"text": "Low for us."}).status_code == 303
    assert client.get(f"/cycles/{cycle_id}/result.json").content == before


def test_it_is_recorded_without_what_was_said(client: TestClient, scribe: Scribe, session: Session) -> None:
    cycle_id = scribe.final()
    action = add_action(session, scribe.director, cycle_id, "Name a sponsor")
    client.post("/reviews", data=form_for(cycle_id, actions=[str(action)]))
    events = table_of(AuditEvent)
    event = session.execute(select(events).where(events.c.action == "review.recorded")).one()
    assert event.subject == "2026-11-20 (review 1)"
    assert json.loads(event.after) == {
        "held_on": "2026-11-20",
        "next_review": "2027-05-12",
        "cycles": ["2026 H2, Whole company"],
        "actions": ["Name a sponsor"],
    }


def test_its_form_offers_cycles_that_stand_and_open_actions(client: TestClient, scribe: Scribe) -> None:
    scribe.start("A draft")
    old = scribe.final("Corrected")
    service.finish(scribe.session, scribe.director, service.correct(scribe.session, scribe.director, old, "Wrong."))
    cycle_id = scribe.final("2026 H1", unit="Nordics")
    add_action(scribe.session, scribe.director, cycle_id, "Name a sponsor")
    add_action(scribe.session, scribe.director, cycle_id, "Is over", Status.DROPPED)
    page = words(client.get("/reviews/new").text)
    assert "2026 H1, Nordics 12 November 2026" in page
    assert page.count("Corrected, Whole company") == 1
    assert "A draft" not in page
    assert "Nordics Name a sponsor Planned, due 1 March 2027" in page
    assert "Is over" not in page


def test_its_form_has_the_cycle_chosen_from_whose_results_one_comes(client: TestClient, scribe: Scribe) -> None:
    scribe.final("2026 H1", unit="Nordics")
    cycle_id = scribe.final()
    assert fields(client.get(f"/reviews/new?cycle={cycle_id}").text, "/reviews")["cycles"] == str(cycle_id)
    for nothing in ("", "?cycle=4711", "?cycle=x"):
        assert "cycles" not in fields(client.get(f"/reviews/new{nothing}").text, "/reviews")


def test_it_folds_away_older_cycles(client: TestClient, scribe: Scribe) -> None:
    old = scribe.final("The oldest", held_on=date(2001, 5, 1))
    for number in range(12):
        scribe.final(f"Number {number}")
    page = client.get("/reviews/new").text
    assert "The oldest" in page.split('<details class="more" >')[1].split("</details>")[0]
    assert '<details class="more" open>' in client.get(f"/reviews/new?cycle={old}").text


def test_there_is_nothing_to_review_before_a_cycle_is_final(client: TestClient, scribe: Scribe) -> None:
    scribe.start()
    page = words(client.get("/reviews/new").text)
    assert "No final cycles yet." in page
    assert "Record the review" not in page


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"held_on": "soon"}, "Enter the day of the meeting"),
        ({"held_on": "2062-11-12"}, "Enter the day the meeting was held; it can’t lie in the future."),
        ({"held_on": ""}, "Enter the day of the meeting"),
        ({"cycles": []}, "Choose at least one cycle"),
        ({"attended": ""}, "Enter who attended"),
        ({"decided": ""}, "Enter what was decided"),
        ({"next_on": "2026-11-20"}, "Enter a day after the meeting"),
        ({"next_on": "later"}, "Enter the day of the next review"),
    ],
    ids=str,
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(
    client: TestClient, scribe: Scribe, engine: Engine, wrong: Form, message: str
) -> None:
    cycle_id = scribe.final()
    before = contents(engine)
    typed = form_for(cycle_id) | wrong
    response = client.post("/reviews", data=typed)
    assert response.status_code == 422
    assert message in words(response.text)
    kept = {name: value for name, value in typed.items() if name != "cycles"}
    kept |= {"cycles": str(cycle_id)} if typed["cycles"] else {}
    assert fields(response.text, "/reviews") == kept
    assert contents(engine) == before


def test_it_says_all_that_is_wrong_at_once(client: TestClient, scribe: Scribe) -> None:
    scribe.final()
    response = client.post("/reviews", data=form_for(held_on="soon", attended="", decided="", next_on="later"))
    said = words(response.text)
    problems = (
        "Enter the day of the meeting",
        "Choose at least",
        "Enter who",
        "Enter what was",
        "Enter the day of the",
    )
    assert all(problem in said for problem in problems)


def test_it_refuses_a_cycle_that_is_no_result(client: TestClient, scribe: Scribe, engine: Engine) -> None:
    draft, old = scribe.start("A draft"), scribe.final("Corrected")
    service.finish(scribe.session, scribe.director, service.correct(scribe.session, scribe.director, old, "Wrong."))
    scribe.session.commit()
    before = contents(engine)
    for cycle_id, why in (
        (draft, "A draft, Whole company, is not final yet"),
        (old, "was replaced by a later revision"),
    ):
        response = client.post("/reviews", data=form_for(cycle_id))
        assert response.status_code == 422
        assert why in words(response.text)
    assert contents(engine) == before


@pytest.mark.parametrize("nothing", ["4711", "0", "-1", "x", "", "9" * 30, "٣"])
@pytest.mark.parametrize("field", ["cycles", "actions"])
def test_it_does_not_know_what_is_not_there(
    client: TestClient, scribe: Scribe, engine: Engine, field: str, nothing: str
) -> None:
    cycle_id = scribe.final()
    before = contents(engine)
    sent = form_for(cycle_id)
    sent[field] = [*sent.get(field, []), nothing]
    assert client.post("/reviews", data=sent).status_code == 404
    assert contents(engine) == before


def test_a_stranger_can_name_nothing_of_ours(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, engine: Engine
) -> None:
    ours = scribe.final("Confidential")
    action = add_action(scribe.session, scribe.director, ours, "Confidential too")
    theirs = Scribe(scribe.session, stranger).final("Theirs")
    before = contents(engine)
    sign_in(stranger)
    for sent in (form_for(ours), form_for(ours, theirs), form_for(theirs, actions=[str(action)])):
        response = client.post("/reviews", data=sent)
        assert response.status_code == 404
        assert "Confidential" not in response.text
    assert "Confidential" not in client.get(f"/reviews/new?cycle={ours}").text
    assert contents(engine) == before


@pytest.mark.parametrize(
    "wrong", [{"version": "x"}, {"scores": "3"}, {"held_on": ["2026-11-20", "2026-11-21"]}], ids=str
)
def test_it_refuses_a_form_that_no_page_of_ours_sends(
    client: TestClient, scribe: Scribe, engine: Engine, wrong: Form
) -> None:
    cycle_id = scribe.final()
    before = contents(engine)
    assert client.post("/reviews", data=form_for(cycle_id) | wrong).status_code == 422
    assert contents(engine) == before


def test_it_is_refused_to_a_contributor(
    client: TestClient, scribe: Scribe, contributor: Member, sign_in: SignIn, engine: Engine
) -> None:
    cycle_id = scribe.final()
    before = contents(engine)
    sign_in(contributor)
    assert client.get("/reviews/new").status_code == 403
    for sent in (form_for(cycle_id), form_for(cycle_id, decided="")):
        response = client.post("/reviews", data=sent)
        assert response.status_code == 403
        assert "You can read reviews" in words(response.text)
    assert contents(engine) == before


def test_it_is_refused_to_who_is_not_signed_in(app: FastAPI, scribe: Scribe, engine: Engine) -> None:
    cycle_id = scribe.final()
    before = contents(engine)
    assert visitor(app).post("/reviews", data=form_for(cycle_id)).status_code == 401
    assert contents(engine) == before
