"""What lies ahead of each unit: its open actions, its targets, and when its steering committee meets next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, func, select
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments.models import Assessment
from app.db.columns import table_of
from app.maturity.planning import Aim
from app.plans.models import Action, Review, ReviewedCycle, Status, Target


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of one unit, on one day."""

    open_actions: int = 0
    """Planned or under way, the overdue ones too."""
    overdue: int = 0
    next_due: date | None = None
    """Of an open action that is not overdue."""
    targets: int = 0
    """For today and later."""
    next_target: date | None = None
    """The day of the first of them."""
    next_review: date | None = None
    """As the latest review of the unit said, or a later one of others that was held on that day or after it.

    It may be past. None when nothing was said, or there was no review.
    """


ACTIONS, TARGETS, REVIEWS = table_of(Action), table_of(Target), table_of(Review)
REVIEWED, CYCLES = table_of(ReviewedCycle), table_of(Assessment)
_IS_LATE = ACTIONS.c.due_on < bindparam("today")
_OPEN_ACTIONS = (
    select(
        ACTIONS.c.unit_id,
        func.count(),
        func.sum(case((_IS_LATE, 1), else_=0)),
        func.min(case((_IS_LATE, None), else_=ACTIONS.c.due_on)),
    )
    .where(ACTIONS.c.organisation_id == bindparam("organisation"))
    .where(ACTIONS.c.status.in_((Status.PLANNED, Status.UNDER_WAY)))
    .group_by(ACTIONS.c.unit_id)
)
_TARGETS: Select[Any] = (
    select(TARGETS.c.unit_id, func.count(), func.min(TARGETS.c.due_on))
    .where(TARGETS.c.organisation_id == bindparam("organisation"), TARGETS.c.due_on >= bindparam("today"))
    .group_by(TARGETS.c.unit_id)
)
_AIMS = select(TARGETS.c.unit_id, TARGETS.c.element, TARGETS.c.group_key, TARGETS.c.due_on, TARGETS.c.score).where(
    TARGETS.c.organisation_id == bindparam("organisation")
)
_REVIEWS = (
    select(CYCLES.c.unit_id, REVIEWS.c.held_on, REVIEWS.c.next_on)
    .join_from(REVIEWS, REVIEWED, REVIEWED.c.review_id == REVIEWS.c.id)
    .join(CYCLES, CYCLES.c.id == REVIEWED.c.assessment_id)
    .where(REVIEWS.c.organisation_id == bindparam("organisation"))
    .order_by(REVIEWS.c.held_on, REVIEWS.c.id)
)


def outlooks(session: Session, member: Member, today: date) -> Mapping[int, Outlook]:
    """Return what lies ahead, by the id of the unit; nothing for a unit of which nothing is planned. Three queries."""
    organisation = {"organisation": member.organisation_id}
    ahead: dict[int, Outlook] = defaultdict(Outlook)
    for unit_id, count, overdue, next_due in session.execute(_OPEN_ACTIONS, organisation | {"today": today}):
        ahead[unit_id] = Outlook(count, overdue, next_due)
    for unit_id, count, next_target in session.execute(_TARGETS, organisation | {"today": today}):
        ahead[unit_id] = replace(ahead[unit_id], targets=count, next_target=next_target)
    for unit_id, next_on in _next_reviews(session.execute(_REVIEWS, organisation).all()).items():
        ahead[unit_id] = replace(ahead[unit_id], next_review=next_on)
    return ahead


def list_aims(session: Session, member: Member) -> Mapping[int, Sequence[Aim]]:
    """Return every target of the organisation, by the id of its unit. One query."""
    aims: dict[int, list[Aim]] = defaultdict(list)
    for unit_id, *aim in session.execute(_AIMS, {"organisation": member.organisation_id}):
        aims[unit_id].append(Aim(*aim))
    return aims


def _next_reviews(oldest_first: Sequence[Row[Any]]) -> dict[int, date | None]:
    """Return the day of the next review by unit. A committee that met has met, whichever units it looked at."""
    said = {row.unit_id: row.next_on for row in oldest_first}
    if not said:
        return {}
    last_held, next_of_last = oldest_first[-1].held_on, oldest_first[-1].next_on
    return {unit_id: next_of_last if day and day <= last_held else day for unit_id, day in said.items()}
