"""What a member enters of a review, and what of it can't be used."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.db.days import FIRST_DAY, LAST_DAY
from app.db.text import line_of_text, text
from app.errors import InvalidInputError

ATTENDED_MAX = 2_000
TEXT_MAX = 5_000
# Today is a day in UTC; where days begin first it is tomorrow already, and a meeting may have been held then.
AHEAD_OF_UTC = timedelta(days=1)
UNUSABLE = "Some answers can’t be used yet."


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a member enters of a review. ``attended`` has a person a line; ``cycles`` and ``actions`` are ids."""

    held_on: date
    cycles: tuple[int, ...]
    attended: str
    decided: str
    actions: tuple[int, ...] = ()
    questions: str = ""
    next_on: date | None = None


def checked(minutes: Minutes, today: date) -> Minutes:
    """Return the minutes as they are stored. InvalidInputError names each field that can't be used."""
    minutes = _tidied(minutes)
    wrong = dict(_problems(minutes, today))
    if wrong:
        raise InvalidInputError(UNUSABLE, wrong)
    return minutes


def _tidied(minutes: Minutes) -> Minutes:
    return replace(
        minutes,
        cycles=tuple(sorted(set(minutes.cycles))),
        attended="\n".join(filter(None, map(line_of_text, text(minutes.attended).split("\n")))),
        decided=text(minutes.decided),
        actions=tuple(sorted(set(minutes.actions))),
        questions=text(minutes.questions),
    )


def _problems(minutes: Minutes, today: date) -> Iterable[tuple[str, str]]:
    if problem := _held_on_problem(minutes.held_on, today):
        yield "held_on", problem
    if not minutes.cycles:
        yield "cycles", "Choose at least one cycle that the meeting looked at."
    if not minutes.attended:
        yield "attended", "Enter who attended, one person a line."
    elif len(minutes.attended) > ATTENDED_MAX:
        yield "attended", _too_long(minutes.attended, ATTENDED_MAX)
    if not minutes.decided:
        yield "decided", "Enter what was decided. If nothing was, say so."
    elif len(minutes.decided) > TEXT_MAX:
        yield "decided", _too_long(minutes.decided, TEXT_MAX)
    if len(minutes.questions) > TEXT_MAX:
        yield "questions", _too_long(minutes.questions, TEXT_MAX)
    if minutes.next_on and not FIRST_DAY <= minutes.next_on <= LAST_DAY:
        yield "next_on", "Enter the day of the next review, such as 2027-05-12, or leave it empty."
    elif minutes.next_on and minutes.next_on <= minutes.held_on:
        yield "next_on", "Enter a day after the meeting, or leave it empty."


def _held_on_problem(held_on: date, today: date) -> str:
    if not FIRST_DAY <= held_on <= LAST_DAY:
        return "Enter the day of the meeting, such as 2026-11-12."
    if held_on > today + AHEAD_OF_UTC:
        return "Enter the day the meeting was held; it can’t lie in the future."
    return ""


def _too_long(entered: str, most: int) -> str:
    return f"Use at most {most:,} characters; this has {len(entered):,}."
