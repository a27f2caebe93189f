"""A workshop on a draft: its room, who takes part, what they chose for each cell, and what the room settled on.

What a person chose can't be told from these tables: see docs/decisions/0010-ballots-are-locked.md.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, text
from sqlmodel import Field

from app.db.columns import StoredModel, enum_column, now

CODE_LENGTH = 8


class Phase(StrEnum):
    """How far a workshop is. ``CLOSING`` can still be taken back."""

    LOBBY = "lobby"
    VOTING = "voting"
    CLOSING = "closing"
    CLOSED = "closed"


class Pace(StrEnum):
    """Whether everybody answers the element that the facilitator leads to, or all elements in their own time."""

    TOGETHER = "together"
    OWN = "own"


class Workshop(StoredModel, table=True):
    """A live session on one draft. What opens its door, and the nonce of its key, go when it is closed."""

    __tablename__ = "workshops"
    __table_args__ = (
        Index(
            "ix_workshops_open",
            "assessment_id",
            unique=True,
            sqlite_where=text("phase <> 'closed'"),
            postgresql_where=text("phase <> 'closed'"),
        ),
        CheckConstraint("minimum >= 3", name="minimum"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    assessment_id: int = Field(foreign_key="assessments.id", ondelete="CASCADE", index=True)
    elements: str = Field(max_length=9)  # letters, in the order in which they are led
    pace: Pace = Field(default=Pace.TOGETHER, sa_type=enum_column(Pace))
    named: bool = Field(default=False)
    minimum: int = Field(default=5)  # answers below which nothing is shown
    expected: int | None = None  # how many people should come
    personal: bool = Field(default=False)  # people join by links of their own alone
    code: str | None = Field(default=None, max_length=CODE_LENGTH, unique=True)
    link_hash: str | None = Field(default=None, max_length=64, unique=True)
    nonce: str | None = Field(default=None, max_length=64)
    phase: Phase = Field(default=Phase.LOBBY, sa_type=enum_column(Phase))
    element: str | None = Field(default=None, max_length=1)  # that the facilitator leads to
    paused: bool = Field(default=False)
    locked: bool = Field(default=False)  # the door: nobody else may join
    ends_at: datetime | None = None  # of the visible timer
    closes_at: datetime | None = None  # until then closing can be taken back
    version: int = Field(default=1)  # counts what changes for everybody: what facilitators do, names that go
    settlements: int = Field(default=0)  # counts how often cells in agreement were settled at once
    opened_by_id: int = Field(foreign_key="people.id")
    opened_at: datetime = Field(default_factory=now)
    closed_at: datetime | None = None


class WorkshopCell(StoredModel, table=True):
    """One cell that the room looks at: its round, and what was settled on."""

    __tablename__ = "workshop_cells"
    __table_args__ = (CheckConstraint("agreed_score BETWEEN 0 AND 3", name="agreed_score"),)

    workshop_id: int = Field(foreign_key="workshops.id", ondelete="CASCADE", primary_key=True)
    element: str = Field(max_length=1, primary_key=True)
    group_key: str = Field(max_length=40, primary_key=True)
    round: int = Field(default=1)  # a cell that is voted on again keeps the ballots of earlier rounds
    revealed_at: datetime | None = None  # from then on its answers stay as they are
    hidden: bool = Field(default=False)  # revealed, but just now on no screen
    answers: int = Field(default=0)  # how many there were at the reveal, don't knows included
    agreed_score: int | None = None
    agreed_at: datetime | None = None
    left_open: bool = Field(default=False)  # looked at, and no score settled on
    rationale: str = Field(default="", sa_type=Text)
    dissent: str = Field(default="", sa_type=Text)
    settlement: int | None = None  # which settling at once it was part of
    version: int = Field(default=1)  # counts what was recorded: a stale edit is refused


class Participation(StoredModel, table=True):
    """Somebody who joined, known by a token on their device. Nothing says when, or who, unless votes are named."""

    __tablename__ = "participations"

    id: int | None = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshops.id", ondelete="CASCADE", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    group_key: str = Field(max_length=40)  # one of the five, or agreed.OTHER
    name: str = Field(default="", max_length=80)  # only where votes are named
    removed: bool = Field(default=False)  # by the facilitator: their answers don't count


class Ballot(StoredModel, table=True):
    """What one device chose for one cell in one round, locked with the key of the room."""

    __tablename__ = "ballots"
    __table_args__ = (
        Index("ix_ballots_cell", "workshop_id", "element", "group_key", "round", "answered"),
        {"sqlite_with_rowid": False},  # kept in the order of their random marks, not in that of their coming
    )

    workshop_id: int = Field(foreign_key="workshops.id", ondelete="CASCADE", primary_key=True)
    mark: str = Field(max_length=64, primary_key=True)  # a keyed hash of the device's token
    element: str = Field(max_length=1, primary_key=True)
    group_key: str = Field(max_length=40, primary_key=True)
    round: int = Field(primary_key=True)
    revision: int  # the device's own count, so that its last choice wins
    client: str = Field(max_length=40)  # which page of the device made it
    answered: bool  # whether anything is chosen
    locked: bytes = Field(sa_type=LargeBinary)


class Tally(StoredModel, table=True):
    """How often each stage was chosen for a revealed cell. Only what may be shown is here; see maturity.agreement."""

    __tablename__ = "tallies"

    workshop_id: int = Field(foreign_key="workshops.id", ondelete="CASCADE", primary_key=True)
    element: str = Field(max_length=1, primary_key=True)
    group_key: str = Field(max_length=40, primary_key=True)
    round: int = Field(primary_key=True)
    seen_by: str = Field(max_length=40, primary_key=True)  # a group, agreed.OTHER, "rest" of the groups, or "all"
    chose_0: int
    chose_1: int
    chose_2: int
    chose_3: int
    unknown: int  # said that they don't know


class PersonalLink(StoredModel, table=True):
    """A link by which one person joins, once."""

    __tablename__ = "personal_links"

    token_hash: str = Field(max_length=64, primary_key=True)
    workshop_id: int = Field(foreign_key="workshops.id", ondelete="CASCADE", index=True)
    used: bool = Field(default=False)


class WorkshopPulse(StoredModel, table=True):
    """How often a workshop changed, for whoever watches it: by what facilitators did, by people joining and voting."""

    __tablename__ = "workshop_pulses"

    workshop_id: int = Field(foreign_key="workshops.id", ondelete="CASCADE", primary_key=True)
    state: int = Field(default=0)
    tally: int = Field(default=0)
