"""What an administrator does for the whole installation, on its page or on the command line. It shows nobody's scores.

Each verb takes who is acting second, for the audit trail; that they may is for the caller to know.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlmodel import Session

from app.accounts import audit, links, people, resets, sessions
from app.accounts.models import (
    AuditEvent,
    Membership,
    Organisation,
    Person,
    Purpose,
    RecoveryCode,
    Role,
    SecondFactor,
    Unit,
)
from app.accounts.service import WHOLE_COMPANY
from app.db.columns import get_by_id, table_of
from app.db.text import line_of_text
from app.errors import ConflictError, InvalidInputError, NotFoundError

EVENTS, MEMBERSHIPS, ORGANISATIONS = table_of(AuditEvent), table_of(Membership), table_of(Organisation)
PEOPLE, UNITS = table_of(Person), table_of(Unit)
NO_ADDRESS = "Nobody can sign in as {name}: there is no email address."
LAST_ADMINISTRATOR = "This is the last administrator who can sign in. Make somebody else an administrator first."


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation as the installation knows it: how many it has, not what they do."""

    id: int
    name: str
    members: int
    directors: int
    units: int


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as the installation knows them."""

    id: int
    name: str
    email: str
    is_administrator: bool
    belongs_to: tuple[tuple[str, Role], ...]
    signed_in_at: datetime | None  # last; None: never


def organisations(session: Session) -> list[OrganisationLine]:
    """Return every organisation, by name."""
    mine = MEMBERSHIPS.c.organisation_id == ORGANISATIONS.c.id
    lines = select(
        ORGANISATIONS.c.id,
        ORGANISATIONS.c.name,
        _count(mine),
        _count(mine, MEMBERSHIPS.c.role == Role.DIRECTOR),
        _count(UNITS.c.organisation_id == ORGANISATIONS.c.id, UNITS.c.archived_at.is_(None)),
    ).order_by(ORGANISATIONS.c.name, ORGANISATIONS.c.id)
    return [OrganisationLine(*row) for row in session.execute(lines)]


def _count(*where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).where(*where).correlate(ORGANISATIONS).scalar_subquery()


def everybody(session: Session) -> list[PersonLine]:
    """Return every person, by name."""
    belongs: defaultdict[int, list[tuple[str, Role]]] = defaultdict(list)
    theirs = select(MEMBERSHIPS.c.person_id, ORGANISATIONS.c.name, MEMBERSHIPS.c.role).join(ORGANISATIONS)
    for person_id, name, role in session.execute(theirs.order_by(ORGANISATIONS.c.name)):
        belongs[person_id].append((name, role))
    last = select(EVENTS.c.person_id, func.max(EVENTS.c.at)).where(EVENTS.c.action == "sign-in.started")
    signed_in = {row[0]: row[1] for row in session.execute(last.group_by(EVENTS.c.person_id))}
    lines = select(PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.email, PEOPLE.c.is_administrator)
    return [
        PersonLine(
            row.id, row.name, row.email or "", row.is_administrator, tuple(belongs[row.id]), signed_in.get(row.id)
        )
        for row in session.execute(lines.order_by(PEOPLE.c.name, PEOPLE.c.id))
    ]


def add_organisation(session: Session, actor: audit.Actor, name: str) -> int:
    """Create an organisation that nobody belongs to yet, and return its id. InvalidInputError when the name is bad."""
    name = line_of_text(name)
    if problem := people.name_problem(name, "Enter the name of the organisation."):
        raise InvalidInputError("The organisation was not created.", {"name": problem})
    organisation = Organisation(name=name)
    session.add(organisation)
    session.flush()
    assert organisation.id is not None
    session.add(Unit(organisation_id=organisation.id, name=WHOLE_COMPANY))
    audit.record(session, actor, "organisation.created", name)
    return organisation.id


def without_director(session: Session, organisation_id: int) -> str:
    """Return the name of an organisation that nobody directs. ConflictError when somebody does: they invite others."""
    organisation = get_by_id(session, Organisation, organisation_id)
    if organisation is None:
        raise NotFoundError
    directors = select(MEMBERSHIPS.c.person_id).where(
        MEMBERSHIPS.c.organisation_id == organisation_id, MEMBERSHIPS.c.role == Role.DIRECTOR
    )
    if session.execute(directors.limit(1)).first() is not None:
        raise ConflictError(f"{organisation.name} has a director, who invites others.")
    return organisation.name


def invite_director(session: Session, actor: audit.Actor, organisation_id: int, email: str) -> str:
    """Return the token of an invitation to direct an organisation. InvalidInputError when the address is bad."""
    email = people.email_of(email)
    if problem := people.email_problem(email):
        raise InvalidInputError(f"Nobody was invited. {problem}", {"email": problem})
    about = {"organisation_id": organisation_id, "role": Role.DIRECTOR, "email": email}
    token = links.create(session, Purpose.INVITATION, created_by_id=actor.person_id, **about)
    there = audit.Actor(actor.person, actor.person_id, organisation_id)
    audit.record(session, there, "invitation.made", email, after={"role": Role.DIRECTOR})
    return token


def change_administrator(session: Session, actor: audit.Actor, person_id: int, *, becomes: bool) -> None:
    """Make a person an administrator, or no longer. ConflictError for the last, or for who can't sign in."""
    # Whoever else does this waits here, so that two who take each other's role away leave one.
    able = select(PEOPLE.c.id).where(PEOPLE.c.is_administrator, PEOPLE.c.email.is_not(None))
    administrators = session.scalars(able.order_by(PEOPLE.c.id).with_for_update()).all()
    person = _with_address(session, person_id)
    if not becomes and set(administrators) <= {person_id}:
        raise ConflictError(LAST_ADMINISTRATOR)
    if person.is_administrator != becomes:
        person.is_administrator = becomes
        audit.record(session, actor, "administrator.added" if becomes else "administrator.removed", person.email or "")


def make_reset_link(session: Session, actor: audit.Actor, person_id: int) -> str:
    """Return the token of a link by which a person chooses a password. ConflictError for who can't sign in."""
    person = _with_address(session, person_id)
    token = resets.create(session, person_id, created_by_id=actor.person_id)
    audit.record(session, actor, "password.link-made", person.email or "")
    return token


def remove_second_factor(session: Session, actor: audit.Actor, person_id: int) -> None:
    """Let a person sign in without the authenticator that they lost."""
    person = _with_address(session, person_id)
    for table in (table_of(RecoveryCode), table_of(SecondFactor)):
        session.execute(delete(table).where(table.c.person_id == person_id))
    audit.record(session, actor, "second-factor.removed", person.email or "")


def sign_out(session: Session, actor: audit.Actor, person_id: int) -> int:
    """End every sign-in of a person, and return how many there were. ConflictError for who can't sign in."""
    person = _with_address(session, person_id)
    ended = sessions.end_all(session, person_id)
    audit.record(session, actor, "sign-in.ended", person.email or "", after={"ended": ended})
    return ended


def add_person(session: Session, actor: audit.Actor, email: str, name: str) -> int:
    """Create a person who belongs nowhere yet, and return their id. InvalidInputError when something is bad."""
    email = people.email_of(email)
    name = line_of_text(name) or email.partition("@")[0]
    problem = people.email_problem(email) or people.name_problem(name, "Enter a name.")
    if problem:
        raise InvalidInputError(problem)
    person = Person(name=name, email=email)
    session.add(person)
    session.flush()
    assert person.id is not None
    audit.record(session, actor, "person.created", email, after={"name": name})
    return person.id


def add_member(session: Session, actor: audit.Actor, person_id: int, organisation_id: int, role: Role) -> None:
    """Make a person a member. NotFoundError when there is no such organisation, ConflictError for a member."""
    organisation = get_by_id(session, Organisation, organisation_id)
    if organisation is None:
        raise NotFoundError(f"There is no organisation {organisation_id}. See: kam org list")
    if session.get(Membership, (person_id, organisation_id)) is not None:
        raise ConflictError(f"They are a member of {organisation.name} already. A director changes roles there.")
    session.add(Membership(person_id=person_id, organisation_id=organisation_id, role=role))
    session.flush()
    there = audit.Actor(actor.person, actor.person_id, organisation_id)
    audit.record(session, there, "member.added", people.get(session, person_id).email or "", after={"role": role})


def _with_address(session: Session, person_id: int) -> Person:
    person = get_by_id(session, Person, person_id)
    if person is None:
        raise NotFoundError
    if person.email is None:
        raise ConflictError(NO_ADDRESS.format(name=person.name))
    return person
