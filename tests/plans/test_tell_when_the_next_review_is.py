"""The next review of each unit, from the meetings that were held."""

from datetime import date, timedelta

from app.plans.next_reviews import Meeting, next_reviews

TODAY = date(2026, 11, 22)
SOUTH, NORTH = 1, 2


def meetings(*held: tuple[int, int, int | None]) -> list[Meeting]:
    """Return meetings by unit, the days from today on which they were held, and those of the next ones."""
    days = [
        (unit, TODAY + timedelta(at), None if ahead is None else TODAY + timedelta(ahead)) for unit, at, ahead in held
    ]
    return [Meeting(unit, number, 1, at, ahead) for number, (unit, at, ahead) in enumerate(days, 1)]


def told(*held: tuple[int, int, int | None]) -> dict[int, int | None]:
    """Return in how many days the next review of each unit is."""
    found = next_reviews(meetings(*held), TODAY)
    return {unit: (one.next_on - TODAY).days if one.next_on else None for unit, one in found.items()}


def test_there_is_none_without_a_meeting() -> None:
    assert told() == {}


def test_it_is_what_the_last_meeting_on_a_unit_set() -> None:
    assert told((SOUTH, -9, 40), (SOUTH, -8, 50), (NORTH, -7, 60)) == {SOUTH: 50, NORTH: 60}
    assert told((SOUTH, -9, 40), (SOUTH, -8, None)) == {SOUTH: None}


def test_it_may_be_past() -> None:
    assert told((SOUTH, -9, -1)) == {SOUTH: -1}


def test_a_committee_that_met_on_the_day_or_later_has_met_whichever_units_it_looked_at() -> None:
    assert told((SOUTH, -9, -7), (NORTH, -7, 60)) == {SOUTH: 60, NORTH: 60}
    assert told((SOUTH, -9, -6), (NORTH, -7, 60)) == {SOUTH: -6, NORTH: 60}
    assert told((SOUTH, -9, -7), (NORTH, -5, None)) == {SOUTH: None, NORTH: None}


def test_a_meeting_still_to_be_held_counts_for_nothing() -> None:
    assert told((SOUTH, -9, 30), (SOUTH, 2, 400), (NORTH, 9999, None)) == {SOUTH: 30}


def test_a_meeting_held_where_it_is_tomorrow_already_counts() -> None:
    assert told((SOUTH, -9, 1), (NORTH, 1, 30)) == {SOUTH: 30, NORTH: 30}
