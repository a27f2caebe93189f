"""People as an OpenID provider knows them: who may come in with what it says, and with which roles.

A person is known by issuer and subject, which never change; their e-mail address at the provider may.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.accounts import audit, people
from app.accounts.models import Identity, Membership, Organisation, Person, ProviderVisit, Role
from app.accounts.service import NAME_MAX
from app.accounts.tokens import hash_of, new_token
from app.db.columns import now, table_of
from app.db.text import line_of_text
from app.errors import AppError, ConflictError, InvalidInputError
from app.settings import GroupRole

VISIT = timedelta(minutes=10)
NEXT_MAX = 2000
REASON_MAX = 200
SUBJECT_MAX = 255
VISITS, ORGANISATIONS, MEMBERSHIPS = table_of(ProviderVisit), table_of(Organisation), table_of(Membership)
IDENTITIES = table_of(Identity)
PROVIDER = "Single sign-on"
NO_ACCESS = "You have no access here yet: ask a director for an invitation."
NOT_BELIEVED = (
    "What the sign-in service answered can’t be accepted. Try again. "
    "If it happens again, tell whoever looks after this installation."
)
DOWN = "The sign-in service does not answer at the moment. Try again in a few minutes."
LOST = "This sign-in took too long, was used already, or was begun in another browser. Start again."
NOT_ALLOWED = "The sign-in was cancelled, or is not allowed there."


class RefusedSignInError(AppError):
    """Somebody does not come in. ``message`` is for them, ``reason`` for the audit trail, as is ``subject``."""

    def __init__(self, reason: str, message: str = NOT_BELIEVED, status: int = 403, subject: str = PROVIDER) -> None:
        super().__init__(message)
        self.reason, self.status, self.subject = line_of_text(reason)[:REASON_MAX], status, subject


@dataclass(frozen=True, slots=True)
class Introduction:
    """Whom a provider has before it. ``email`` is one that it has verified, empty when there is none."""

    issuer: str
    subject: str
    name: str
    email: str
    groups: frozenset[str]


def new_visit(next_path: str) -> tuple[str, ProviderVisit]:
    """Return the token of a browser that leaves for the provider, and what is kept until it is back, not yet stored."""
    token = new_token()
    visit = ProviderVisit(
        token_hash=hash_of(token),
        state=new_token(),
        nonce=new_token(),
        verifier=new_token(),
        next_path=next_path if len(next_path) <= NEXT_MAX else "/",
        expires_at=now() + VISIT,
    )
    return token, visit


def leave(session: Session, visit: ProviderVisit) -> None:
    """Store a visit, and forget those who never came back."""
    session.execute(delete(VISITS).where(VISITS.c.expires_at <= now()))
    session.add(visit)


def come_back(session: Session, token: str, state: str) -> ProviderVisit | None:
    """Return the visit of a browser that is back, None when there is none with this state. It works once."""
    taken = delete(VISITS).where(VISITS.c.token_hash == hash_of(token)).returning(*VISITS.c)
    row = session.execute(taken).mappings().first()
    if row is None or row["expires_at"] <= now() or not compare_digest(row["state"].encode(), state.encode()):
        return None
    return ProviderVisit(**row)


def admit(session: Session, who: Introduction, mapped: Iterable[GroupRole]) -> Person:
    """Return the person whom the provider introduces, with the roles that their groups bring.

    Somebody unknown is the person with the address that the provider has verified, or else comes new with the
    membership that a group brings. RefusedSignInError when neither is so.
    """
    holder = _holder(session, who.email)
    roles = _roles(session, who.groups, mapped)
    identity = session.get(Identity, (who.issuer, who.subject))
    if identity:
        person = people.get(session, identity.person_id)
    elif holder:
        person = _link(session, who, _linkable(session, who, holder))
    elif roles:
        person = _link(session, who, _newcomer(session, who))
    else:
        raise _no_access(who, "nobody here has this identity, and no group of theirs brings membership")
    for organisation_id, role in roles.items():
        _give_role(session, person, organisation_id, role)
    return person


def link(session: Session, actor: audit.Actor, person: Person, issuer: str, subject: str) -> None:
    """Let a person in with this identity, and no longer with another of the same provider.

    InvalidInputError for no subject that a provider gives, ConflictError when it is somebody's already.
    """
    if not 0 < len(subject) <= SUBJECT_MAX or not subject.isprintable():
        raise InvalidInputError(f"A subject has 1 to {SUBJECT_MAX} characters, as the provider writes it in “sub”.")
    known = session.get(Identity, (issuer, subject))
    if known is not None:
        raise ConflictError(f"This identity is linked to {people.get(session, known.person_id).name} already.")
    assert person.id is not None
    theirs = select(Identity).where(col(Identity.person_id) == person.id, col(Identity.issuer) == issuer)
    before = [identity.subject for identity in session.scalars(theirs)]
    session.execute(delete(IDENTITIES).where(IDENTITIES.c.person_id == person.id, IDENTITIES.c.issuer == issuer))
    session.add(Identity(issuer=issuer, subject=subject, person_id=person.id))
    session.flush()
    was = {"provider": issuer, "subject": ", ".join(before)} if before else None
    facts = {"provider": issuer, "subject": subject}
    audit.record(session, actor, "identity.linked", person.email or person.name, was, facts)


def _holder(session: Session, email: str) -> Person | None:
    """Return who has this address, and let others with the same introduction wait until we are done."""
    if not email:
        return None
    return session.scalars(select(Person).where(col(Person.email) == email).with_for_update(key_share=True)).first()


def _roles(session: Session, groups: frozenset[str], mapped: Iterable[GroupRole]) -> dict[int, Role]:
    """Return the strongest role that the groups bring in each organisation that is there; others wait for it."""
    entries = [entry for entry in mapped if entry.group in groups]
    wanted = {entry.organisation_id: role for role in reversed(Role) for entry in entries if entry.role == role}
    there = select(ORGANISATIONS.c.id).where(ORGANISATIONS.c.id.in_(wanted)).order_by(ORGANISATIONS.c.id)
    return {number: wanted[number] for number in session.scalars(there.with_for_update(key_share=True))}


def _linkable(session: Session, who: Introduction, holder: Person) -> Person:
    """Return who has the address, unless it must not open what they have."""
    if holder.is_administrator:
        raise _no_access(who, f"an administrator is never linked by address; the subject is {who.subject}")
    same = select(Identity).where(col(Identity.person_id) == holder.id, col(Identity.issuer) == who.issuer)
    if session.scalars(same).first():  # a provider may give a former colleague's address to somebody new
        raise _no_access(who, "the person with this address is linked to another identity")
    return holder


def _newcomer(session: Session, who: Introduction) -> Person:
    person = Person(name=who.name[:NAME_MAX], email=who.email or None)
    session.add(person)
    session.flush()
    return person


def _link(session: Session, who: Introduction, person: Person) -> Person:
    assert person.id is not None
    session.add(Identity(issuer=who.issuer, subject=who.subject, person_id=person.id))
    facts = {"provider": who.issuer, "subject": who.subject}
    audit.record(session, audit.Actor(person.name, person.id), "identity.linked", person.name, after=facts)
    return person


def _give_role(session: Session, person: Person, organisation_id: int, role: Role) -> None:
    """Make a person a member, or keep their role in step. The last director of an organisation stays one."""
    assert person.id is not None
    actor = audit.Actor(PROVIDER, None, organisation_id)
    membership = session.get(Membership, (person.id, organisation_id))
    if membership is None:
        session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=role))
        audit.record(session, actor, "member.joined", person.name, after={"role": role})
    elif membership.role is not role and not _is_last_director(session, membership):
        audit.record(session, actor, "member.role-changed", person.name, {"role": membership.role}, {"role": role})
        membership.role = role


def _is_last_director(session: Session, membership: Membership) -> bool:
    directors = select(MEMBERSHIPS.c.person_id).where(
        MEMBERSHIPS.c.organisation_id == membership.organisation_id, MEMBERSHIPS.c.role == Role.DIRECTOR
    )
    return session.scalars(directors.with_for_update()).all() == [membership.person_id]


def _no_access(who: Introduction, reason: str) -> RefusedSignInError:
    return RefusedSignInError(reason, NO_ACCESS, subject=who.email or who.subject)
