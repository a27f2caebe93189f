"""Actions in plain words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.maturity.loading import load
from app.plans import wording
from app.plans.action_details import ActionDetails, ListedAction
from app.plans.models import Status

TODAY = date(2026, 11, 22)


def action(due: date = TODAY, status: Status = Status.PLANNED, **changes: object) -> ListedAction:
    entered: dict[str, object] = {
        "unit_id": 1,
        "element": "G",
        "group_key": "kam_team",
        "title": "One file",
        "seen_when_done": "",
        "owner_id": None,
        "owner_name": "Ana",
        "starts_on": None,
        "due_on": due,
        "expected_score": None,
    }
    details = ActionDetails(**entered | changes)  # type: ignore[arg-type]  # as a form has them
    done_on = TODAY if status is Status.DONE else None
    return ListedAction(1, "Nordics", details, due, "Ana", status, "", done_on, 1)


@pytest.mark.parametrize(
    ("due", "status", "words"),
    [
        (date(2026, 10, 3), Status.PLANNED, "Overdue since 3 October 2026, 50 days"),
        (date(2026, 11, 21), Status.UNDER_WAY, "Overdue since 21 November 2026, 1 day"),
        (TODAY, Status.UNDER_WAY, "Due 22 November 2026, today"),
        (date(2026, 11, 23), Status.PLANNED, "Due 23 November 2026"),
        (date(2026, 10, 3), Status.DONE, "Done 22 November 2026"),
        (date(2026, 10, 3), Status.DROPPED, "Was due 3 October 2026"),
    ],
)
def test_it_says_when_it_is_due(due: date, status: Status, words: str) -> None:
    assert wording.due(action(due, status), TODAY) == words


@pytest.mark.parametrize(
    ("days", "over", "words"),
    [
        ([], 1, "1 action: none open."),
        ([1], 0, "1 action: 1 open, none overdue."),
        ([-1], 0, "1 action: 1 open, it is overdue."),
        ([-1, -2, 3], 2, "5 actions: 3 open, 2 of them overdue."),
    ],
)
def test_it_counts(days: list[int], over: int, words: str) -> None:
    listed = [action(TODAY + timedelta(days=count)) for count in days] + [action(status=Status.DONE)] * over
    assert wording.summary(listed, TODAY) == words


def test_it_says_what_the_picture_shows() -> None:
    listed = [action(date(2027, 1, 1), starts_on=date(2026, 12, 1)), action(date(2027, 3, 31))]
    assert wording.timeline_text(listed, TODAY) == (
        "Timeline of 2 actions: 2 open, none overdue; from 1 December 2026 to 31 March 2027. "
        "The table below has every date."
    )
    assert "; on 22 November 2026. The" in wording.timeline_text([action()], TODAY)


def test_the_picture_ends_with_what_was_done_last() -> None:
    done = replace(action(date(2027, 3, 31), starts_on=date(2026, 10, 1), status=Status.DONE), done_on=TODAY)
    assert "; from 1 October 2026 to 22 November 2026. The" in wording.timeline_text([done], TODAY)
    early = replace(done, done_on=date(2026, 9, 1))
    assert "; on 1 September 2026. The" in wording.timeline_text([early], TODAY)


@pytest.mark.parametrize(
    ("group", "score", "place", "expected"),
    [("kam_team", 2, "G Data, KAM team", "2 of 3"), ("", 10, "G Data, whole element", "10 of 15 points")],
)
def test_it_says_what_it_belongs_to_and_what_is_expected(group: str, score: int, place: str, expected: str) -> None:
    details = action(group_key=group, expected_score=score).details
    assert wording.place(load(), details) == place
    assert wording.expected(load(), details) == expected


def test_it_says_nothing_where_nothing_is_expected() -> None:
    assert wording.expected(load(), action().details) == ""


def test_each_status_has_a_name() -> None:
    assert [wording.status_name(status) for status in Status] == ["Planned", "Under way", "Done", "Dropped"]
