"""The history of an organisation: final cycles and reviews by year, newest first, and what is still open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlmodel import Session

from app.accounts.models import Unit
from app.accounts.service import Member
from app.accounts.units import get_unit, list_all_units
from app.assessments.cycle import Listed
from app.assessments.cycles import list_history
from app.plans.comments import count_comments
from app.plans.next_reviews import list_next_reviews
from app.plans.review_reading import Reviewed, list_reviews
from app.reports.scale import Scale, band_scale
from app.reports.wording import listed
from app.web.dates import day

# A page ends with the year in which it has got so long.
LONG = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """What was on a day: a final cycle, with how many comments it has, or a review."""

    held_on: date
    cycle: Listed | None = None
    scale: Scale | None = None
    comments: int = 0
    review: Reviewed | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """The entries of one year, newest first."""

    year: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What a page of the history shows. ``older`` is the year before which there is more, None when there is none."""

    opening: str
    open_questions: tuple[Reviewed, ...]
    years: tuple[Year, ...]
    older: int | None
    units: tuple[Unit, ...]


def load_history(
    session: Session, member: Member, today: date, unit_id: int | None = None, before: int | None = None
) -> History:
    """Return the history of the organisation or of one unit, or what of it lies before a year.

    NotFoundError when the unit is not the member's. It takes as many queries for many cycles and reviews as for few.
    """
    if unit_id is not None:
        get_unit(session, member, unit_id)
    cycles = list_history(session, member, unit_id)
    reviews = list_reviews(session, member, unit_id)
    comments = count_comments(session, member, [item.cycle.id for item in cycles])
    ahead = list_next_reviews(session, member, today)
    set_days = [one.next_on for unit, one in ahead.items() if unit_id in {None, unit} and one.next_on]
    latest = latest_of_their_units(reviews)
    years, older = page(entries(cycles, reviews, comments), before)
    return History(
        opening=opening(cycles, reviews, min(set_days, default=None), today),
        open_questions=tuple(review for review in latest if review.minutes.questions),
        years=years,
        older=older,
        units=tuple(list_all_units(session, member)),
    )


def entries(cycles: Sequence[Listed], reviews: Sequence[Reviewed], comments: dict[int, int]) -> list[Entry]:
    """Return cycles and reviews, newest first; a review of the day of a cycle comes after it in time."""
    both = [
        Entry(
            held_on=item.cycle.details.held_on,
            cycle=item,
            scale=band_scale(item.cycle.checklist, item.result),
            comments=comments.get(item.cycle.id, 0),
        )
        for item in cycles
    ]
    both += [Entry(review.minutes.held_on, review=review) for review in reversed(reviews)]
    return sorted(both, key=lambda entry: entry.held_on)[::-1]


def page(newest_first: Sequence[Entry], before: int | None) -> tuple[tuple[Year, ...], int | None]:
    """Return whole years until the page is long, those before a year, and the last of them when there are older."""
    shown: list[Year] = []
    for year in _years(newest_first, before):
        if sum(len(one.entries) for one in shown) >= LONG:
            return tuple(shown), shown[-1].year
        shown.append(year)
    return tuple(shown), None


def latest_of_their_units(newest_first: Sequence[Reviewed]) -> list[Reviewed]:
    """Return the reviews that are the last ones of a unit: what they left open still is."""
    latest, seen = [], set[int]()
    for review in newest_first:
        units = {cycle.unit_id for cycle in review.cycles}
        if not units <= seen:
            latest.append(review)
        seen |= units
    return latest


def opening(cycles: Sequence[Listed], reviews: Sequence[Reviewed], next_on: date | None, today: date) -> str:
    """Return "4 final cycles and 2 reviews since 6 December 2023. The next review is on 12 May 2027.", or nothing."""
    days = [item.cycle.details.held_on for item in cycles] + [review.minutes.held_on for review in reviews]
    if not days:
        return ""
    counts = [_count(len(cycles), "final cycle"), _count(len(reviews), "review")]
    ahead = _next(next_on, today) if reviews else "No review is recorded yet."
    return f"{listed(list(filter(None, counts)))} since {day(min(days))}. {ahead}"


def _next(next_on: date | None, today: date) -> str:
    if next_on is None:
        return "No day is set for the next review."
    if next_on < today:
        return f"The next review was due on {day(next_on)}; none is recorded since."
    return f"The next review is on {day(next_on)}."


def _count(count: int, what: str) -> str:
    return "" if not count else f"1 {what}" if count == 1 else f"{count} {what}s"


def _years(newest_first: Sequence[Entry], before: int | None) -> Iterator[Year]:
    for year, ours in groupby(newest_first, key=lambda entry: entry.held_on.year):
        if before is None or year < before:
            yield Year(year, tuple(ours))
