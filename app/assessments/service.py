"""What may be done with a cycle as a whole: list, start, edit, finish, correct. Every verb takes the acting member."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.accounts.models import Unit
from app.accounts.service import Member
from app.accounts.units import find_or_create_unit, list_units
from app.assessments import sealing, trail
from app.assessments.carrying import carried_rows, must_be_reviewed, must_stay_with
from app.assessments.cycle import Cycle, Listed, cycle_of
from app.assessments.details import UNUSABLE, Details, checked, checked_reason
from app.assessments.models import AnswerRow, Assessment, SealRow
from app.assessments.outcomes import Outcome, Outcomes
from app.assessments.scores import scores_of
from app.assessments.snapshot import Snapshot
from app.assessments.snapshots import take_snapshot
from app.db.columns import now, table_of
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.maturity import loading
from app.maturity.scoring import Scores

CHECKLIST_VERSION = "kam-2009"
LANGUAGE = "en"
PAGE_SIZE = 10
# The highest id that either engine can look up.
LAST_ID = 2**31 - 1

# The cycles that the members of an organisation may see: looking up and authorising are one act.
# Made once: putting a statement together costs more than running it.
ASSESSMENTS, UNITS, SEALS = table_of(Assessment), table_of(Unit), table_of(SealRow)
_newer, _newer_seal = ASSESSMENTS.alias("newer"), SEALS.alias("newer_seal")
_source = ASSESSMENTS.alias("source")
_VISIBLE = (
    select(
        *(column for column in ASSESSMENTS.c if not column.name.endswith(("organisation_id", "_at"))),
        UNITS.c.name.label("unit"),
        SEALS.c.sealed_at,
        SEALS.c.sha256,
        _newer.c.id.label("corrected_by"),
        _newer_seal.c.assessment_id.is_not(None).label("is_replaced"),
        _source.c.title.label("copied_from"),
    )
    .join_from(ASSESSMENTS, UNITS, UNITS.c.id == ASSESSMENTS.c.unit_id)
    .outerjoin(SEALS, SEALS.c.assessment_id == ASSESSMENTS.c.id)
    .outerjoin(_newer, _newer.c.corrects_id == ASSESSMENTS.c.id)
    .outerjoin(_newer_seal, _newer_seal.c.assessment_id == _newer.c.id)
    .outerjoin(_source, _source.c.id == ASSESSMENTS.c.copied_from_id)
    .where(ASSESSMENTS.c.organisation_id == bindparam("organisation"))
)
_ONE = _VISIBLE.where(ASSESSMENTS.c.id == bindparam("id"))
_NEWEST = _VISIBLE.order_by(ASSESSMENTS.c.held_on.desc(), ASSESSMENTS.c.id.desc()).limit(PAGE_SIZE + 1)
_NEWEST_BEFORE = _NEWEST.where(
    tuple_(ASSESSMENTS.c.held_on, ASSESSMENTS.c.id) < tuple_(bindparam("day"), bindparam("last_id"))
)
_ALL = _VISIBLE.order_by(ASSESSMENTS.c.held_on, ASSESSMENTS.c.id)
_STANDING = _ALL.where(SEALS.c.assessment_id.is_not(None), _newer_seal.c.assessment_id.is_(None))
_NOT_REPLACED = _ALL.where(_newer_seal.c.assessment_id.is_(None))
_OUTCOMES = Outcomes()


class StaleDetailsError(ConflictError):
    """Somebody else changed the cycle's details since this person opened them."""

    def __init__(self, theirs: Cycle) -> None:
        super().__init__("Someone else changed these details while you had them open. Nothing of yours was saved yet.")
        self.theirs = theirs


def list_cycles(session: Session, member: Member, before: tuple[date, int] | None = None) -> tuple[list[Listed], bool]:
    """Return up to PAGE_SIZE cycles, newest first, and whether there are older ones.

    ``before`` is the date and id of the last cycle of the page above.
    """
    values: dict[str, Any] = {"organisation": member.organisation_id}
    if before:
        values |= {"day": before[0], "last_id": before[1]}
    cycles = [cycle_of(row) for row in session.execute(_NEWEST_BEFORE if before else _NEWEST, values)]
    return _listed(session, cycles[:PAGE_SIZE]), len(cycles) > PAGE_SIZE


def list_history(session: Session, member: Member, unit_id: int | None = None, *, drafts: bool = False) -> list[Listed]:
    """Return every cycle of the organisation, or of one of its units, that stands, oldest first.

    Those are the final ones that no final revision replaces; with ``drafts`` what is still open, too. It takes two
    queries at most, however many cycles there are.
    """
    statement = _NOT_REPLACED if drafts else _STANDING
    if unit_id is not None:
        statement = statement.where(ASSESSMENTS.c.unit_id == unit_id)
    rows = session.execute(statement, {"organisation": member.organisation_id})
    return _listed(session, [cycle_of(row) for row in rows])


def list_last(session: Session, member: Member) -> list[Cycle]:
    """Return the last final cycle that stands of each unit that takes new cycles, by the unit's name."""
    last = {item.cycle.unit_id: item.cycle for item in list_history(session, member)}
    return [last[unit.id] for unit in list_units(session, member) if unit.id in last]


def _listed(session: Session, cycles: Sequence[Cycle]) -> list[Listed]:
    kept = {cycle.id: _OUTCOMES.get(cycle.seal) for cycle in cycles}
    scores = scores_of(session, [cycle_id for cycle_id, outcome in kept.items() if not outcome])
    return [Listed(cycle, *(kept[cycle.id] or _outcome(cycle, scores[cycle.id]))) for cycle in cycles]


def _outcome(cycle: Cycle, scores: Scores) -> Outcome:
    outcome = Outcome(cycle.counted(scores), cycle.assess(scores))
    if cycle.seal:
        _OUTCOMES.put(cycle.seal, outcome)
    return outcome


def get_cycle(session: Session, member: Member, assessment_id: int) -> Cycle:
    """Return the cycle. NotFoundError when there is none, or it is another organisation's."""
    known = 0 < assessment_id <= LAST_ID
    row = known and session.execute(_ONE, {"organisation": member.organisation_id, "id": assessment_id}).first()
    if not row:
        raise NotFoundError("There is no such cycle, or it is not yours to see.")
    return cycle_of(row)


def lock_cycle(session: Session, member: Member, assessment_id: int) -> Cycle:
    """Return the cycle as get_cycle, which nobody else can change, score or seal before this is committed."""
    get_cycle(session, member, assessment_id)  # nobody holds up what they may not see
    session.get_one(Assessment, assessment_id, with_for_update=True)
    return get_cycle(session, member, assessment_id)


def start(session: Session, member: Member, details: Details, *, copy_last: bool = False) -> int:
    """Start a draft and return its id. InvalidInputError names each wrong field; nothing is saved then.

    With ``copy_last`` it starts from the scores of the unit's last final cycle held by then, which it must have.
    """
    member.must_manage()
    checklist = loading.load(CHECKLIST_VERSION, LANGUAGE)
    details = checked(checklist, details)
    unit = find_or_create_unit(session, member, details.unit)
    source = _last_final(session, member, unit, details.held_on) if copy_last else None
    assessment = Assessment(
        organisation_id=member.organisation_id,
        checklist_version=CHECKLIST_VERSION,
        checklist_language=LANGUAGE,
        copied_from_id=source.id if source else None,
        **_columns(details, unit),
    )
    cycle_id = _insert(session, assessment)
    if source:
        last = take_snapshot(session, member, source)
        session.add_all(carried_rows(cycle_id, checklist, details.out_of_scope, last))
        session.flush()
    trail.started(session, member, cycle_id, details, source.details.title if source else "")
    return cycle_id


def _last_final(session: Session, member: Member, unit: Unit, by: date) -> Cycle:
    assert unit.id is not None
    earlier = [item.cycle for item in list_history(session, member, unit.id) if item.cycle.details.held_on <= by]
    if not earlier:
        message = f"{unit.name} has no final cycle held by that day. Clear this to start empty, or enter another unit."
        raise InvalidInputError(UNUSABLE, {"copy_last": message})
    return earlier[-1]


def edit(session: Session, member: Member, assessment_id: int, details: Details, version: int) -> None:
    """Change the details of a draft. StaleDetailsError when ``version`` is not the current one."""
    member.must_manage()
    cycle = lock_cycle(session, member, assessment_id)
    cycle.must_be_draft()
    details = checked(cycle.checklist, details)
    row = session.get_one(Assessment, assessment_id)
    if row.version != version and details != cycle.details:
        raise StaleDetailsError(cycle)
    unit = find_or_create_unit(session, member, details.unit, cycle.details.unit)
    must_stay_with(cycle, unit)
    for name, value in _columns(details, unit).items():
        setattr(row, name, value)
    row.version += 1
    _flush_unique(session)
    trail.edited(session, member, assessment_id, cycle.details, details)


def finish(
    session: Session, member: Member, assessment_id: int, at: datetime | None = None, unreviewed: int = 0
) -> None:
    """Seal the cycle for good, now or ``at`` the given moment.

    ConflictError when a cell in scope is not scored, or when more copied ones were never reviewed than the
    ``unreviewed`` that the member knows of.
    """
    member.must_manage()
    cycle = lock_cycle(session, member, assessment_id)
    cycle.must_be_draft()
    draft = take_snapshot(session, member, cycle)
    missing = draft.result.overall.cells - draft.result.overall.scored
    if missing:
        cells = "cell is" if missing == 1 else "cells are"
        raise ConflictError(f"{missing} {cells} not scored yet. Score every cell in scope, then finish.")
    must_be_reviewed(draft, unreviewed)
    sealed, content = sealing.seal(draft, at or now(), member.person)
    assert sealed.seal is not None
    session.add(
        SealRow(
            assessment_id=assessment_id,
            sealed_at=sealed.seal.at,
            sealed_by_id=member.person_id,
            sha256=sealed.seal.sha256,
            content=content,
        )
    )
    session.flush()
    trail.finished(session, member, assessment_id, cycle.details, sealed)


def correct(session: Session, member: Member, assessment_id: int, reason: str) -> int:
    """Open a new revision of a sealed cycle, with all its answers, and return its id. The old one stays."""
    member.must_manage()
    cycle = lock_cycle(session, member, assessment_id)
    cycle.must_be_correctable()
    reason = checked_reason(reason)
    old = session.get_one(Assessment, assessment_id)
    copied = old.model_dump(exclude={"id", "created_at", "changed_at", "version"}) | {
        "revision": old.revision + 1,
        "revision_reason": reason,
        "corrects_id": old.id,
    }
    new_id = _insert(session, Assessment(**copied))
    for answer in session.scalars(select(AnswerRow).where(col(AnswerRow.assessment_id) == assessment_id)):
        session.add(AnswerRow(**answer.model_dump() | {"assessment_id": new_id}))
    session.flush()
    trail.corrected(session, member, assessment_id, cycle.details, new_id, reason)
    return new_id


def get_snapshot(session: Session, member: Member, assessment_id: int) -> Snapshot:
    """Return what the assessment says. NotFoundError as get_cycle, otherwise as take_snapshot."""
    return take_snapshot(session, member, get_cycle(session, member, assessment_id))


def _columns(details: Details, unit: Unit) -> dict[str, Any]:
    return {
        "unit_id": unit.id,
        "title": details.title,
        "held_on": details.held_on,
        "out_of_scope": "".join(details.out_of_scope),
        "scope_reason": details.scope_reason,
    }


def _insert(session: Session, assessment: Assessment) -> int:
    session.add(assessment)
    _flush_unique(session)
    assert assessment.id is not None
    return assessment.id


def _flush_unique(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise InvalidInputError(
            "That name is taken.", {"title": "Enter a name that no other cycle of this unit has."}
        ) from error
