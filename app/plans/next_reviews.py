"""When the steering committee meets next on each unit: one rule for every page and file that says so."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments.models import Assessment
from app.db.columns import table_of
from app.plans.minutes import AHEAD_OF_UTC
from app.plans.models import Review, ReviewedCycle

REVIEWS, REVIEWED, CYCLES = table_of(Review), table_of(ReviewedCycle), table_of(Assessment)


class Meeting(NamedTuple):
    """A review that looked at a unit, and the day that it set for the next one, if it did."""

    unit_id: int
    review_id: int
    version: int
    held_on: date
    next_on: date | None


_MEETINGS = (
    select(CYCLES.c.unit_id, REVIEWS.c.id, REVIEWS.c.version, REVIEWS.c.held_on, REVIEWS.c.next_on)
    .join_from(REVIEWS, REVIEWED, REVIEWED.c.review_id == REVIEWS.c.id)
    .join(CYCLES, CYCLES.c.id == REVIEWED.c.assessment_id)
    .where(REVIEWS.c.organisation_id == bindparam("organisation"))
    .order_by(REVIEWS.c.held_on, REVIEWS.c.id)
)


def list_next_reviews(session: Session, member: Member, today: date) -> dict[int, Meeting]:
    """Return next_reviews of the member's organisation, in one query."""
    rows = session.execute(_MEETINGS, {"organisation": member.organisation_id})
    return next_reviews([Meeting(*row) for row in rows], today)


def next_reviews(oldest_first: Sequence[Meeting], today: date) -> dict[int, Meeting]:
    """Return, by unit, the meeting that set the day of its next one; it may have set none, and the day may be past.

    That is the last one of the unit, unless the committee met on the day that this set or later: then it has met,
    whichever units it looked at, and the last meeting of all counts. One that is still to be held counts for nothing.
    """
    held = [meeting for meeting in oldest_first if meeting.held_on <= today + AHEAD_OF_UTC]
    last = {meeting.unit_id: meeting for meeting in held}
    return {
        unit_id: held[-1] if own.next_on and own.next_on <= held[-1].held_on else own for unit_id, own in last.items()
    }
