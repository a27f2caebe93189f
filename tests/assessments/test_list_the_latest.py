"""The latest cycles of every unit by a day, for whatever compares units."""

from datetime import date

import pytest
from sqlalchemy import event
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments import cycles, service
from app.maturity.checklist import CellId
from tests.conftest import Scribe

TODAY = date(2026, 12, 1)


def latest(session: Session, member: Member, until: date = TODAY, count: int = 1) -> list[str]:
    return [item.cycle.details.title for item in cycles.list_latest(session, member, until, count)]


def test_it_takes_the_latest_final_cycle_of_each_unit(session: Session, scribe: Scribe) -> None:
    scribe.final("South, now", held_on=date(2026, 11, 1), unit="South")
    scribe.final("North, then", held_on=date(2025, 11, 1), unit="North")
    scribe.final("North, now", held_on=date(2026, 10, 1), unit="North")
    scribe.start("North, a draft", held_on=date(2026, 11, 1), unit="North")
    assert latest(session, scribe.director) == ["South, now", "North, now"]
    assert latest(session, scribe.director, count=2) == ["South, now", "North, now", "North, then"]


def test_it_goes_back_to_a_day_and_counts_the_day_itself(session: Session, scribe: Scribe) -> None:
    scribe.final("Then", held_on=date(2025, 11, 1))
    scribe.final("Now", held_on=date(2026, 11, 1))
    assert latest(session, scribe.director, date(2026, 11, 1)) == ["Now"]
    assert latest(session, scribe.director, date(2026, 10, 31)) == ["Then"]
    assert latest(session, scribe.director, date(2025, 10, 31)) == []


def test_it_takes_the_later_started_of_two_held_on_one_day(session: Session, scribe: Scribe) -> None:
    scribe.final("Morning", held_on=date(2026, 11, 1))
    scribe.final("Afternoon", held_on=date(2026, 11, 1))
    assert latest(session, scribe.director) == ["Afternoon"]


def test_it_takes_the_revision_that_stands(session: Session, scribe: Scribe) -> None:
    old = scribe.final("2026 H2", held_on=date(2026, 5, 1))
    new = service.correct(session, scribe.director, old, "A score was wrong.")
    assert [item.cycle.id for item in cycles.list_latest(session, scribe.director, TODAY)] == [old]
    service.finish(session, scribe.director, new)
    assert [item.cycle.id for item in cycles.list_latest(session, scribe.director, TODAY, 2)] == [new]


def test_it_gives_each_with_its_scores(session: Session, scribe: Scribe) -> None:
    scribe.final("Everywhere 1", 1, held_on=date(2026, 5, 1))
    scribe.final("Everywhere 3", 3, held_on=date(2026, 5, 1), unit="North", out_of_scope=("E",), reason="At home only.")
    south, north = cycles.list_latest(session, scribe.director, TODAY)
    assert (south.result.overall.score, north.result.overall.score) == (45, 120)
    assert CellId("E", "kam_unit") not in north.scores
    assert north.cycle.stands


def test_it_shows_a_stranger_nothing(session: Session, scribe: Scribe, stranger: Member) -> None:
    scribe.final("Ours", held_on=date(2026, 5, 1))
    assert latest(session, stranger) == []


def test_it_asks_as_little_for_many_as_for_one(session: Session, scribe: Scribe) -> None:
    statements: list[str] = []
    for year in (2024, 2025, 2026):
        for unit in ("North", "South"):
            scribe.final(f"{year}", held_on=date(year, 5, 1), unit=unit)
    event.listen(session.get_bind(), "before_cursor_execute", lambda *said: statements.append(said[2]))
    assert len(cycles.list_latest(session, scribe.director, TODAY, 2)) == 4
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 2


def test_it_can_look_back_only_so_far(session: Session, scribe: Scribe) -> None:
    scribe.final("Too old", held_on=date(2020, 5, 1), unit="North")
    scribe.final("Recent", held_on=date(2026, 5, 1), unit="South")
    found = cycles.list_latest(session, scribe.director, TODAY, since=date(2026, 5, 1))
    assert [item.cycle.details.title for item in found] == ["Recent"]


def test_it_knows_how_far_back_the_newest_cycles_go(
    session: Session, scribe: Scribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    recent = cycles._RECENT.offset(1)
    monkeypatch.setattr(cycles, "_RECENT", recent)  # of the newest two
    assert cycles.recent_since(session, scribe.director) == date.min
    for year in (2024, 2025, 2026):
        scribe.start(f"{year}", held_on=date(year, 5, 1))
    assert cycles.recent_since(session, scribe.director) == date(2025, 5, 1)
