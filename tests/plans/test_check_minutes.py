"""What of a review's minutes can be stored, and what is said of the rest."""

from datetime import date
from typing import Any

import pytest

from app.errors import InvalidInputError
from app.plans.minutes import ATTENDED_MAX, TEXT_MAX, Minutes, checked
from tests.conftest import TODAY
from tests.plans.meetings import minutes_for


def problems(minutes: Minutes) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as raised:
        checked(minutes, TODAY)
    return raised.value.fields


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"held_on": date(1999, 12, 31)}, "held_on", "Enter the day of the meeting"),
        ({"held_on": date(2101, 1, 1)}, "held_on", "Enter the day of the meeting"),
        ({"held_on": date(2026, 11, 24)}, "held_on", "Enter the day the meeting was held; it can’t lie in the future."),
        ({"held_on": date(2062, 11, 12)}, "held_on", "Enter the day the meeting was held"),
        ({"cycles": ()}, "cycles", "Choose at least one cycle"),
        ({"attended": " \n "}, "attended", "Enter who attended"),
        ({"attended": "x" * (ATTENDED_MAX + 1)}, "attended", "Use at most 2,000 characters; this has 2,001."),
        ({"decided": "\t"}, "decided", "Enter what was decided"),
        ({"decided": "x" * (TEXT_MAX + 1)}, "decided", "Use at most 5,000 characters; this has 5,001."),
        ({"questions": "x" * (TEXT_MAX + 1)}, "questions", "Use at most 5,000 characters"),
        ({"next_on": date.min}, "next_on", "Enter the day of the next review"),
        ({"next_on": date(2101, 1, 1)}, "next_on", "Enter the day of the next review"),
        ({"next_on": date(2026, 11, 20)}, "next_on", "Enter a day after the meeting"),
        ({"next_on": date(2026, 11, 19)}, "next_on", "Enter a day after the meeting"),
    ],
)
def test_it_says_what_is_wrong(wrong: dict[str, Any], field: str, message: str) -> None:
    said = problems(minutes_for(**{"cycles": (1,)} | wrong))
    assert said.keys() == {field}
    assert said[field].startswith(message)


def test_it_takes_the_longest_and_the_next_day() -> None:
    longest = {"attended": "x" * ATTENDED_MAX, "decided": "x" * TEXT_MAX, "questions": "x" * TEXT_MAX}
    minutes = minutes_for(1, **longest, next_on=date(2026, 11, 21))
    assert checked(minutes, TODAY) == minutes


def test_it_takes_a_meeting_where_it_is_tomorrow_already() -> None:
    minutes = minutes_for(1, held_on=date(2026, 11, 23))
    assert checked(minutes, TODAY) == minutes


def test_it_says_all_that_is_wrong_at_once() -> None:
    minutes = minutes_for(held_on=date.min, attended="", decided="", next_on=date.min)
    assert list(problems(minutes)) == ["held_on", "cycles", "attended", "decided", "next_on"]


def test_it_tidies_what_was_typed() -> None:
    typed = minutes_for(
        3, 1, 3, attended="  Stella   Steering \r\n\r\nDana ", decided=" One.\r\n\r\nTwo. ", actions=(5, 4, 5)
    )
    tidy = checked(typed, TODAY)
    assert (tidy.cycles, tidy.actions) == ((1, 3), (4, 5))
    assert (tidy.attended, tidy.decided) == ("Stella Steering\nDana", "One.\n\nTwo.")
