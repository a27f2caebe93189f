"""Finds what a cycle is held against: its unit's targets, and the actions that are done with what they should bring."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.service import Member
from app.assessments.cycle import Cycle
from app.assessments.cycles import list_history
from app.maturity.planning import Aim
from app.plans.models import Action, Status
from app.plans.promised import DoneAction, Promises
from app.plans.targets import list_targets


def load_promises(session: Session, member: Member, cycle: Cycle) -> Promises:
    """Return what a cycle of the member's is held against.

    Actions count that were done by the day it was held, and after the final cycle before it.
    """
    aims = tuple(sorted(list_targets(session, member, cycle.unit_id)))
    actions = _done(session, member, cycle)
    if actions:
        since = _held_before(session, member, cycle)
        actions = [action for action in actions if since < action.aim.due_on]
    return Promises(aims, tuple(actions))


def _done(session: Session, member: Member, cycle: Cycle) -> list[DoneAction]:
    found = select(Action).where(
        col(Action.organisation_id) == member.organisation_id,
        col(Action.unit_id) == cycle.unit_id,
        col(Action.status) == Status.DONE,
        col(Action.expected_score).is_not(None),
        col(Action.done_on) <= cycle.details.held_on,
    )
    rows = session.scalars(found.order_by(col(Action.done_on), col(Action.id)))
    return [
        DoneAction(row.title, Aim(row.element, row.group_key, row.done_on, row.expected_score))
        for row in rows
        if row.done_on is not None and row.expected_score is not None
    ]


def _held_before(session: Session, member: Member, cycle: Cycle) -> date:
    held = (item.cycle.details.held_on for item in list_history(session, member, cycle.unit_id))
    return max((day for day in held if day < cycle.details.held_on), default=date.min)
