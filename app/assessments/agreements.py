"""Agreed scores and workshops as they are stored, of a cycle that the caller has looked up for a member."""

from sqlalchemy import bindparam, select
from sqlmodel import Session

from app.assessments.agreed import Agreement, WorkshopRecord
from app.assessments.models import AgreementRow, WorkshopRecordRow
from app.db.columns import table_of
from app.maturity.checklist import CellId

AGREEMENTS, RECORDS = table_of(AgreementRow), table_of(WorkshopRecordRow)
_AGREED = select(AGREEMENTS).where(AGREEMENTS.c.assessment_id == bindparam("cycle"))
_HELD = (
    select(RECORDS).where(RECORDS.c.assessment_id == bindparam("cycle")).order_by(RECORDS.c.held_on, RECORDS.c.number)
)


def agreements_of(session: Session, assessment_id: int) -> dict[CellId, Agreement]:
    """Return what was agreed for cells, be they in scope or not."""
    return {
        CellId(row.element, row.group_key): Agreement(row.score, row.held_on, row.votes, row.rationale, row.dissent)
        for row in session.execute(_AGREED, {"cycle": assessment_id})
    }


def workshops_of(session: Session, assessment_id: int) -> tuple[WorkshopRecord, ...]:
    """Return how the workshops were held, by date."""
    return tuple(
        WorkshopRecord(
            held_on=row.held_on,
            named=row.named,
            minimum=row.minimum,
            elements=tuple(row.elements),
            joined=row.joined,
            answers=row.answers,
            agreed=row.agreed,
            left_open=row.left_open,
            rule=row.rule,
        )
        for row in session.execute(_HELD, {"cycle": assessment_id})
    )
