"""The status of an action: directors and who owns it say how far it has come, and dropping it takes a reason."""

import pytest
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.plans.models import Status
from tests.conftest import Scribe, SignIn
from tests.databases import contents
from tests.pages import words
from tests.plans.planner import plan, stored, today


def send(client: TestClient, action_id: int, status: str, version: int = 1, **more: str) -> Response:
    form = {"status": status, "version": str(version)} | more
    return client.post(f"/actions/{action_id}/status", data=form)


def test_it_works(client: TestClient, session: Session, engine: Engine, director: Member) -> None:
    action_id = plan(session, director)
    response = send(client, action_id, "under_way")
    assert (response.status_code, response.headers["location"]) == (303, f"/actions/{action_id}")
    now = stored(engine, director, action_id)
    assert (now.status, now.version, now.done_on) == (Status.UNDER_WAY, 2, None)


def test_it_goes_back_to_the_board_that_it_came_from(client: TestClient, session: Session, director: Member) -> None:
    action_id = plan(session, director)
    response = send(client, action_id, "under_way", back="/actions?element=G")
    assert response.headers["location"] == "/actions?element=G"
    assert send(client, action_id, "done", 2, back="//attacker.example").headers["location"] == "/"


def test_done_keeps_the_day_until_it_is_taken_back(
    client: TestClient, session: Session, engine: Engine, director: Member
) -> None:
    action_id = plan(session, director)
    send(client, action_id, "done")
    assert stored(engine, director, action_id).done_on == today()
    send(client, action_id, "under_way", 2)
    assert stored(engine, director, action_id).done_on is None


@pytest.mark.parametrize(("status", "reason"), [("under_way", ""), ("dropped", "Too dear.")])
def test_done_stays_done_once_a_final_cycle_is_held_against_it(
    client: TestClient,
    session: Session,
    engine: Engine,
    director: Member,
    scribe: Scribe,
    status: str,
    reason: str,
) -> None:
    action_id = plan(session, director, Status.DONE)
    scribe.final(held_on=today())
    before = contents(engine)
    response = send(client, action_id, status, 2, reason=reason)
    assert response.status_code == 409
    assert "what it should bring stays as it is" in words(response.text)
    assert contents(engine) == before


def test_dropping_it_takes_a_reason_until_it_is_taken_up_again(
    client: TestClient, session: Session, engine: Engine, director: Member
) -> None:
    action_id = plan(session, director)
    send(client, action_id, "dropped", reason=" Too dear. ")
    now = stored(engine, director, action_id)
    assert (now.status, now.dropped_reason) == (Status.DROPPED, "Too dear.")
    assert "Too dear." in client.get("/actions").text
    send(client, action_id, "planned", 2, reason="Too dear.")
    assert stored(engine, director, action_id).dropped_reason == ""


@pytest.mark.parametrize("reason", ["", " ", "x" * 501])
def test_it_says_what_is_wrong_and_keeps_what_was_typed(
    client: TestClient, session: Session, director: Member, engine: Engine, reason: str
) -> None:
    action_id = plan(session, director)
    before = contents(engine)
    response = send(client, action_id, "dropped", reason=reason, back="/actions?element=G")
    assert response.status_code == 422
    told = words(response.text)
    assert "The status was not changed" in told
    assert told.count("Say why it is dropped, in at most 500 characters.") == 2
    assert 'value="dropped" selected' in response.text
    assert f'name="reason" value="{reason}"' in response.text
    assert 'name="back" value="/actions?element=G"' in response.text
    assert contents(engine) == before


def test_it_refuses_a_stale_status_and_shows_both(
    client: TestClient, session: Session, director: Member, engine: Engine
) -> None:
    action_id = plan(session, director)
    send(client, action_id, "dropped", reason="Too dear.")
    before = contents(engine)
    response = send(client, action_id, "done")
    assert response.status_code == 409
    assert contents(engine) == before
    told = words(response.text)
    assert "Someone else changed this action" in told
    assert "Status Dropped Done" in told
    assert "Reason Too dear. -" in told
    assert send(client, action_id, "done", 2).status_code == 303


def test_it_takes_the_same_twice_without_a_conflict(
    client: TestClient, session: Session, engine: Engine, director: Member
) -> None:
    action_id = plan(session, director)
    for _ in range(2):
        assert send(client, action_id, "done").status_code == 303
    assert stored(engine, director, action_id).version == 2


def test_a_contributor_who_owns_it_may(
    client: TestClient, session: Session, engine: Engine, director: Member, contributor: Member, sign_in: SignIn
) -> None:
    action_id = plan(session, director, owner_id=contributor.person_id)
    sign_in(contributor)
    assert f"/actions/{action_id}/status" in client.get("/actions").text
    assert send(client, action_id, "done").status_code == 303
    assert stored(engine, director, action_id).status is Status.DONE


@pytest.mark.parametrize(("role", "owner"), [("contributor", "director"), ("steering", "steering")])
def test_it_is_refused_to_others(
    client: TestClient,
    session: Session,
    director: Member,
    engine: Engine,
    request: pytest.FixtureRequest,
    sign_in: SignIn,
    role: str,
    owner: str,
) -> None:
    action_id = plan(session, director, owner_id=request.getfixturevalue(owner).person_id)
    sign_in(request.getfixturevalue(role))
    before = contents(engine)
    assert "/status" not in client.get("/actions").text
    assert "/status" not in client.get(f"/actions/{action_id}").text
    assert send(client, action_id, "done").status_code == 403
    assert contents(engine) == before


def test_it_is_not_found_by_a_stranger(
    client: TestClient, session: Session, engine: Engine, director: Member, stranger: Member, sign_in: SignIn
) -> None:
    action_id = plan(session, director)
    sign_in(stranger)
    assert send(client, action_id, "done").status_code == 404
    assert stored(engine, director, action_id).status is Status.PLANNED


@pytest.mark.parametrize(("action_id", "status"), [(77, 404), (10**30, 404)])
def test_it_handles_a_bad_id(client: TestClient, director: Member, action_id: int, status: int) -> None:
    assert send(client, action_id, "done").status_code == status


@pytest.mark.parametrize("wrong", [{"status": "finished"}, {"version": "x"}, {"done_on": "2026-11-12"}], ids=str)
def test_it_refuses_a_form_that_no_page_of_ours_sends(
    client: TestClient, session: Session, engine: Engine, director: Member, wrong: dict[str, str]
) -> None:
    action_id = plan(session, director)
    form = {"status": "done", "version": "1"} | wrong
    assert client.post(f"/actions/{action_id}/status", data=form).status_code == 422
    assert stored(engine, director, action_id).version == 1
