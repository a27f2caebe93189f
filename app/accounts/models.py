"""Organisations, their units, and the people who are members of them."""

from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db.columns import enum_column


class Role(StrEnum):
    """What a member may do in one organisation."""

    DIRECTOR = "director"
    CONTRIBUTOR = "contributor"
    STEERING = "steering"


class Organisation(SQLModel, table=True):
    """The company whose key account management is assessed. Nothing crosses it."""

    __tablename__ = "organisations"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)


class Unit(SQLModel, table=True):
    """A part of an organisation that is assessed by itself."""

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        UniqueConstraint("id", "organisation_id"),  # lets an assessment prove that its unit is its organisation's
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisations.id")
    name: str = Field(max_length=120)


class Person(SQLModel, table=True):
    """Somebody who uses the product."""

    __tablename__ = "people"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)


class Membership(SQLModel, table=True):
    """A person's role in an organisation."""

    __tablename__ = "memberships"

    person_id: int = Field(foreign_key="people.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisations.id", primary_key=True, index=True)
    role: Role = Field(sa_type=enum_column(Role))
