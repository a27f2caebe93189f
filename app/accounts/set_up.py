"""The first administrator of an installation, who also directs its first organisation.

An organisation from before there were accounts is taken over together with its director: what they did stays theirs.
"""

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.accounts import audit, links, passwords, people
from app.accounts.models import Organisation, Person, Purpose
from app.accounts.service import Member, create_organisation, get_first_director
from app.db.columns import table_of
from app.db.text import line_of_text
from app.errors import ConflictError, InvalidInputError, NotFoundError

PEOPLE, ORGANISATIONS = table_of(Person), table_of(Organisation)
DONE = "This installation is set up already. To let somebody in again, run: kam user reset EMAIL"
TAKEN = "Somebody with this address is here already. Use another one."


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the first administrator enters."""

    organisation: str
    name: str
    email: str
    password: str


def checked(chosen: Chosen) -> Chosen:
    """Return what was entered as it is stored. InvalidInputError when something can't be used."""
    organisation, name = line_of_text(chosen.organisation), line_of_text(chosen.name)
    email = people.email_of(chosen.email)
    problems = {
        "organisation": people.name_problem(organisation, "Enter the name of the organisation."),
        "name": people.name_problem(name, "Enter your name."),
        "email": people.email_problem(email),
        "password": passwords.problem(chosen.password, (organisation, name, email)),
    }
    if fields := {field: problem for field, problem in problems.items() if problem}:
        raise InvalidInputError("Check what is marked, and enter the password again.", fields)
    return Chosen(organisation, name, email, chosen.password)


def is_done(session: Session) -> bool:
    """Whether there is an administrator who can sign in."""
    return _administrators(session)


def start(session: Session) -> str:
    """Return the token of a link to set this installation up, and take back older ones. ConflictError when it is."""
    if is_done(session):
        raise ConflictError(DONE)
    links.revoke(session, Purpose.SET_UP)
    return links.create(session, Purpose.SET_UP)


def look_at(session: Session, token: str) -> Member | None:
    """Return the director to take over, if there is one. NotFoundError when the link is no good, or no longer."""
    links.look_at(session, token, Purpose.SET_UP)
    if is_done(session):
        raise NotFoundError(links.GONE)
    return local_director(session)


def local_director(session: Session) -> Member | None:
    """Return the director of the first organisation while nobody can sign in as them."""
    first = get_first_director(session)
    return first if first and people.get(session, first.person_id).email is None else None


def finish(session: Session, chosen: Chosen, password_hash: str, token: str | None = None) -> Member:
    """Make the first administrator and director, by a link or without, and return them.

    NotFoundError when the link is no good, or somebody else was first. InvalidInputError when the address is taken.
    """
    if token is not None:
        links.use(session, token, Purpose.SET_UP)
    if is_done(session):
        raise NotFoundError(links.GONE)
    member = local_director(session) or create_organisation(session, chosen.organisation, chosen.name)
    _let_in(session, member.person_id, chosen, password_hash)
    named = update(ORGANISATIONS).where(ORGANISATIONS.c.id == member.organisation_id)
    session.execute(named.values(name=chosen.organisation))
    links.revoke(session, Purpose.SET_UP)
    actor = audit.Actor(chosen.name, member.person_id, member.organisation_id)
    audit.record(session, actor, "installation.set-up", chosen.email, after={"organisation": chosen.organisation})
    # The trail lets one write at a time: of two at the same moment, the second sees here what the first did.
    if _administrators(session, PEOPLE.c.id != member.person_id):
        raise NotFoundError(links.GONE)
    return replace(member, person=chosen.name, organisation=chosen.organisation, is_administrator=True)


def _let_in(session: Session, person_id: int, chosen: Chosen, password_hash: str) -> None:
    nobodys = update(PEOPLE).where(PEOPLE.c.id == person_id, PEOPLE.c.email.is_(None))
    values = {"name": chosen.name, "email": chosen.email, "password_hash": password_hash, "is_administrator": True}
    try:
        made = session.execute(nobodys.values(values).returning(PEOPLE.c.id)).all()
    except IntegrityError as error:
        raise InvalidInputError("Use another address, and enter the password again.", {"email": TAKEN}) from error
    if not made:
        raise NotFoundError(links.GONE)


def _administrators(session: Session, *which: ColumnElement[bool]) -> bool:
    able = select(PEOPLE.c.id).where(PEOPLE.c.is_administrator, PEOPLE.c.email.is_not(None), *which)
    return session.execute(able.limit(1)).first() is not None
