"""Invitations: a link to an organisation, in a role, for one address. Looking at it does not use it up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.accounts import audit, links, people
from app.accounts.links import LINKS
from app.accounts.models import LinkRow, Membership, Organisation, Person, Purpose, Role
from app.accounts.organisations import lock_organisation
from app.accounts.service import MEMBERSHIPS, NAME_MAX, PEOPLE, Member
from app.accounts.sessions import SignedIn
from app.db.columns import get_by_id
from app.db.text import line_of_text
from app.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError

ACCOUNT_EXISTS = "There is an account with this address already. Sign in with it, then join."


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that nobody has accepted yet."""

    id: int
    email: str
    role: Role
    invited_by: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """What a link offers to whoever holds it."""

    organisation: str
    role: Role
    email: str
    invited_by: str
    has_account: bool  # whether somebody can sign in with that address already


@dataclass(frozen=True, slots=True)
class Joined:
    """Who joined which organisation."""

    person_id: int
    organisation_id: int
    email: str


def invite(session: Session, member: Member, email: str, role: Role) -> str:
    """Invite somebody and return the token of the link, which is shown once. An older link of theirs stops working.

    InvalidInputError when the address is none, ConflictError when its owner is a member already.
    """
    member.must_manage()
    email = people.email_of(email)
    if problem := people.email_problem(email):
        raise InvalidInputError("The invitation was not made.", {"email": problem})
    lock_organisation(session, member)
    if role_there := _role_of(session, member.organisation_id, email):
        raise ConflictError(f"{email} is a member already, as {role_there}. Change the role in the list of members.")
    links.revoke(session, Purpose.INVITATION, LINKS.c.organisation_id == member.organisation_id, LINKS.c.email == email)
    about = {"organisation_id": member.organisation_id, "role": role, "email": email, "created_by_id": member.person_id}
    token = links.create(session, Purpose.INVITATION, **about)
    audit.record(session, audit.Actor.of(member), "invitation.made", email, after={"role": role})
    return token


def list_invitations(session: Session, member: Member) -> list[Invitation]:
    """Return the invitations that are still open, the one that ends first before the others."""
    member.must_manage()
    open_ones = (
        select(LINKS.c.id, LINKS.c.email, LINKS.c.role, PEOPLE.c.name, LINKS.c.expires_at)
        .join_from(LINKS, PEOPLE, PEOPLE.c.id == LINKS.c.created_by_id)
        .where(*links.open_ones(Purpose.INVITATION), LINKS.c.organisation_id == member.organisation_id)
        .order_by(LINKS.c.expires_at, LINKS.c.id)
    )
    return [Invitation(*row) for row in session.execute(open_ones)]


def revoke(session: Session, member: Member, link_id: int) -> None:
    """Take an invitation back. ConflictError when it is open no longer, NotFoundError when it is not theirs."""
    member.must_manage()
    link = get_by_id(session, LinkRow, link_id)
    if link is None or link.organisation_id != member.organisation_id or link.purpose is not Purpose.INVITATION:
        raise NotFoundError
    if not links.revoke(session, Purpose.INVITATION, LINKS.c.id == link_id):
        raise ConflictError("This invitation was accepted, has expired or was taken back already.")
    audit.record(session, audit.Actor.of(member), "invitation.taken-back", link.email, before={"role": link.role})


def look_at(session: Session, token: str) -> Offer:
    """Return what an open link offers. NotFoundError when it is none, used, expired or taken back."""
    link = links.look_at(session, token, Purpose.INVITATION)
    assert link.role is not None
    assert link.created_by_id is not None
    return Offer(
        session.get_one(Organisation, link.organisation_id).name,
        link.role,
        link.email,
        people.get(session, link.created_by_id).name,
        people.find(session, link.email) is not None,
    )


def join(session: Session, signed_in: SignedIn, token: str) -> Joined:
    """Make somebody who is signed in the member that a link invites. ForbiddenError when it invites somebody else."""
    link = links.use(session, token, Purpose.INVITATION)
    if link.email != signed_in.email:
        raise ForbiddenError(f"This invitation is for {link.email}. Sign in with that address to join.")
    return _become_member(session, link, people.get(session, signed_in.person_id))


def join_anew(session: Session, token: str, name: str, password_hash: str) -> Joined:
    """Make somebody new a person and the member that a link invites.

    InvalidInputError when the name is unusable, ConflictError when there is a person with that address by now.
    """
    name = line_of_text(name)
    if problem := name_problem(name):
        raise InvalidInputError("You have not joined yet.", {"name": problem})
    link = links.use(session, token, Purpose.INVITATION)
    person = Person(name=name, email=link.email, password_hash=password_hash)
    try:
        session.add(person)
        session.flush()
    except IntegrityError as error:
        raise ConflictError(ACCOUNT_EXISTS) from error
    return _become_member(session, link, person)


def name_problem(name: str) -> str:
    """Return why a person can't be called this, empty when they can."""
    if not name:
        return "Enter your name, as colleagues know you."
    if len(name) > NAME_MAX:
        return f"Use at most {NAME_MAX} characters; this has {len(name)}."
    return ""


def _become_member(session: Session, link: LinkRow, person: Person) -> Joined:
    assert person.id is not None
    assert link.organisation_id is not None
    assert link.role is not None
    if role := _role_of(session, link.organisation_id, link.email):
        raise ConflictError(f"You are a member of this organisation already, as {role}.")
    session.add(Membership(person_id=person.id, organisation_id=link.organisation_id, role=link.role))
    session.flush()
    actor = audit.Actor(person.name, person.id, link.organisation_id)
    audit.record(session, actor, "invitation.accepted", link.email, after={"role": link.role})
    return Joined(person.id, link.organisation_id, link.email)


def _role_of(session: Session, organisation_id: int, email: str) -> Role | None:
    theirs = select(MEMBERSHIPS.c.role).join_from(MEMBERSHIPS, PEOPLE)
    return session.scalar(theirs.where(MEMBERSHIPS.c.organisation_id == organisation_id, PEOPLE.c.email == email))
