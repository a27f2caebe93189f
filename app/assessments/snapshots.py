"""Taking the snapshot of a cycle."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.service import Member
from app.assessments import sealing
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
    rows = session.scalars(select(AnswerRow).where(col(AnswerRow.assessment_id) == cycle.id))
    details = cycle.details
    return Snapshot(
        checklist=cycle.checklist,
        organisation=member.organisation,
        unit=details.unit,
        title=details.title,
        held_on=details.held_on,
        answers={CellId(row.element, row.group_key): _answer(row) for row in rows},
        out_of_scope=details.out_of_scope,
        scope_reason=details.scope_reason,
        revision=cycle.revision,
        revision_reason=cycle.revision_reason,
        copied_from=cycle.copied_from,
    )


def _answer(row: AnswerRow) -> Answer:
    return Answer(row.score, row.evidence, row.note, row.carried)


def _sealed_snapshot(session: Session, cycle: Cycle) -> Snapshot:
    columns = select(col(SealRow.content), col(SealRow.sha256))
    content, sha256 = session.execute(columns.where(col(SealRow.assessment_id) == cycle.id)).one()
    snapshot = sealing.from_json(content)
    if snapshot.seal is None or snapshot.seal.sha256 != sha256:
        raise ConflictError("This final cycle no longer matches its seal: it was changed outside KAM Maturity.")
    return snapshot
