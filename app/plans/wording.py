"""Actions in plain words, the same on every page and in every file."""

from collections.abc import Sequence
from datetime import date

from app.maturity.checklist import CellId, Checklist
from app.plans.action_details import ActionDetails, ListedAction, status_words
from app.plans.models import Status
from app.plans.naming import highest
from app.web.dates import day


def status_name(status: Status) -> str:
    """Return a status as a heading has it: Under way."""
    return status_words(status).capitalize()


def place(checklist: Checklist, details: ActionDetails) -> str:
    """Return what an action is for: G Data, KAM team."""
    element = checklist.element(details.element)
    group = checklist.group(details.group_key).name if details.group_key else "whole element"
    return f"{element.letter} {element.name}, {group}"


def due(action: ListedAction, today: date) -> str:
    """Return when an action is or was due, or when it was done: Overdue since 3 October 2026, 50 days."""
    if action.overdue(today):
        return f"Overdue {since(action, today)}"
    if action.done_on is not None:
        return f"Done {day(action.done_on)}"
    if action.status is Status.DROPPED:
        return f"Was due {day(action.due_on)}"
    return f"Due {day(action.due_on)}" + (", today" if action.due_on == today else "")


def since(action: ListedAction, today: date) -> str:
    """Return since when an action has been overdue: since 3 October 2026, 50 days."""
    late = action.overdue(today)
    return f"since {day(action.due_on)}, {late} day{'' if late == 1 else 's'}"


def expected(checklist: Checklist, details: ActionDetails) -> str:
    """Return the score that is expected, with what it is out of; empty when none is."""
    if details.expected_score is None:
        return ""
    points = "" if details.group_key else " points"
    return f"{details.expected_score} of {highest(checklist, CellId(details.element, details.group_key))}{points}"


def summary(actions: Sequence[ListedAction], today: date) -> str:
    """Return how many actions there are, and how many are open and overdue: 12 actions: 7 open, 3 of them overdue."""
    count, still_open = len(actions), sum(action.is_open for action in actions)
    late = sum(action.overdue(today) > 0 for action in actions)
    overdue = ("it is overdue" if still_open == 1 else f"{late} of them overdue") if late else "none overdue"
    ending = f", {overdue}" if still_open else ""
    return f"{count} action{'' if count == 1 else 's'}: {still_open or 'none'} open{ending}."


def timeline_text(actions: Sequence[ListedAction], today: date) -> str:
    """Return in words what the picture of the timeline shows."""
    first = min(min(action.details.starts_on or action.ends_on, action.ends_on) for action in actions)
    last = max(action.ends_on for action in actions)
    span = f"on {day(last)}" if first == last else f"from {day(first)} to {day(last)}"
    return f"Timeline of {summary(actions, today)[:-1]}; {span}. The table below has every date."
