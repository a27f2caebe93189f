"""The cycles that stand, oldest first, for whatever compares them."""

from datetime import date

from sqlalchemy import event
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments import cycles, service
from tests.conftest import Scribe


def titles(session: Session, member: Member, unit_id: int | None = None, *, drafts: bool = False) -> list[str]:
    return [item.cycle.details.title for item in cycles.list_history(session, member, unit_id, drafts=drafts)]


def test_it_lists_final_cycles_oldest_first(session: Session, scribe: Scribe) -> None:
    scribe.final("Second", held_on=date(2026, 5, 1))
    scribe.final("First", held_on=date(2025, 5, 1))
    scribe.start("A draft", held_on=date(2025, 8, 1))
    assert titles(session, scribe.director) == ["First", "Second"]
    assert titles(session, scribe.director, drafts=True) == ["First", "A draft", "Second"]


def test_it_takes_the_latest_final_revision(session: Session, scribe: Scribe) -> None:
    old = scribe.final("2026 H2", held_on=date(2026, 5, 1))
    new = service.correct(session, scribe.director, old, "A score was wrong.")
    assert [item.cycle.id for item in cycles.list_history(session, scribe.director)] == [old]
    service.finish(session, scribe.director, new)
    assert [item.cycle.id for item in cycles.list_history(session, scribe.director, drafts=True)] == [new]


def test_it_can_keep_to_one_unit(session: Session, scribe: Scribe) -> None:
    scribe.final("Ours", held_on=date(2026, 5, 1))
    north = cycles.get_cycle(session, scribe.director, scribe.final("Theirs", held_on=date(2026, 5, 1), unit="North"))
    assert titles(session, scribe.director, north.unit_id) == ["Theirs"]


def test_it_shows_a_stranger_nothing(session: Session, scribe: Scribe, stranger: Member) -> None:
    scribe.final("Ours", held_on=date(2026, 5, 1))
    assert titles(session, stranger, drafts=True) == []


def test_it_asks_as_little_for_many_as_for_one(session: Session, scribe: Scribe) -> None:
    statements: list[str] = []
    for year in (2024, 2025, 2026):
        scribe.final(f"{year}", held_on=date(year, 5, 1))
    event.listen(session.get_bind(), "before_cursor_execute", lambda *said: statements.append(said[2]))
    assert len(cycles.list_history(session, scribe.director)) == 3
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 2
