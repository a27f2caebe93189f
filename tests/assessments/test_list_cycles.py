"""The cycles of an organisation, newest first, a page at a time."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments import cycles, service
from app.assessments.cycles import PAGE_SIZE
from app.errors import NotFoundError
from tests.conftest import CELLS, Scribe


def titles(session: Session, member: Member, before: tuple[date, int] | None = None) -> list[str]:
    return [item.cycle.details.title for item in cycles.list_cycles(session, member, before)[0]]


def test_it_is_empty_at_first(session: Session, director: Member) -> None:
    assert cycles.list_cycles(session, director) == ([], False)


def test_it_lists_the_newest_first(session: Session, scribe: Scribe) -> None:
    scribe.start("Middle", held_on=date(2026, 5, 1))
    scribe.start("Oldest", held_on=date(2025, 5, 1))
    scribe.start("Newest", held_on=date(2026, 11, 1))
    scribe.start("Newest, later entered", held_on=date(2026, 11, 1))
    assert titles(session, scribe.director) == ["Newest, later entered", "Newest", "Middle", "Oldest"]


def test_it_says_what_the_scores_come_to(session: Session, scribe: Scribe) -> None:
    cycle_id = scribe.start(out_of_scope=("E",), reason="One country.")
    scribe.score(cycle_id, dict.fromkeys([cell for cell in CELLS if cell.element in "AB"], 3))
    [item] = cycles.list_cycles(session, scribe.director)[0]
    overall = item.result.overall
    assert (overall.score, overall.scored, overall.cells, overall.high) == (30, 10, 40, 120)


def test_it_goes_on_where_the_page_above_ended(session: Session, scribe: Scribe) -> None:
    day = date(2026, 11, 1)
    for number in range(PAGE_SIZE * 2 + 1):
        scribe.start(f"{number}", held_on=day - timedelta(days=number // 3))
    seen: list[str] = []
    before, has_older = None, True
    while has_older:
        page, has_older = cycles.list_cycles(session, scribe.director, before)
        assert len(page) <= PAGE_SIZE
        seen += [item.cycle.details.title for item in page]
        before = (page[-1].cycle.details.held_on, page[-1].cycle.id)
    assert len(seen) == len(set(seen)) == PAGE_SIZE * 2 + 1
    assert titles(session, scribe.director, before) == []


def test_a_full_page_that_is_the_last_says_so(session: Session, scribe: Scribe) -> None:
    for number in range(PAGE_SIZE):
        scribe.start(f"{number}")
    page, has_older = cycles.list_cycles(session, scribe.director)
    assert (len(page), has_older) == (PAGE_SIZE, False)


def test_it_knows_which_is_corrected_by_which(session: Session, scribe: Scribe) -> None:
    first = scribe.final()
    second = service.correct(session, scribe.director, first, "A score was wrong.")
    session.commit()
    found = {item.cycle.id: item.cycle for item in cycles.list_cycles(session, scribe.director)[0]}
    assert (found[first].corrected_by, found[second].corrects) == (second, first)
    assert (found[first].is_draft, found[second].is_draft) == (False, True)


def test_nothing_of_it_is_visible_from_another_organisation(session: Session, scribe: Scribe, stranger: Member) -> None:
    cycle_id = scribe.start()
    assert titles(session, stranger) == []
    assert titles(session, stranger, (date.max, cycle_id + 1)) == []
    with pytest.raises(NotFoundError):
        cycles.get_cycle(session, stranger, cycle_id)
