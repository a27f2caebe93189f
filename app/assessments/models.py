"""Assessments, the answers given in them, and the seal that ends one for good."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from app.assessments.snapshot import Carried, Evidence, what_became
from app.db.columns import StoredModel, enum_column, now


class Assessment(StoredModel, table=True):
    """One assessment of one unit (a *cycle* on the page). It is a draft until it has a Seal."""

    __tablename__ = "assessments"
    __table_args__ = (
        ForeignKeyConstraint(["unit_id", "organisation_id"], ["units.id", "units.organisation_id"]),
        UniqueConstraint("unit_id", "title", "revision"),
        Index("ix_assessments_newest", "organisation_id", "held_on", "id"),
        Index("ix_assessments_unit_id_held_on_id", "unit_id", "held_on", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisations.id")
    unit_id: int
    title: str = Field(max_length=80)
    held_on: date
    checklist_version: str = Field(max_length=40)
    checklist_language: str = Field(max_length=10)
    out_of_scope: str = Field(default="", max_length=9)  # letters of elements
    scope_reason: str = Field(default="", max_length=500)
    revision: int = Field(default=1)
    revision_reason: str = Field(default="", max_length=500)
    corrects_id: int | None = Field(default=None, foreign_key="assessments.id", unique=True)
    # The final cycle whose scores it started from; a correction keeps what its first revision had. No foreign key,
    # since SQLite names none that a table gets later; what is final is never deleted.
    copied_from_id: int | None = None
    # The workshop that is open on it; until that is closed it stays a draft.
    workshop_id: int | None = None
    version: int = Field(default=1)  # counts the edits of title, date, unit and scope: a stale one is refused
    created_at: datetime = Field(default_factory=now)
    # When title, date, unit or scope were edited last; None: never. An answer has its own.
    changed_at: datetime | None = Field(default=None, sa_column_kwargs={"onupdate": now})


class AnswerRow(StoredModel, table=True):
    """What was said of one cell. A choice carries the revision that its client gave it, see service.choose."""

    __tablename__ = "answers"
    __table_args__ = (CheckConstraint("score BETWEEN 0 AND 3", name="score"),)

    assessment_id: int = Field(foreign_key="assessments.id", primary_key=True)
    element: str = Field(max_length=1, primary_key=True)
    group_key: str = Field(max_length=40, primary_key=True)
    score: int | None = None
    score_revision: int = Field(default=0)
    score_client: str = Field(default="", max_length=40)
    evidence: Evidence | None = Field(default=None, sa_type=enum_column(Evidence))
    evidence_revision: int = Field(default=0)
    evidence_client: str = Field(default="", max_length=40)
    changed_at: datetime | None = None  # of score or evidence
    changed_by_id: int | None = Field(default=None, foreign_key="people.id")
    note: str = Field(default="", sa_type=Text)
    note_version: int = Field(default=0)  # counts the edits of the note: a stale one is refused
    note_at: datetime | None = None
    note_by_id: int | None = Field(default=None, foreign_key="people.id")
    # What the cell was started with, in a cycle that copied another; None: nothing was copied.
    carried_score: int | None = None
    carried_note: str | None = Field(default=None, sa_type=Text)
    # The revision at which carried_score was put back as if nobody had reviewed it. None: 0, with which it came.
    carried_revision: int | None = None

    @property
    def carried(self) -> Carried | None:
        """What became of the score that was copied."""
        return what_became(self.carried_score, self.score, self.score_revision, self.carried_revision)


class AgreementRow(StoredModel, table=True):
    """The score that a workshop agreed for a cell. It counts while it is the cell's score."""

    __tablename__ = "agreements"
    __table_args__ = (CheckConstraint("score BETWEEN 0 AND 3", name="score"),)

    assessment_id: int = Field(foreign_key="assessments.id", primary_key=True)
    element: str = Field(max_length=1, primary_key=True)
    group_key: str = Field(max_length=40, primary_key=True)
    score: int
    score_revision: int  # of the cell when this was its score: a higher one says that somebody chose since
    score_before: int | None = None
    revision_before: int
    held_on: date
    votes: int
    rationale: str = Field(default="", sa_type=Text)
    dissent: str = Field(default="", sa_type=Text)


class WorkshopRecordRow(StoredModel, table=True):
    """How a workshop on an assessment was held, see WorkshopRecord. Written when it is closed."""

    __tablename__ = "workshop_records"

    assessment_id: int = Field(foreign_key="assessments.id", primary_key=True)
    number: int = Field(primary_key=True)  # from 1 within the assessment
    held_on: date
    named: bool
    minimum: int
    elements: str = Field(max_length=9)  # their letters
    joined: dict[str, int] = Field(sa_type=JSON)
    answers: int
    agreed: int
    left_open: int
    rule: str = Field(sa_type=Text)


class SealRow(StoredModel, table=True):
    """The frozen snapshot of a finished assessment. Triggers keep it and what it covers from ever changing."""

    __tablename__ = "seals"

    assessment_id: int = Field(foreign_key="assessments.id", primary_key=True)
    sealed_at: datetime
    sealed_by_id: int = Field(foreign_key="people.id")
    sha256: str = Field(max_length=64)
    content: str = Field(sa_type=Text)  # canonical JSON, see sealing.py
