"""Taking the snapshot of a cycle."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.service import Member
from app.assessments import sealing
from app.assessments.agreed import Agreement
from app.assessments.agreements import agreements_of, workshops_of
from app.assessments.cycle import Cycle
from app.assessments.models import AnswerRow, SealRow
from app.assessments.snapshot import Answer, Snapshot
from app.errors import ConflictError
from app.maturity.checklist import CellId


def take_snapshot(session: Session, member: Member, cycle: Cycle) -> Snapshot:
    """Return what a draft says now, or what a sealed one said when it was sealed.

    ConflictError when the sealed text no longer has its hash: somebody changed it behind the product's back.
    """
    if not cycle.is_draft:
        return _sealed_snapshot(session, cycle)
    stored = session.scalars(select(AnswerRow).where(col(AnswerRow.assessment_id) == cycle.id))
    rows = {CellId(row.element, row.group_key): row for row in stored}
    agreed = agreements_of(session, cycle.id)
    details = cycle.details
    return Snapshot(
        checklist=cycle.checklist,
        organisation=member.organisation,
        unit=details.unit,
        title=details.title,
        held_on=details.held_on,
        answers={cell: _answer(row, agreed.get(cell)) for cell, row in rows.items()},
        out_of_scope=details.out_of_scope,
        scope_reason=details.scope_reason,
        revision=cycle.revision,
        revision_reason=cycle.revision_reason,
        copied_from=cycle.copied_from,
        workshops=workshops_of(session, cycle.id),
    )


def _answer(row: AnswerRow, agreed: Agreement | None) -> Answer:
    return Answer(row.score, row.evidence, row.note, row.carried, agreed)


def _sealed_snapshot(session: Session, cycle: Cycle) -> Snapshot:
    columns = select(col(SealRow.content), col(SealRow.sha256))
    content, sha256 = session.execute(columns.where(col(SealRow.assessment_id) == cycle.id)).one()
    snapshot = sealing.from_json(content)
    if snapshot.seal is None or snapshot.seal.sha256 != sha256:
        raise ConflictError("This final cycle no longer matches its seal: it was changed outside KAM Maturity.")
    return snapshot
