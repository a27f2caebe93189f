"""How long drafts are kept: those that nobody has changed for as many months as their organisation says go.

Final cycles always stay.
"""

from calendar import monthrange
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlmodel import Session

from app.accounts import audit
from app.accounts.models import Organisation
from app.assessments.models import AgreementRow, AnswerRow, Assessment, SealRow, WorkshopRecordRow
from app.db.columns import table_of

ANSWERS, ASSESSMENTS, SEALS = table_of(AnswerRow), table_of(Assessment), table_of(SealRow)
ORGANISATIONS = table_of(Organisation)
PARTS = [ANSWERS, table_of(AgreementRow), table_of(WorkshopRecordRow)]
MONTHS = 12


def delete_stale_drafts(session: Session, at: datetime) -> int:
    """Delete the drafts that are due at this moment, in every organisation, and return how many there were."""
    deleted = 0
    limits = select(ORGANISATIONS.c.id, ORGANISATIONS.c.retention_months).order_by(ORGANISATIONS.c.id)
    for organisation_id, months in session.execute(limits.where(ORGANISATIONS.c.retention_months > 0)).all():
        deleted += _delete(session, organisation_id, months, months_before(at, months))
    return deleted


def months_before(at: datetime, months: int) -> datetime:
    """Return the moment so many months before: the same day, or the last one of a shorter month."""
    year, month = divmod(at.year * MONTHS + at.month - 1 - months, MONTHS)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def _delete(session: Session, organisation_id: int, months: int, since: datetime) -> int:
    stale = _stale(since).where(ASSESSMENTS.c.organisation_id == organisation_id)
    # Locked in a first step: whoever was changing one of them meanwhile is then seen by the second.
    ids = list(session.scalars(stale.with_only_columns(ASSESSMENTS.c.id).with_for_update(of=ASSESSMENTS)))
    still = session.execute(stale.where(ASSESSMENTS.c.id.in_(ids))).all()
    gone = [row.id for row in still]
    for part in PARTS:
        session.execute(delete(part).where(part.c.assessment_id.in_(gone)))
    session.execute(delete(ASSESSMENTS).where(ASSESSMENTS.c.id.in_(gone)))
    for row in still:
        facts = {"held_on": row.held_on, "revision": row.revision, "unchanged_for_months": months}
        audit.record(session, audit.Actor("System", None, organisation_id), "cycle.deleted", row.title, facts)
    return len(gone)


def _stale(since: datetime) -> Select[tuple[int, str, object, int]]:
    """Return the drafts that were changed last before ``since``."""
    answered = select(ANSWERS.c.assessment_id).where(
        ANSWERS.c.assessment_id == ASSESSMENTS.c.id,
        (ANSWERS.c.changed_at >= since) | (ANSWERS.c.note_at >= since),
    )
    sealed = select(SEALS.c.assessment_id).where(SEALS.c.assessment_id == ASSESSMENTS.c.id)
    return (
        select(ASSESSMENTS.c.id, ASSESSMENTS.c.title, ASSESSMENTS.c.held_on, ASSESSMENTS.c.revision)
        .where(
            func.coalesce(ASSESSMENTS.c.changed_at, ASSESSMENTS.c.created_at) < since,
            ~answered.exists(),
            ~sealed.exists(),
        )
        .order_by(ASSESSMENTS.c.id)
    )
