"""Finds what a cycle is held against: its unit's targets, and the actions that are done with what they should bring."""

from sqlalchemy import bindparam, select
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments.cycle import Cycle
from app.assessments.cycles import held_before
from app.db.columns import table_of
from app.maturity.planning import Aim
from app.plans.models import Action, Status
from app.plans.promised import DoneAction, Promises
from app.plans.targets import list_targets

ACTIONS = table_of(Action)
# Made once: putting a statement together takes longer than running it.
_DONE = (
    select(ACTIONS.c.title, ACTIONS.c.element, ACTIONS.c.group_key, ACTIONS.c.done_on, ACTIONS.c.expected_score)
    .where(
        ACTIONS.c.organisation_id == bindparam("organisation"),
        ACTIONS.c.unit_id == bindparam("unit"),
        ACTIONS.c.status == Status.DONE,
        ACTIONS.c.expected_score.is_not(None),
        ACTIONS.c.done_on <= bindparam("held_on"),
    )
    .order_by(ACTIONS.c.done_on, ACTIONS.c.id)
)


def load_promises(session: Session, member: Member, cycle: Cycle) -> Promises:
    """Return what a cycle of the member's is held against.

    Actions count that were done by the day it was held, and after the final cycle before it.
    """
    aims = tuple(sorted(list_targets(session, member, cycle.unit_id)))
    actions = _done(session, member, cycle)
    if actions:
        since = held_before(session, member, cycle)
        actions = [action for action in actions if since < action.aim.due_on]
    return Promises(aims, tuple(actions))


def _done(session: Session, member: Member, cycle: Cycle) -> list[DoneAction]:
    held_on = cycle.details.held_on
    values = {"organisation": member.organisation_id, "unit": cycle.unit_id, "held_on": held_on}
    return [DoneAction(title, Aim(*aim)) for title, *aim in session.execute(_DONE, values)]
