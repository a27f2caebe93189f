"""The reviews of an organisation as its members read them, and what one that is written may choose from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, select
from sqlmodel import Session

from app.accounts.models import Person, Unit
from app.accounts.service import Member
from app.assessments.cycle import Cycle
from app.assessments.cycles import find_cycles, list_history
from app.assessments.models import Assessment
from app.db.columns import LAST_ID, table_of
from app.errors import NotFoundError
from app.plans.action_details import OPEN, status_words
from app.plans.minutes import Minutes
from app.plans.models import Action, DecidedAction, Review, ReviewedCycle, Status

REVIEWS, REVIEWED, DECIDED = table_of(Review), table_of(ReviewedCycle), table_of(DecidedAction)
ACTIONS, ASSESSMENTS, UNITS, PEOPLE = table_of(Action), table_of(Assessment), table_of(Unit), table_of(Person)
_editors = PEOPLE.alias("editors")
_OF_CYCLE = (
    select(REVIEWS.c.id, REVIEWS.c.held_on, REVIEWS.c.decided)
    .join(REVIEWED, REVIEWED.c.review_id == REVIEWS.c.id)
    .where(REVIEWS.c.organisation_id == bindparam("organisation"), REVIEWED.c.assessment_id == bindparam("cycle"))
    .order_by(REVIEWS.c.held_on.desc(), REVIEWS.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class Decision:
    """An action as a review shows it."""

    id: int
    title: str
    unit: str
    status: Status
    due_on: date

    @property
    def state(self) -> str:
        """How far it has come, such as Under way."""
        return status_words(self.status).capitalize()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review with the cycles that it looked at, newest first, and the actions that it decided on, by due date."""

    id: int
    minutes: Minutes
    version: int
    written_by: str
    written_at: datetime
    changed_by: str  # empty when nobody has edited it
    changed_at: datetime | None
    cycles: tuple[Cycle, ...]
    actions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Met:
    """A review as the cycle that it looked at shows it."""

    id: int
    held_on: date
    decided: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What a review may name: cycles, newest first, and actions by the name of their unit."""

    cycles: Sequence[Cycle]
    actions: Mapping[str, Sequence[Decision]]


def get_review(session: Session, member: Member, review_id: int) -> Reviewed:
    """Return the review. NotFoundError when there is none, or it is another organisation's."""
    found = _reviews(session, member, REVIEWS.c.id == review_id) if 0 < review_id <= LAST_ID else []
    if not found:
        raise NotFoundError("There is no such review, or it is not yours to see.")
    return found[0]


def list_reviews(session: Session, member: Member, unit_id: int | None = None) -> list[Reviewed]:
    """Return the organisation's reviews, newest first, or those that looked at a cycle of this unit.

    It takes at most four queries, however many there are.
    """
    if unit_id is None:
        return _reviews(session, member)
    of_unit = select(REVIEWED.c.review_id).join(ASSESSMENTS, ASSESSMENTS.c.id == REVIEWED.c.assessment_id)
    return _reviews(session, member, REVIEWS.c.id.in_(of_unit.where(ASSESSMENTS.c.unit_id == unit_id)))


def list_met(session: Session, member: Member, cycle_id: int) -> list[Met]:
    """Return the member's reviews that looked at this cycle, newest first. One query."""
    rows = session.execute(_OF_CYCLE, {"organisation": member.organisation_id, "cycle": cycle_id})
    return [Met(*row) for row in rows]


def list_deciding(session: Session, member: Member, action_id: int) -> list[Review]:
    """Return the reviews that decided on an action, the first one first."""
    these = select(Review).where(
        REVIEWS.c.organisation_id == member.organisation_id,
        REVIEWS.c.id.in_(select(DECIDED.c.review_id).where(DECIDED.c.action_id == action_id)),
    )
    return list(session.scalars(these.order_by(REVIEWS.c.held_on, REVIEWS.c.id)))


def list_choices(session: Session, member: Member, review: Reviewed | None = None) -> Choices:
    """Return the final cycles that stand and the open actions, and with them what the review has already."""
    cycles = {item.cycle.id: item.cycle for item in list_history(session, member)}
    decided: tuple[int, ...] = ()
    if review:
        cycles |= {cycle.id: cycle for cycle in review.cycles}
        decided = review.minutes.actions
    actions = defaultdict(list)
    for decision in find_actions(session, member, ACTIONS.c.status.in_(OPEN) | ACTIONS.c.id.in_(decided)):
        actions[decision.unit].append(decision)
    return Choices(_newest_first(cycles.values()), dict(sorted(actions.items())))


def find_actions(session: Session, member: Member, wanted: ColumnElement[bool]) -> list[Decision]:
    """Return the member's actions of which this is true, by due date."""
    mine = _decisions().where(ACTIONS.c.organisation_id == member.organisation_id, wanted)
    return [_decision(row) for row in session.execute(mine)]


def _reviews(session: Session, member: Member, *asked: ColumnElement[bool]) -> list[Reviewed]:
    rows = session.execute(
        select(REVIEWS, PEOPLE.c.name.label("written_by"), _editors.c.name.label("changed_by"))
        .join(PEOPLE, PEOPLE.c.id == REVIEWS.c.written_by_id)
        .outerjoin(_editors, _editors.c.id == REVIEWS.c.changed_by_id)
        .where(REVIEWS.c.organisation_id == member.organisation_id, *asked)
        .order_by(REVIEWS.c.held_on.desc(), REVIEWS.c.id.desc())
    ).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    cycles, actions = _cycles_of(session, member, ids), _actions_of(session, ids)
    return [_reviewed(row, cycles[row.id], actions[row.id]) for row in rows]


def _cycles_of(session: Session, member: Member, ids: Sequence[int]) -> Mapping[int, list[Cycle]]:
    pairs = session.execute(select(REVIEWED).where(REVIEWED.c.review_id.in_(ids))).all()
    found = find_cycles(session, member, {pair.assessment_id for pair in pairs})
    cycles: dict[int, list[Cycle]] = defaultdict(list)
    for pair in pairs:
        cycles[pair.review_id].append(found[pair.assessment_id])
    return cycles


def _actions_of(session: Session, ids: Sequence[int]) -> Mapping[int, list[Decision]]:
    theirs = _decisions().join(DECIDED, DECIDED.c.action_id == ACTIONS.c.id).add_columns(DECIDED.c.review_id)
    actions: dict[int, list[Decision]] = defaultdict(list)
    for row in session.execute(theirs.where(DECIDED.c.review_id.in_(ids))):
        actions[row.review_id].append(_decision(row))
    return actions


def _decisions() -> Select[Any]:
    return (
        select(ACTIONS.c.id, ACTIONS.c.title, UNITS.c.name.label("unit"), ACTIONS.c.status, ACTIONS.c.due_on)
        .join_from(ACTIONS, UNITS, UNITS.c.id == ACTIONS.c.unit_id)
        .order_by(ACTIONS.c.due_on, ACTIONS.c.id)
    )


def _decision(row: Row[Any]) -> Decision:
    return Decision(row.id, row.title, row.unit, row.status, row.due_on)


def _reviewed(row: Row[Any], cycles: Iterable[Cycle], actions: Sequence[Decision]) -> Reviewed:
    cycles = _newest_first(cycles)
    minutes = Minutes(
        held_on=row.held_on,
        cycles=tuple(sorted(cycle.id for cycle in cycles)),
        attended=row.attended,
        decided=row.decided,
        actions=tuple(sorted(decision.id for decision in actions)),
        questions=row.questions,
        next_on=row.next_on,
    )
    return Reviewed(
        id=row.id,
        minutes=minutes,
        version=row.version,
        written_by=row.written_by,
        written_at=row.written_at,
        changed_by=row.changed_by or "",
        changed_at=row.changed_at,
        cycles=cycles,
        actions=tuple(actions),
    )


def _newest_first(cycles: Iterable[Cycle]) -> tuple[Cycle, ...]:
    return tuple(sorted(cycles, key=lambda cycle: (cycle.details.held_on, cycle.id), reverse=True))
