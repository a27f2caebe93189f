"""The cycles of one unit that pages, files and charts compare."""

import pytest
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments import service
from app.errors import NotFoundError
from app.reports.trend_loading import load_trend
from tests.conftest import CELLS, Scribe
from tests.reports.cycles_of_a_unit import UNIT, draft, final, finish, unit_of


def test_it_holds_the_final_cycles_oldest_first(session: Session, scribe: Scribe) -> None:
    last = final(scribe, 2026, A="33333")
    first = final(scribe, 2024)
    draft(scribe, 2025)
    trend = load_trend(session, scribe.director, unit_of(scribe, last))
    assert [cycle.id for cycle in trend.cycles] == [first, last]
    assert (trend.organisation, trend.unit) == ("Example Manufacturing Group", UNIT)
    assert [cycle.result.overall.score for cycle in trend.cycles] == [45, 55]
    assert [cycle.name for cycle in trend.cycles] == ["2024", "2026"]


def test_it_holds_those_that_are_named_drafts_too(session: Session, scribe: Scribe) -> None:
    first, open_one = final(scribe, 2024), draft(scribe, 2025)
    final(scribe, 2026)
    trend = load_trend(session, scribe.director, unit_of(scribe, first), [open_one, first, first])
    assert [(cycle.id, cycle.provisional) for cycle in trend.cycles] == [(first, False), (open_one, True)]


def test_a_later_revision_has_a_name_of_its_own(session: Session, scribe: Scribe) -> None:
    first = final(scribe, 2024)
    second = service.correct(session, scribe.director, first, "A score was wrong.")
    trend = load_trend(session, scribe.director, unit_of(scribe, first), [first, second])
    assert [cycle.name for cycle in trend.cycles] == ["2024", "2024, revision 2"]


def test_what_is_replaced_is_not_found(session: Session, scribe: Scribe) -> None:
    first = final(scribe, 2024)
    second = service.correct(session, scribe.director, first, "A score was wrong.")
    finish(scribe, second)
    with pytest.raises(NotFoundError, match="later revision"):
        load_trend(session, scribe.director, unit_of(scribe, first), [first])


def test_nothing_of_it_is_visible_from_another_organisation(session: Session, scribe: Scribe, stranger: Member) -> None:
    with pytest.raises(NotFoundError):
        load_trend(session, stranger, unit_of(scribe, final(scribe, 2024)))


def test_its_key_follows_what_it_says(session: Session, scribe: Scribe) -> None:
    first, last = final(scribe, 2024), draft(scribe, 2025)
    unit_id = unit_of(scribe, first)

    def key(*ids: int) -> str:
        return load_trend(session, scribe.director, unit_id, ids).key

    before = key(first, last)
    assert before == key(last, first)
    assert before != key(first)
    scribe.score(last, {CELLS[0]: 3})
    assert key(first, last) not in {before, key(first)}
