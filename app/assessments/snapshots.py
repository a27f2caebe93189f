"""Taking the snapshot of a cycle."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments import sealing
from app.assessments.agreed import Agreements
from app.assessments.agreements import agreements_of, workshops_of
from app.assessments.cycle import Cycle
from app.assessments.models import AnswerRow, SealRow
from app.assessments.snapshot import Answer, Snapshot, what_became
from app.db.columns import table_of
from app.errors import ConflictError
from app.maturity.checklist import CellId

ANSWERS, SEALS = table_of(AnswerRow), table_of(SealRow)
# Statements are made once: putting one together takes longer than running it.
_ANSWERS = select(
    *(ANSWERS.c[name] for name in ("element", "group_key", "score", "evidence", "note")),
    *(ANSWERS.c[name] for name in ("carried_score", "score_revision", "carried_revision")),
).where(ANSWERS.c.assessment_id == bindparam("cycle"))
_SEALED = select(SEALS.c.content, SEALS.c.sha256).where(SEALS.c.assessment_id == bindparam("cycle"))


def take_snapshot(session: Session, member: Member, cycle: Cycle) -> Snapshot:
    """Return what a draft says now, or what a sealed one said when it was sealed.

    ConflictError when the sealed text no longer has its hash: somebody changed it behind the product's back.
    """
    if not cycle.is_draft:
        return _sealed_snapshot(session, cycle)
    rows = session.execute(_ANSWERS, {"cycle": cycle.id})
    agreed = agreements_of(session, cycle.id)
    details = cycle.details
    return Snapshot(
        checklist=cycle.checklist,
        organisation=member.organisation,
        unit=details.unit,
        title=details.title,
        held_on=details.held_on,
        answers=dict(_answer(agreed, *row) for row in rows),
        out_of_scope=details.out_of_scope,
        scope_reason=details.scope_reason,
        revision=cycle.revision,
        revision_reason=cycle.revision_reason,
        copied_from=cycle.copied_from,
        workshops=workshops_of(session, cycle.id),
    )


def _answer(agreed: Agreements, element: str, group: str, *said: Any) -> tuple[CellId, Answer]:  # noqa: ANN401 - a row's columns
    score, evidence, note, carried_score, *revisions = said
    cell = CellId(element, group)
    return cell, Answer(score, evidence, note, what_became(carried_score, score, *revisions), agreed.get(cell))


def _sealed_snapshot(session: Session, cycle: Cycle) -> Snapshot:
    content, sha256 = session.execute(_SEALED, {"cycle": cycle.id}).one()
    snapshot = sealing.from_json(content)
    if snapshot.seal is None or snapshot.seal.sha256 != sha256:
        raise ConflictError("This final cycle no longer matches its seal: it was changed outside KAM Maturity.")
    return snapshot
