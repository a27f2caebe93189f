"""What a company means to do about its scores, and what its steering committee said of them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from app.db.columns import StoredModel, enum_column, now


class Status(StrEnum):
    """How far an action has come."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


class Target(StoredModel, table=True):
    """The score that a cell should have by a date, or the points that a whole element should: then without a group."""

    __tablename__ = "targets"
    __table_args__ = (
        ForeignKeyConstraint(["unit_id", "organisation_id"], ["units.id", "units.organisation_id"]),
        UniqueConstraint("unit_id", "element", "group_key", "due_on"),
        Index("ix_targets_organisation_id_due_on", "organisation_id", "due_on"),
        CheckConstraint("score >= 0", name="score"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisations.id")
    unit_id: int
    element: str = Field(max_length=1)
    group_key: str = Field(default="", max_length=40)
    due_on: date
    score: int
    set_by_id: int = Field(foreign_key="people.id")
    set_at: datetime = Field(default_factory=now)


class Action(StoredModel, table=True):
    """Work on a cell, or on a whole element: then without a group. Its owner is a member, or somebody by name."""

    __tablename__ = "actions"
    __table_args__ = (
        ForeignKeyConstraint(["unit_id", "organisation_id"], ["units.id", "units.organisation_id"]),
        Index("ix_actions_organisation_id_unit_id", "organisation_id", "unit_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisations.id")
    unit_id: int
    element: str = Field(max_length=1)
    group_key: str = Field(default="", max_length=40)
    title: str = Field(max_length=120)
    seen_when_done: str = Field(default="", max_length=500)
    owner_id: int | None = Field(default=None, foreign_key="people.id")
    owner_name: str = Field(default="", max_length=120)
    starts_on: date | None = None
    due_on: date
    status: Status = Field(default=Status.PLANNED, sa_type=enum_column(Status))
    dropped_reason: str = Field(default="", max_length=500)
    done_on: date | None = None
    expected_score: int | None = None  # of the cell, or of the element in points
    version: int = Field(default=1)  # counts the edits: a stale one is refused
    created_by_id: int = Field(foreign_key="people.id")
    created_at: datetime = Field(default_factory=now)


class Review(StoredModel, table=True):
    """A meeting of the steering committee on one or more final cycles."""

    __tablename__ = "reviews"
    __table_args__ = (Index("ix_reviews_newest", "organisation_id", "held_on", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisations.id")
    held_on: date
    attended: str = Field(default="", sa_type=Text)
    decided: str = Field(default="", sa_type=Text)
    questions: str = Field(default="", sa_type=Text)
    next_on: date | None = None
    version: int = Field(default=1)  # counts the edits: a stale one is refused
    written_by_id: int = Field(foreign_key="people.id")
    written_at: datetime = Field(default_factory=now)
    changed_by_id: int | None = Field(default=None, foreign_key="people.id")  # who edited it last; None: nobody
    changed_at: datetime | None = None


class ReviewedCycle(StoredModel, table=True):
    """A cycle that a review looked at."""

    __tablename__ = "reviewed_cycles"

    review_id: int = Field(foreign_key="reviews.id", primary_key=True)
    assessment_id: int = Field(foreign_key="assessments.id", primary_key=True, index=True)


class DecidedAction(StoredModel, table=True):
    """An action that a review decided on."""

    __tablename__ = "decided_actions"

    review_id: int = Field(foreign_key="reviews.id", primary_key=True)
    action_id: int = Field(foreign_key="actions.id", primary_key=True, index=True)


class Comment(StoredModel, table=True):
    """What a member says of a final cycle. It stays as it was said."""

    __tablename__ = "comments"

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessments.id", index=True)
    written_by_id: int = Field(foreign_key="people.id")
    written_at: datetime = Field(default_factory=now)
    text: str = Field(sa_type=Text)
