"""Putting what a workshop agreed into a draft: the score as a choice like any other, and where it comes from beside it.

What was agreed counts while the cell has that score. Every verb takes the acting member, who must be a director.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, update
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments.agreed import OTHER, REMARK_MAX, Agreement, WorkshopRecord
from app.assessments.agreements import workshops_of
from app.assessments.answering import draft_with, store_choice
from app.assessments.answers import ANSWERS, OF_CELL, Choice
from app.assessments.cycle import Cycle
from app.assessments.models import AgreementRow, WorkshopRecordRow
from app.assessments.service import lock_cycle
from app.assessments.snapshot import Carried, what_became
from app.db.text import text
from app.errors import InvalidInputError, NotFoundError
from app.maturity.checklist import CellId

Key = tuple[int, str, str]


def agree(session: Session, member: Member, assessment_id: int, cell: CellId, agreement: Agreement) -> None:
    """Make the agreed score the cell's, and keep why. An earlier agreement on the cell gives way.

    NotFoundError for a cell that is not in scope, ConflictError when the cycle is final, InvalidInputError for a
    score that is none, or a rationale or dissent that is too long.
    """
    cycle = _locked_draft(session, member, assessment_id, cell)
    agreement = _checked(cycle, agreement)
    key = (assessment_id, *cell)
    stored = _answer(session, key)
    score_before, revision_before = (stored.score, stored.score_revision) if stored else (None, 0)
    last = session.get(AgreementRow, key)
    revision = revision_before + 1
    if last and last.score_revision == revision_before:  # nobody chose since: what was before that, is before this
        score_before, revision_before = last.score_before, last.revision_before
    store_choice(session, member, cycle, cell, Choice("score", agreement.score, revision))
    session.merge(
        AgreementRow(
            assessment_id=assessment_id,
            element=cell.element,
            group_key=cell.group,
            score=agreement.score,
            score_revision=revision,
            score_before=score_before,
            revision_before=revision_before,
            held_on=agreement.held_on,
            votes=agreement.votes,
            rationale=agreement.rationale,
            dissent=agreement.dissent,
        )
    )
    session.flush()


def withdraw(session: Session, member: Member, assessment_id: int, cell: CellId) -> bool:
    """Forget what was agreed for a cell, and put back the score that was there before; return whether it was.

    It is not when somebody chose a score since, which stays. NotFoundError when nothing was agreed, else as agree.
    """
    cycle = _locked_draft(session, member, assessment_id, cell)
    key = (assessment_id, *cell)
    agreed = session.get(AgreementRow, key)
    if agreed is None:
        raise NotFoundError("Nothing was agreed for this cell.")
    session.delete(agreed)
    session.flush()
    stored = _answer(session, key)
    if stored is None or stored.score_revision != agreed.score_revision:
        return False
    revision = stored.score_revision + 1
    store_choice(session, member, cycle, cell, Choice("score", agreed.score_before, revision))
    carried = what_became(stored.carried_score, agreed.score_before, agreed.revision_before, stored.carried_revision)
    if carried is Carried.OVER:
        _leave_unreviewed(session, key, revision)
    return True


def record_workshop(session: Session, member: Member, assessment_id: int, record: WorkshopRecord) -> None:
    """Keep how a workshop was held. NotFoundError or ConflictError as agree; ValueError for what no workshop can be."""
    member.must_manage()
    cycle = lock_cycle(session, member, assessment_id)
    cycle.must_be_draft()
    _must_be_possible(cycle, record)
    session.add(
        WorkshopRecordRow(
            assessment_id=assessment_id,
            number=len(workshops_of(session, assessment_id)) + 1,
            held_on=record.held_on,
            named=record.named,
            minimum=record.minimum,
            elements="".join(record.elements),
            joined=dict(record.joined),
            answers=record.answers,
            agreed=record.agreed,
            left_open=record.left_open,
            rule=record.rule,
        )
    )
    session.flush()


def _locked_draft(session: Session, member: Member, assessment_id: int, cell: CellId) -> Cycle:
    member.must_manage()
    return draft_with(session, member, assessment_id, cell, lock_cycle(session, member, assessment_id))


def _answer(session: Session, key: Key) -> Row[Any] | None:
    return session.execute(OF_CELL, dict(zip(("cycle", "element", "group"), key, strict=True))).first()


def _checked(cycle: Cycle, agreement: Agreement) -> Agreement:
    top = cycle.checklist.top_stage
    if not 0 <= agreement.score <= top:
        message = f"Choose a score from 0 to {top}."
        raise InvalidInputError(message, {"score": message})
    agreement = replace(agreement, rationale=text(agreement.rationale), dissent=text(agreement.dissent))
    for name, remark in (("rationale", agreement.rationale), ("dissent", agreement.dissent)):
        if len(remark) > REMARK_MAX:
            message = f"This has {len(remark)} characters; at most {REMARK_MAX} are kept. Shorten it."
            raise InvalidInputError(message, {name: message})
    return agreement


def _leave_unreviewed(session: Session, key: Key, revision: int) -> None:
    """Say of a copied score that was put back that nobody reviewed it: that was so before the agreement, too."""
    places = zip((ANSWERS.c.assessment_id, ANSWERS.c.element, ANSWERS.c.group_key), key, strict=True)
    statement = update(ANSWERS).where(*(column == value for column, value in places))
    session.execute(statement.values(carried_revision=revision))


def _must_be_possible(cycle: Cycle, record: WorkshopRecord) -> None:
    checklist = cycle.checklist
    letters = {element.letter for element in checklist.elements}
    if not set(record.elements) <= letters or len(set(record.elements)) < len(record.elements):
        raise ValueError(f"{record.elements} are not elements of the checklist")
    if not set(record.joined) <= {OTHER, *(group.key for group in checklist.groups)}:
        raise ValueError(f"{set(record.joined)} are not groups of the checklist")
    numbers = [record.answers, record.agreed, record.left_open, *record.joined.values()]
    if min(numbers) < 0:
        raise ValueError(f"there is less than nothing among {numbers}")
