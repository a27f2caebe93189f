"""What lies ahead of each unit: its open actions, and when its steering committee meets next."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, case, func, select
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments.models import Assessment
from app.db.columns import table_of
from app.plans.models import Action, Review, ReviewedCycle, Status


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of one unit, on one day."""

    open_actions: int = 0
    """Planned or under way, the overdue ones too."""
    overdue: int = 0
    next_due: date | None = None
    """Of an open action that is not overdue."""
    next_review: date | None = None
    """As the latest review of the unit said, be it past or to come. None when it said nothing, or there was none."""


ACTIONS, REVIEWS, REVIEWED, CYCLES = (table_of(model) for model in (Action, Review, ReviewedCycle, Assessment))
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
_REVIEWS = (
    select(CYCLES.c.unit_id, REVIEWS.c.next_on)
    .join_from(REVIEWS, REVIEWED, REVIEWED.c.review_id == REVIEWS.c.id)
    .join(CYCLES, CYCLES.c.id == REVIEWED.c.assessment_id)
    .where(REVIEWS.c.organisation_id == bindparam("organisation"))
    .order_by(REVIEWS.c.held_on, REVIEWS.c.id)
)


def outlooks(session: Session, member: Member, today: date) -> Mapping[int, Outlook]:
    """Return what lies ahead, by the id of the unit; nothing for a unit of which nothing is planned. Two queries."""
    organisation = {"organisation": member.organisation_id}
    ahead: dict[int, Outlook] = defaultdict(Outlook)
    for unit_id, count, overdue, next_due in session.execute(_OPEN_ACTIONS, organisation | {"today": today}):
        ahead[unit_id] = Outlook(count, overdue, next_due)
    for unit_id, next_on in session.execute(_REVIEWS, organisation):
        ahead[unit_id] = replace(ahead[unit_id], next_review=next_on)
    return ahead
