"""What may be done with a cycle as a whole: start, edit, finish, correct. Every verb takes the acting member."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from app.accounts.models import Unit
from app.accounts.service import Member
from app.accounts.units import find_or_create_unit
from app.assessments import sealing, trail
from app.assessments.carrying import carried_rows, must_be_reviewed, must_stay_with
from app.assessments.cycle import Cycle
from app.assessments.cycles import get_cycle, list_latest
from app.assessments.details import UNUSABLE, Details, checked, checked_reason
from app.assessments.models import AgreementRow, AnswerRow, Assessment, SealRow, WorkshopRecordRow
from app.assessments.snapshot import Carried, Snapshot
from app.assessments.snapshots import take_snapshot
from app.db.columns import now, table_of
from app.errors import ConflictError, InvalidInputError
from app.maturity import loading

CHECKLIST_VERSION = "kam-2009"
LANGUAGE = "en"


class StaleDetailsError(ConflictError):
    """Somebody else changed the cycle's details since this person opened them."""

    def __init__(self, theirs: Cycle) -> None:
        super().__init__("Someone else changed these details while you had them open. Nothing of yours was saved yet.")
        self.theirs = theirs


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
    for item in list_latest(session, member, by):
        if item.cycle.unit_id == unit.id:
            return item.cycle
    message = f"{unit.name} has no final cycle held by that day. Untick this to start empty, or enter another unit."
    raise InvalidInputError(UNUSABLE, {"copy_last": message})


def edit(session: Session, member: Member, assessment_id: int, details: Details, version: int) -> None:
    """Change the details of a draft. StaleDetailsError when ``version`` is not the current one."""
    member.must_manage()
    cycle = lock_cycle(session, member, assessment_id)
    cycle.must_be_draft()
    details = checked(cycle.checklist, details)
    row = session.get_one(Assessment, assessment_id)
    if row.version != version and details != cycle.details:
        raise StaleDetailsError(cycle)
    if details.out_of_scope != cycle.details.out_of_scope:
        cycle.must_be_out_of_workshop("change its scope")
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
    cycle.must_be_out_of_workshop("finish")
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
    trail.finished(session, member, assessment_id, cycle.details, sealed.seal.sha256, sealed.carried[Carried.OVER])


def correct(session: Session, member: Member, assessment_id: int, reason: str) -> int:
    """Open a new revision of a sealed cycle, with all that was answered and agreed, and return its id.

    The old one stays.
    """
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
    for kind in (AnswerRow, AgreementRow, WorkshopRecordRow):
        _copy_rows(session, kind, assessment_id, new_id)
    trail.corrected(session, member, assessment_id, cycle.details, new_id, reason)
    return new_id


def get_snapshot(session: Session, member: Member, assessment_id: int) -> Snapshot:
    """Return what the assessment says. NotFoundError as get_cycle, otherwise as take_snapshot."""
    return take_snapshot(session, member, get_cycle(session, member, assessment_id))


def _copy_rows(session: Session, kind: type[SQLModel], assessment_id: int, new_id: int) -> None:
    """Copy what one table holds of an assessment to another one."""
    table = table_of(kind)
    rows = session.execute(select(table).where(table.c.assessment_id == assessment_id)).mappings()
    copies = [dict(row) | {"assessment_id": new_id} for row in rows]
    if copies:
        session.execute(insert(table), copies)


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
