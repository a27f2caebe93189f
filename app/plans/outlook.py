"""What lies ahead of each unit: its open actions, its targets, and when its steering committee meets next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select
from sqlmodel import Session

from app.accounts.service import Member
from app.db.columns import table_of
from app.maturity.planning import Aim
from app.plans.models import Action, Status, Target
from app.plans.next_reviews import list_next_reviews


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
    """See next_reviews. It may be past. None when nothing was said, or there was no review."""


ACTIONS, TARGETS = table_of(Action), table_of(Target)
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


def outlooks(session: Session, member: Member, today: date) -> Mapping[int, Outlook]:
    """Return what lies ahead, by the id of the unit; nothing for a unit of which nothing is planned. Three queries."""
    organisation = {"organisation": member.organisation_id}
    ahead: dict[int, Outlook] = defaultdict(Outlook)
    for unit_id, count, overdue, next_due in session.execute(_OPEN_ACTIONS, organisation | {"today": today}):
        ahead[unit_id] = Outlook(count, overdue, next_due)
    for unit_id, count, next_target in session.execute(_TARGETS, organisation | {"today": today}):
        ahead[unit_id] = replace(ahead[unit_id], targets=count, next_target=next_target)
    for unit_id, meeting in list_next_reviews(session, member, today).items():
        ahead[unit_id] = replace(ahead[unit_id], next_review=meeting.next_on)
    return ahead


def list_aims(session: Session, member: Member) -> Mapping[int, Sequence[Aim]]:
    """Return every target of the organisation, by the id of its unit. One query."""
    aims: dict[int, list[Aim]] = defaultdict(list)
    for unit_id, *aim in session.execute(_AIMS, {"organisation": member.organisation_id}):
        aims[unit_id].append(Aim(*aim))
    return aims
