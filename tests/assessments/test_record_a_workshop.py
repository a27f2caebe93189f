"""Keeping how a workshop was held."""

from datetime import date
from typing import Any

import pytest

from app.assessments import agreeing
from app.errors import ConflictError, ForbiddenError, NotFoundError
from tests.agreements import hold, record
from tests.assessments.conftest import Look
from tests.conftest import Scribe


def test_it_works(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    hold(scribe, cycle_id)
    assert look.snapshot(cycle_id).workshops == (record(),)


def test_it_keeps_the_rule_in_the_words_of_the_day(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    hold(scribe, cycle_id)
    hold(scribe, cycle_id, rule="We threw dice.")
    rules = [held.rule for held in look.snapshot(cycle_id).workshops]
    assert "a quarter or more of them stand two or more stages from the median" in rules[0]
    assert rules[1] == "We threw dice."


def test_it_tells_them_by_date(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    for day in (14, 12, 13):
        hold(scribe, cycle_id, held_on=date(2026, 11, day))
    assert [held.held_on.day for held in look.snapshot(cycle_id).workshops] == [12, 13, 14]


def test_it_is_of_one_cycle(scribe: Scribe, look: Look) -> None:
    cycle_id, other_id = scribe.start("2026 H1"), scribe.start("2026 H2")
    hold(scribe, cycle_id)
    assert look.snapshot(other_id).workshops == ()


@pytest.mark.parametrize(
    "details",
    [
        {"elements": ("A", "Z")},
        {"elements": ("A", "A")},
        {"joined": {"somebody": 1}},
        {"joined": {"kam_unit": -1}},
        {"answers": -1},
        {"agreed": -1},
        {"left_open": -1},
    ],
    ids=str,
)
def test_it_refuses_what_no_workshop_can_be(scribe: Scribe, details: dict[str, Any]) -> None:
    cycle_id = scribe.start()
    with pytest.raises(ValueError, match=r"are not|less than nothing"):
        hold(scribe, cycle_id, **details)


def test_it_is_for_drafts_only(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.final()
    before = look.all()
    with pytest.raises(ConflictError, match="final"):
        hold(scribe, cycle_id)
    scribe.session.rollback()
    assert look.all() == before


@pytest.mark.parametrize(
    ("who", "error"), [("contributor", ForbiddenError), ("steering", ForbiddenError), ("stranger", NotFoundError)]
)
def test_it_is_for_directors_of_the_organisation_only(
    scribe: Scribe, look: Look, request: pytest.FixtureRequest, who: str, error: type[Exception]
) -> None:
    cycle_id = scribe.start()
    before = look.all()
    with pytest.raises(error):
        agreeing.record_workshop(scribe.session, request.getfixturevalue(who), cycle_id, record())
    scribe.session.rollback()
    assert look.all() == before
