"""Stand-in until the real one is merged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.accounts.service import Member
from app.assessments import answering
from app.assessments.snapshot import Answer
from app.maturity.checklist import CellId


@dataclass(frozen=True, slots=True)
class Agreement:
    score: int
    held_on: date
    votes: int
    rationale: str = ""
    dissent: str = ""


@dataclass(frozen=True, slots=True)
class WorkshopRecord:
    held_on: date
    named: bool
    minimum: int
    elements: tuple[str, ...]
    joined: Mapping[str, int]
    answers: int
    agreed: int
    left_open: int


def agree(session: Session, member: Member, assessment_id: int, cell: CellId, agreement: Agreement) -> None:
    answering.fill(session, member, assessment_id, {cell: Answer(agreement.score)})


def withdraw(session: Session, member: Member, assessment_id: int, cell: CellId) -> None:
    answering.fill(session, member, assessment_id, {cell: Answer(None)})


def record_workshop(session: Session, member: Member, assessment_id: int, record: WorkshopRecord) -> None:
    pass
