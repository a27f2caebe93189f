"""The targets of a unit: the scores that its cells and elements should have by a day.

They are set against the unit's latest final cycle, for days after it: what a final cycle is measured by stays as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.accounts import audit
from app.accounts.organisations import lock_organisation
from app.accounts.service import Member
from app.accounts.units import get_unit
from app.assessments.cycle import Listed
from app.assessments.cycles import list_history
from app.db.columns import now, table_of
from app.errors import ConflictError, InvalidInputError
from app.maturity.checklist import CellId, Checklist
from app.maturity.planning import Aim, Outlook, contradictions, in_force, in_order, with_targets
from app.maturity.scoring import Result
from app.plans.models import Target
from app.plans.naming import field_of, highest, name_of

FURTHEST = 10  # years from the latest final cycle
UNUSABLE = "Some targets can’t be used yet."
TARGETS = table_of(Target)
_OF_UNIT = select(TARGETS.c.element, TARGETS.c.group_key, TARGETS.c.due_on, TARGETS.c.score).where(
    TARGETS.c.unit_id == bindparam("unit"), TARGETS.c.organisation_id == bindparam("organisation")
)
Wanted = Mapping[CellId, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """A unit's targets, and the final cycle that they are set against: None while there is none."""

    unit_id: int
    unit: str
    latest: Listed | None
    next_held_on: date | None  # of the draft that comes next
    aims: tuple[Aim, ...]

    def must_have_a_cycle(self) -> Listed:
        """Return the latest final cycle. ConflictError when there is none."""
        if self.latest is None:
            raise ConflictError("This unit has no final cycle yet. Targets are set against one: finish a cycle first.")
        return self.latest

    def on(self, day: date) -> dict[CellId, int]:
        """Return the targets for exactly this day."""
        return {aim.cell: aim.score for aim in self.aims if aim.due_on == day}

    def is_open(self, day: date) -> bool:
        """Whether targets for this day can still be set: no final cycle is measured by them yet."""
        return self.latest is not None and day > self.latest.cycle.details.held_on

    def standing(self, day: date, wanted: Wanted | None = None) -> tuple[Aim, ...]:
        """Return the targets that stand on a day, with those ``wanted`` in place of what is set for that very day."""
        checklist = self.must_have_a_cycle().cycle.checklist
        mine = self.on(day) if wanted is None else wanted
        earlier = (aim for aim in self.aims if aim.due_on < day)
        aims = [*earlier, *(Aim(*cell, day, score) for cell, score in mine.items())]
        return in_force(checklist, aims, day)

    def outlook(self, day: date, wanted: Wanted | None = None) -> Outlook:
        """Return what the scores of the latest final cycle would come to with the targets that stand on a day."""
        latest = self.must_have_a_cycle()
        return with_targets(latest.cycle.checklist, latest.scores, latest.result, self.standing(day, wanted))


@dataclass(frozen=True, slots=True)
class Entry:
    """One target of a form: what it was shown as, and what it was sent as. None is no target."""

    cell: CellId
    score: int | None
    was: int | None


class StaleTargetsError(ConflictError):
    """Somebody else changed some of these targets meanwhile. ``theirs`` stands; nothing is saved."""

    def __init__(self, theirs: Mapping[CellId, int | None]) -> None:
        super().__init__("Someone else changed some of these targets while you had them open. Nothing was saved yet.")
        self.theirs = theirs


def get_plan(session: Session, member: Member, unit_id: int) -> Plan:
    """Return a unit's targets. NotFoundError when the unit is not the member's."""
    unit = get_unit(session, member, unit_id)
    listed = list_history(session, member, unit_id, drafts=True)
    latest = next((item for item in reversed(listed) if item.cycle.stands), None)
    coming = [item.cycle.details.held_on for item in listed if item.cycle.is_draft]
    aims = list_targets(session, member, unit_id)
    return Plan(
        unit_id=unit_id,
        unit=unit.name,
        latest=latest,
        next_held_on=next((day for day in coming if latest and day > latest.cycle.details.held_on), None),
        aims=in_order(latest.cycle.checklist, aims) if latest else (),
    )


def list_targets(session: Session, member: Member, unit_id: int) -> list[Aim]:
    """Return every target of a unit of the member's, none for another's."""
    rows = session.execute(_OF_UNIT, {"unit": unit_id, "organisation": member.organisation_id})
    return [Aim(*row) for row in rows]


def save_targets(session: Session, member: Member, unit_id: int, due_on: date, entries: Sequence[Entry]) -> None:
    """Set, change and remove targets of a unit for a day, all of it or nothing. What was left alone stays as it is.

    StaleTargetsError when somebody else changed one that this would change; InvalidInputError names each that can't be
    used, and ``by`` when it is the day.
    """
    member.must_manage()
    get_unit(session, member, unit_id)  # nobody holds up what they may not see
    lock_organisation(session, member)
    plan = get_plan(session, member, unit_id)
    latest = _checked_day(plan, due_on)
    changes = {entry.cell: entry for entry in entries if entry.score != entry.was}
    _check_scores(latest.cycle.checklist, latest.result, changes.values())
    stored = plan.on(due_on)
    _refuse_stale(stored, changes.values())
    wanted = stored | {cell: entry.score for cell, entry in changes.items()}
    _refuse_contradictions(Aim(*cell, due_on, score) for cell, score in wanted.items() if score is not None)
    changed = [entry for cell, entry in changes.items() if stored.get(cell) != entry.score]
    _store(session, member, plan, due_on, changed)


def _checked_day(plan: Plan, due_on: date) -> Listed:
    latest = plan.must_have_a_cycle()
    held_on = latest.cycle.details.held_on
    if not plan.is_open(due_on):
        message = "Choose a day after the latest final cycle. What that was measured by stays as it is."
        raise InvalidInputError(UNUSABLE, {"by": message})
    if due_on.year > held_on.year + FURTHEST:
        raise InvalidInputError(
            UNUSABLE, {"by": f"Choose a day at most {FURTHEST} years after the latest final cycle."}
        )
    return latest


def _check_scores(checklist: Checklist, result: Result, entries: Iterable[Entry]) -> None:
    wrong = {}
    for entry in entries:
        known = entry.cell.element in result.elements and (not entry.cell.group or entry.cell in checklist.cells)
        if not known:
            raise InvalidInputError("The latest final cycle has no such cell in scope.")
        most = highest(checklist, entry.cell)
        if entry.score is not None and not 0 <= entry.score <= most:
            wrong[field_of(entry.cell)] = f"{name_of(checklist, entry.cell)}: enter 0 to {most}."
    if wrong:
        raise InvalidInputError(UNUSABLE, wrong)


def _refuse_stale(stored: Wanted, entries: Iterable[Entry]) -> None:
    theirs = {entry.cell: stored.get(entry.cell) for entry in entries}
    stale = {entry.cell: theirs[entry.cell] for entry in entries if theirs[entry.cell] not in {entry.was, entry.score}}
    if stale:
        raise StaleTargetsError(stale)


def _refuse_contradictions(aims: Iterable[Aim]) -> None:
    found = contradictions(aims)
    if found:
        told = {
            letter: f"Element {letter}: the targets of its cells come to {points}. Enter at least that, or lower them."
            for letter, points in found.items()
        }
        raise InvalidInputError(UNUSABLE, told)


def _store(session: Session, member: Member, plan: Plan, due_on: date, changed: Sequence[Entry]) -> None:
    if not changed:
        return
    rows = select(Target).where(col(Target.unit_id) == plan.unit_id, col(Target.due_on) == due_on)
    stored = {CellId(row.element, row.group_key): row for row in session.scalars(rows)}
    for entry in changed:
        row = stored.get(entry.cell) or Target(
            organisation_id=member.organisation_id,
            unit_id=plan.unit_id,
            element=entry.cell.element,
            group_key=entry.cell.group,
            due_on=due_on,
            score=0,
            set_by_id=member.person_id,
        )
        if entry.score is None:
            session.delete(row)
            continue
        row.score, row.set_by_id, row.set_at = entry.score, member.person_id, now()
        session.add(row)
    session.flush()
    _record(session, member, plan, due_on, changed)


def _record(session: Session, member: Member, plan: Plan, due_on: date, changed: Sequence[Entry]) -> None:
    checklist = plan.must_have_a_cycle().cycle.checklist
    facts = {
        "due": due_on.isoformat(),
        "set": [name_of(checklist, entry.cell) for entry in changed if entry.score is not None],
        "removed": [name_of(checklist, entry.cell) for entry in changed if entry.score is None],
    }
    told = {name: fact for name, fact in facts.items() if fact}
    audit.record(session, audit.Actor.of(member), "targets.changed", plan.unit, after=told)
