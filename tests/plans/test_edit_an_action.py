"""Changing an action: by directors, and never over somebody else's change in silence."""

from dataclasses import asdict, replace

import pytest
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.members import remove
from app.accounts.service import Member
from app.accounts.units import add_unit, archive_unit, list_units
from app.plans.action_details import ListedAction
from app.plans.models import Status
from tests.conftest import Scribe, SignIn
from tests.databases import contents
from tests.pages import words
from tests.plans.planner import in_days, plan, stored, today


def typed(action: ListedAction, **changes: str) -> dict[str, str]:
    """Return what the form of an action sends."""
    entered = asdict(action.details)
    sent = {name: "" if value is None else str(value) for name, value in entered.items()}
    return sent | {"version": str(action.version)} | changes


def send(client: TestClient, action: ListedAction, **changes: str) -> Response:
    return client.post(f"/actions/{action.id}", data=typed(action, **changes))


@pytest.fixture
def action(session: Session, engine: Engine, director: Member) -> ListedAction:
    return stored(engine, director, plan(session, director, starts_on=in_days(1), expected_score=2))


def test_its_form_shows_what_is_stored(client: TestClient, action: ListedAction) -> None:
    page = client.get(f"/actions/{action.id}").text
    for shown in ('value="One customer file for all"', 'value="G" selected', 'value="kam_team" selected', 'value="2"'):
        assert shown in page


def test_it_works(client: TestClient, engine: Engine, director: Member, action: ListedAction) -> None:
    response = send(client, action, title="Two files", owner_id="", owner_name="Ana", expected_score="")
    assert (response.status_code, response.headers["location"]) == (303, f"/actions/{action.id}")
    now = stored(engine, director, action.id)
    assert (now.details.title, now.owner, now.details.expected_score) == ("Two files", "Ana", None)
    assert (now.version, now.status) == (2, action.status)


def test_it_says_what_is_wrong_and_keeps_what_was_typed(
    client: TestClient, engine: Engine, action: ListedAction
) -> None:
    before = contents(engine)
    response = send(client, action, title="Typed", due_on="soon")
    assert response.status_code == 422
    assert "The action was not changed" in words(response.text)
    assert "Enter the day it is due" in words(response.text)
    assert 'value="Typed"' in response.text
    assert contents(engine) == before


def test_it_refuses_a_stale_edit_and_shows_both_versions(
    client: TestClient, director: Member, engine: Engine, action: ListedAction
) -> None:
    send(client, action, title="Theirs", group_key="", expected_score="", owner_id="", owner_name="Ana")
    before = contents(engine)
    response = send(client, action, title="Mine")
    assert response.status_code == 409
    assert contents(engine) == before
    told = words(response.text)
    assert "Someone else changed this action while you had it open. Nothing of yours was saved yet." in told
    assert "What is to be done Theirs Mine" in told
    assert "Group The whole element KAM team" in told
    assert "Owner - Dana Director" in told
    assert "Unit Whole company the same" in told
    assert 'name="version" value="2"' in response.text
    assert send(client, action, title="Mine", version="2").status_code == 303
    assert stored(engine, director, action.id).details.title == "Mine"


def test_it_takes_the_same_twice_without_a_conflict(
    client: TestClient, engine: Engine, director: Member, action: ListedAction
) -> None:
    for _ in range(2):
        assert send(client, action, title="Mine").status_code == 303
    assert stored(engine, director, action.id).version == 2


def test_it_takes_a_form_without_a_version_for_a_stale_one(client: TestClient, action: ListedAction) -> None:
    form = typed(action, title="Mine")
    del form["version"]
    assert client.post(f"/actions/{action.id}", data=form).status_code == 409


def done(session: Session, engine: Engine, director: Member) -> ListedAction:
    return stored(engine, director, plan(session, director, Status.DONE, expected_score=2))


@pytest.mark.parametrize(
    "change", [{"element": "A"}, {"group_key": ""}, {"expected_score": ""}, {"expected_score": "3"}], ids=str
)
def test_it_keeps_what_a_final_cycle_is_held_against(
    client: TestClient, session: Session, engine: Engine, director: Member, scribe: Scribe, change: dict[str, str]
) -> None:
    action = done(session, engine, director)
    scribe.final("2026 H2", held_on=today())
    before = contents(engine)
    response = send(client, action, title="Typed", **change)
    assert response.status_code == 409
    assert "A final cycle, 2026 H2, Whole company, was held against this action." in words(response.text)
    assert 'value="Typed"' in response.text
    assert contents(engine) == before


def test_it_moves_nothing_that_is_done_from_or_to_a_unit_with_a_later_final_cycle(
    client: TestClient, session: Session, engine: Engine, director: Member, scribe: Scribe
) -> None:
    here = done(session, engine, director)
    scribe.final(unit="South", held_on=today())
    add_unit(session, director, "North")
    session.commit()
    units = {unit.name: unit.id or 0 for unit in list_units(session, director)}
    session.rollback()
    assert send(client, here, unit_id=str(units["South"])).status_code == 409
    assert send(client, here, unit_id=str(units["North"])).status_code == 303
    north = stored(engine, director, here.id)
    assert north.details.unit_id == units["North"]
    scribe.final("2027 H1", unit="North", held_on=in_days(1))
    assert send(client, north, unit_id=str(here.details.unit_id)).status_code == 409


def test_words_and_owner_of_what_is_done_may_change(
    client: TestClient, session: Session, engine: Engine, director: Member, scribe: Scribe
) -> None:
    action = done(session, engine, director)
    scribe.final(held_on=today())
    assert send(client, action, title="Two", seen_when_done="Seen.", owner_id="", owner_name="Ana").status_code == 303
    now = stored(engine, director, action.id)
    assert (now.details.title, now.owner, now.version) == ("Two", "Ana", action.version + 1)


@pytest.mark.parametrize("final", [True, False])
def test_what_was_done_after_the_last_final_cycle_may_change(
    client: TestClient, session: Session, engine: Engine, director: Member, scribe: Scribe, *, final: bool
) -> None:
    action = done(session, engine, director)
    cycle = scribe.final if final else scribe.complete
    cycle(held_on=in_days(-1 if final else 1))
    assert send(client, action, expected_score="3").status_code == 303
    assert stored(engine, director, action.id).details.expected_score == 3


def test_it_keeps_a_unit_that_was_archived_and_an_owner_who_left(
    client: TestClient, session: Session, engine: Engine, director: Member, contributor: Member
) -> None:
    action_id = plan(session, director, owner_id=contributor.person_id)
    action = stored(engine, director, action_id)
    archive_unit(session, director, action.details.unit_id)
    remove(session, director, contributor.person_id)
    session.commit()
    assert "Cem Contributor (no longer a member)" in client.get(f"/actions/{action_id}").text
    assert send(client, action, title="Mine").status_code == 303
    assert stored(engine, director, action_id).details == replace(action.details, title="Mine")


@pytest.mark.parametrize(("action_id", "status"), [("77", 404), (str(10**30), 404), ("0", 404), ("x", 422)])
def test_it_handles_a_bad_id(client: TestClient, action: ListedAction, action_id: str, status: int) -> None:
    assert client.get(f"/actions/{action_id}").status_code == status
    assert client.post(f"/actions/{action_id}", data=typed(action)).status_code == status


def test_it_is_not_found_by_a_stranger(
    client: TestClient, engine: Engine, stranger: Member, sign_in: SignIn, action: ListedAction
) -> None:
    sign_in(stranger)
    before = contents(engine)
    assert client.get(f"/actions/{action.id}").status_code == 404
    assert send(client, action, title="Theirs").status_code == 404
    assert contents(engine) == before


@pytest.mark.parametrize("role", ["contributor", "steering"])
def test_it_is_refused_to_others(
    client: TestClient,
    engine: Engine,
    request: pytest.FixtureRequest,
    sign_in: SignIn,
    action: ListedAction,
    role: str,
) -> None:
    sign_in(request.getfixturevalue(role))
    before = contents(engine)
    page = client.get(f"/actions/{action.id}")
    assert page.status_code == 200
    assert "Change this action" not in page.text
    assert send(client, action, title="Theirs").status_code == 403
    assert contents(engine) == before
