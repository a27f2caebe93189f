"""Who is signed in: finding the person behind a token, starting and ending sign-ins.

A sign-in is a row, so that it can be listed and ended from elsewhere; see models.SignInRow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, Table, bindparam, delete, literal, select, update
from sqlmodel import Session, col

from app.accounts.models import Membership, Organisation, Person, Role, SecondFactor, SignInRow
from app.accounts.service import Member
from app.accounts.tokens import hash_of, new_token
from app.db.columns import now, table_of
from app.errors import ElsewhereError, NotFoundError, SignedOutError
from app.settings import Settings

BROWSER_MAX = 200
ID_DIGITS = 10
# How stale "last seen" may get: a row is not written for every page.
SEEN_EVERY = timedelta(minutes=5)
# For so long a sign-in waits for its second factor.
WAITS = timedelta(minutes=10)
SIGN_IN, GIVE_SECOND_FACTOR = "/sign-in", "/sign-in/second-factor"
CHOOSE, ADD_SECOND_FACTOR = "/organisations", "/profile/second-factor"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a sign-in lasts: without being used, and in any case."""

    idle: timedelta
    absolute: timedelta


def limits_of(settings: Settings) -> Limits:
    """Return the limits of this installation."""
    return Limits(timedelta(hours=settings.session_idle_hours), timedelta(days=settings.session_days))


@dataclass(frozen=True, slots=True)
class Place:
    """What an address says about whose organisation it is: the name of a parameter, and its value."""

    parameter: str = ""
    value: int = 0


@dataclass(frozen=True, slots=True)
class Belonging:
    """One of a person's memberships."""

    organisation_id: int
    organisation: str
    accent: str
    second_factor_required: bool
    role: Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who is signed in, with everything they belong to."""

    sign_in_id: int
    person_id: int
    person: str
    email: str
    is_administrator: bool
    has_second_factor: bool
    belongings: tuple[Belonging, ...]
    place: Place = Place()
    organisation_id: int | None = None  # that the place lies in; None: nowhere, or it names none
    unseen: bool = False  # whether "last seen" is due to be written

    def as_member(self) -> Member:
        """Return the person as the member of the organisation that the address lies in.

        NotFoundError when they do not belong to it. ElsewhereError when they must first choose an organisation, or
        add the second factor that theirs asks for.
        """
        belonging = self._belonging()
        if belonging.second_factor_required and not self.has_second_factor:
            raise ElsewhereError(f"{belonging.organisation} asks for a second factor.", ADD_SECOND_FACTOR)
        return Member(
            self.person_id,
            self.person,
            belonging.organisation_id,
            belonging.organisation,
            belonging.role,
            belonging.accent,
            is_administrator=self.is_administrator,
            organisations=len(self.belongings),
        )

    def as_member_if_any(self) -> Member | None:
        """Return the person as a member, for what every page shows of them: None when they must choose first."""
        try:
            return self.as_member()
        except (ElsewhereError, NotFoundError):
            return None

    def as_administrator(self) -> "Administrator":
        """Return the person as administrator of the installation. NotFoundError when they are not."""
        if not self.is_administrator:
            raise NotFoundError
        return Administrator(*(getattr(self, name) for name in self.__slots__))

    def _belonging(self) -> Belonging:
        if not self.place.parameter:
            if len(self.belongings) != 1:
                raise ElsewhereError("Choose the organisation.", CHOOSE)
            return self.belongings[0]
        for belonging in self.belongings:
            if belonging.organisation_id == self.organisation_id:
                return belonging
        raise NotFoundError


@dataclass(frozen=True, slots=True)
class Administrator(SignedIn):
    """Who looks after the installation: organisations, people, settings. The role shows nobody's scores."""


SIGN_INS, PEOPLE, MEMBERSHIPS = table_of(SignInRow), table_of(Person), table_of(Membership)
ORGANISATIONS, SECOND_FACTORS = table_of(Organisation), table_of(SecondFactor)
# The table of the things that an address may name, and whose organisation_id says where they belong.
_OWNERS: dict[str, Table] = {}


def own_by(parameter: str, table: Table) -> None:
    """Let the parameter of an address name a row of ``table``, which has an organisation_id."""
    _OWNERS[parameter] = table


def place_of(path: dict[str, Any], organisation: str) -> Place:
    """Return what the parameters of a path, or else the address's ``organisation``, say about the organisation."""
    for parameter, value in path.items():
        if parameter == "organisation_id" or parameter in _OWNERS:
            return Place(parameter, _number(str(value)))
    return Place("organisation_id", _number(organisation)) if organisation else Place()


def _number(value: str) -> int:
    """Return an id as the databases hold it. What can be none becomes 0, which nothing has."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < ID_DIGITS else 0


def find(session: Session, token: str, place: Place, limits: Limits) -> SignedIn:
    """Return who is signed in with this token. SignedOutError when nobody is, or no longer."""
    # Not by the session, which looks after objects: here are none, and this is asked at every request.
    rows = session.connection().execute(_query(place.parameter), {"token": hash_of(token), "place": place.value}).all()
    if not rows or not _lasts(rows[0].started_at, rows[0].seen_at, limits):
        raise SignedOutError
    first = rows[0]
    if first.awaits_second_factor:
        raise SignedOutError(GIVE_SECOND_FACTOR if _still_waits(first.started_at) else SIGN_IN)
    return SignedIn(
        first.id,
        first.person_id,
        first.person,
        first.email or "",
        first.is_administrator,
        first.confirmed_at is not None,
        tuple(Belonging(*row[9:14]) for row in rows if row.organisation_id is not None),
        place,
        first.located,
        unseen=now() - first.seen_at > SEEN_EVERY,
    )


@cache
def _query(parameter: str) -> Select[Any]:
    """Return the statement that finds a person by token, once for each thing that an address may name."""
    located: Any = literal(None, Integer) if not parameter else bindparam("place", type_=Integer)
    owner = _OWNERS.get(parameter)
    if owner is not None:
        located = select(owner.c.organisation_id).where(owner.c.id == bindparam("place")).scalar_subquery()
    return (
        select(
            SIGN_INS.c.id,
            SIGN_INS.c.started_at,
            SIGN_INS.c.seen_at,
            SIGN_INS.c.awaits_second_factor,
            SIGN_INS.c.person_id,
            PEOPLE.c.name.label("person"),
            PEOPLE.c.email,
            PEOPLE.c.is_administrator,
            SECOND_FACTORS.c.confirmed_at,
            MEMBERSHIPS.c.organisation_id,
            ORGANISATIONS.c.name.label("organisation"),
            ORGANISATIONS.c.accent,
            ORGANISATIONS.c.second_factor_required,
            MEMBERSHIPS.c.role,
        )
        .add_columns(located.label("located"))
        .join_from(SIGN_INS, PEOPLE)
        .outerjoin(MEMBERSHIPS, MEMBERSHIPS.c.person_id == PEOPLE.c.id)
        .outerjoin(ORGANISATIONS, ORGANISATIONS.c.id == MEMBERSHIPS.c.organisation_id)
        .outerjoin(SECOND_FACTORS, SECOND_FACTORS.c.person_id == PEOPLE.c.id)
        .where(SIGN_INS.c.token_hash == bindparam("token"))
        .order_by(ORGANISATIONS.c.name, ORGANISATIONS.c.id)
    )


def _lasts(started_at: datetime, seen_at: datetime, limits: Limits) -> bool:
    at = now()
    return at - seen_at <= limits.idle and at - started_at <= limits.absolute


def _still_waits(started_at: datetime) -> bool:
    return now() - started_at <= WAITS


def start(session: Session, person_id: int, browser: str = "", *, awaits_second_factor: bool = False) -> str:
    """Sign a person in, in one browser, and return its token."""
    token = new_token()
    row = SignInRow(token_hash=hash_of(token), person_id=person_id, browser=browser[:BROWSER_MAX])
    row.awaits_second_factor = awaits_second_factor
    session.add(row)
    session.flush()
    return token


def find_waiting(session: Session, token: str) -> SignInRow | None:
    """Return the sign-in with this token that still waits for its second factor."""
    waiting = select(SignInRow).where(col(SignInRow.token_hash) == hash_of(token), SIGN_INS.c.awaits_second_factor)
    row = session.scalars(waiting).first()
    return row if row is not None and _still_waits(row.started_at) else None


def renew(session: Session, sign_in_id: int) -> str:
    """Give a sign-in a fresh token, after its person has proved more, and return it."""
    token = new_token()
    row = session.get_one(SignInRow, sign_in_id)
    row.token_hash, row.awaits_second_factor = hash_of(token), False
    session.flush()
    return token


def seen(session: Session, sign_in_id: int) -> None:
    """Note that a sign-in was used just now."""
    session.execute(update(SIGN_INS).where(SIGN_INS.c.id == sign_in_id).values(seen_at=now()))


def end(session: Session, token: str) -> int | None:
    """End the sign-in with this token, and return the id of whom it was: None when there is none."""
    this = delete(SIGN_INS).where(SIGN_INS.c.token_hash == hash_of(token))
    return session.execute(this.returning(SIGN_INS.c.person_id)).scalar_one_or_none()


def end_one(session: Session, signed_in: SignedIn, sign_in_id: int) -> None:
    """End one of a person's own sign-ins. NotFoundError when it is not theirs."""
    own = delete(SIGN_INS).where(SIGN_INS.c.id == sign_in_id, SIGN_INS.c.person_id == signed_in.person_id)
    if not session.execute(own.returning(SIGN_INS.c.id)).all():
        raise NotFoundError


def end_all(session: Session, person_id: int, but: int | None = None) -> int:
    """End every sign-in of a person but one, and return how many there were."""
    others = delete(SIGN_INS).where(SIGN_INS.c.person_id == person_id)
    if but is not None:
        others = others.where(SIGN_INS.c.id != but)
    return len(session.execute(others.returning(SIGN_INS.c.id)).all())


def list_of(session: Session, person_id: int, limits: Limits) -> Sequence[SignInRow]:
    """Return a person's sign-ins that still last, the one used last first."""
    theirs = select(SignInRow).where(col(SignInRow.person_id) == person_id, ~SIGN_INS.c.awaits_second_factor)
    newest = theirs.order_by(col(SignInRow.seen_at).desc(), col(SignInRow.id).desc())
    return [row for row in session.scalars(newest) if _lasts(row.started_at, row.seen_at, limits)]
