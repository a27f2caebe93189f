"""Organisations, their units, the people who are members of them, and how people prove who they are."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from app.db.columns import StoredModel, enum_column, now


class Role(StrEnum):
    """What a member may do in one organisation."""

    DIRECTOR = "director"
    CONTRIBUTOR = "contributor"
    STEERING = "steering"


class Organisation(StoredModel, table=True):
    """The company whose key account management is assessed. Nothing crosses it."""

    __tablename__ = "organisations"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    accent: str = Field(default="", max_length=7)  # such as #0b5d73; empty: the product's own
    second_factor_required: bool = Field(default=False)
    retention_months: int = Field(default=0)  # drafts that nobody changed for so long are deleted; 0: never


class Logo(StoredModel, table=True):
    """An organisation's logo, as we encoded it anew."""

    __tablename__ = "logos"

    organisation_id: int = Field(foreign_key="organisations.id", primary_key=True)
    png: bytes = Field(sa_type=LargeBinary)
    sha256: str = Field(max_length=64)


class Unit(StoredModel, table=True):
    """A part of an organisation that is assessed by itself. An archived one takes no new cycles."""

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        UniqueConstraint("id", "organisation_id"),  # lets an assessment prove that its unit is its organisation's
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisations.id")
    name: str = Field(max_length=120)
    archived_at: datetime | None = None


class Person(StoredModel, table=True):
    """Somebody who uses the product. Without an e-mail address nobody can sign in as them."""

    __tablename__ = "people"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    email: str | None = Field(default=None, max_length=254, unique=True)  # as people.email_of returns it
    password_hash: str | None = Field(default=None, max_length=255)
    is_administrator: bool = Field(default=False)


class Membership(StoredModel, table=True):
    """A person's role in an organisation."""

    __tablename__ = "memberships"

    person_id: int = Field(foreign_key="people.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisations.id", primary_key=True, index=True)
    role: Role = Field(sa_type=enum_column(Role))


class SignInRow(StoredModel, table=True):
    """One browser in which a person is signed in. Only the hash of its token is stored."""

    __tablename__ = "sign_ins"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    started_at: datetime = Field(default_factory=now)
    seen_at: datetime = Field(default_factory=now)
    awaits_second_factor: bool = Field(default=False)  # then it is good for nothing but giving it
    browser: str = Field(default="", max_length=200)


class Purpose(StrEnum):
    """What a one-time link is for."""

    SET_UP = "set_up"
    INVITATION = "invitation"
    RESET = "reset"


class LinkRow(StoredModel, table=True):
    """A link that works once, for a while. Only the hash of its token is stored."""

    __tablename__ = "links"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    purpose: Purpose = Field(sa_type=enum_column(Purpose))
    organisation_id: int | None = Field(default=None, foreign_key="organisations.id", index=True)  # of an invitation
    role: Role | None = Field(default=None, sa_type=enum_column(Role))  # of an invitation
    email: str = Field(default="", max_length=254)  # of an invitation
    person_id: int | None = Field(default=None, foreign_key="people.id")  # whose password is reset
    created_by_id: int | None = Field(default=None, foreign_key="people.id")
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class SecondFactor(StoredModel, table=True):
    """The secret that a person's authenticator shares with us. It counts once a code from it was given."""

    __tablename__ = "second_factors"

    person_id: int = Field(foreign_key="people.id", primary_key=True)
    secret: str = Field(max_length=64)
    confirmed_at: datetime | None = None
    last_step: int = Field(default=0)  # the time step of the last code used: no code works twice


class RecoveryCode(StoredModel, table=True):
    """A code that stands in once for a lost authenticator. Only its hash is stored."""

    __tablename__ = "recovery_codes"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    code_hash: str = Field(max_length=64)
    used_at: datetime | None = None


class Identity(StoredModel, table=True):
    """A person as an OpenID provider knows them."""

    __tablename__ = "identities"

    issuer: str = Field(max_length=255, primary_key=True)
    subject: str = Field(max_length=255, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    linked_at: datetime = Field(default_factory=now)


class ProviderVisit(StoredModel, table=True):
    """Somebody who has left for the OpenID provider and is expected back."""

    __tablename__ = "provider_visits"

    token_hash: str = Field(max_length=64, primary_key=True)  # of the cookie of the browser that left
    state: str = Field(max_length=64)
    nonce: str = Field(max_length=64)
    verifier: str = Field(max_length=128)  # of PKCE
    next_path: str = Field(default="/", max_length=2000)
    expires_at: datetime


class Throttle(StoredModel, table=True):
    """How often something was tried in the current window of time, see throttling.py."""

    __tablename__ = "throttles"

    key: str = Field(max_length=80, primary_key=True)
    window_start: int = Field(index=True)  # in Unix seconds
    tries: int


class AuditEvent(StoredModel, table=True):
    """What somebody did. Triggers keep it from ever changing, and each row's hash covers the one before it."""

    __tablename__ = "audit_events"
    # The page of the trail reads an organisation's newest, or those of one person.
    __table_args__ = (Index(None, "organisation_id", "id"), Index(None, "organisation_id", "person_id", "id"))

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    organisation_id: int | None = Field(default=None, foreign_key="organisations.id")
    person_id: int | None = Field(default=None, foreign_key="people.id")
    person: str = Field(max_length=254)  # as they were called then
    action: str = Field(max_length=60)
    subject: str = Field(max_length=254)  # on what
    before: str = Field(default="", sa_type=Text)  # JSON, empty when there was nothing
    after: str = Field(default="", sa_type=Text)
    previous: str = Field(max_length=64)
    sha256: str = Field(max_length=64)


class AuditHead(StoredModel, table=True):
    """Where the audit trail ends: one row, so that a trail cut short is noticed."""

    __tablename__ = "audit_head"

    id: int | None = Field(default=None, primary_key=True)
    events: int
    sha256: str = Field(max_length=64)
