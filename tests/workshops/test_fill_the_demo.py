"""The workshop of the demonstration: closed, with scores that it agreed on, and no other numbers than without it."""

from functools import partial

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import cycles, demo, service
from app.assessments.cycle import Listed
from app.db.vault import Vault
from app.maturity.agreement import Spread
from app.reports import workshop_words
from app.workshops.demo import hold
from app.workshops.models import Phase
from app.workshops.room import Room, find_room
from tests.conftest import Cast, SignIn
from tests.pages import words

VAULT = Vault(bytes(range(32)))


@pytest.fixture
def director(session: Session) -> Member:
    """Who directs the demonstration."""
    return demo.fill(session, partial(hold, VAULT))


@pytest.fixture
def room(session: Session, director: Member) -> Room:
    """The workshop of the demonstration."""
    return find_room(session, 1)


def cycle_of(session: Session, director: Member, room: Room) -> Listed:
    return next(item for item in cycles.list_history(session, director) if item.cycle.id == room.cycle_id)


def test_it_is_closed_and_everything_is_agreed(room: Room) -> None:
    assert (room.phase, room.code, room.nonce) == (Phase.CLOSED, "", "")
    assert all(cell.agreed_score is not None for cell in room.cells.values())
    assert {cell.views.whole.spread for cell in room.cells.values() if cell.views.whole} == set(Spread)
    assert any(cell.gap and cell.gap.difference for cell in room.cells.values())


def test_its_votes_are_the_same_every_time(room: Room) -> None:
    medians = {cell.id.group: cell.views.whole.median for cell in room.cells_of("H") if cell.views.whole}
    assert list(medians.values()) == [2, 2, 1, 2, 2]


def test_it_was_held_on_the_day_of_its_cycle(session: Session, director: Member, room: Room) -> None:
    assert room.held_on == cycle_of(session, director, room).cycle.details.held_on


def test_it_agrees_on_what_the_cycle_is_scored_with(session: Session, director: Member, room: Room) -> None:
    item = cycle_of(session, director, room)
    assert not item.cycle.is_draft
    assert item.result.overall.score == 101
    answers = service.get_snapshot(session, director, room.cycle_id).answers
    assert all(answers[cell.id].score == cell.agreed_score for cell in room.cells.values())


def test_the_report_tells_how_it_was_held(session: Session, director: Member, room: Room) -> None:
    snapshot = service.get_snapshot(session, director, room.cycle_id)
    (record,) = snapshot.workshops
    assert sum(record.joined.values()) == 16
    assert workshop_words.held(snapshot.checklist, record)
    assert "10" in workshop_words.agreed(snapshot)


def test_its_record_and_its_results_open(session: Session, client: TestClient, cast: Cast, sign_in: SignIn) -> None:
    demo.fill(session, partial(hold, VAULT))
    session.commit()
    sign_in(cast.administrator)
    assert "10 of 10 scores agreed" in words(client.get("/workshops/1").text)
    cycle_id = find_room(session, 1).cycle_id
    assert client.get(f"/cycles/{cycle_id}/results").status_code == 200
