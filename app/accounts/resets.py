"""Choosing a new password by a link, for those who know none."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlmodel import Session

from app.accounts import audit, links, people, sessions
from app.accounts.models import LinkRow, Membership, Organisation, Person, Purpose
from app.db.columns import now, table_of

LINKS, MEMBERSHIPS, ORGANISATIONS = table_of(LinkRow), table_of(Membership), table_of(Organisation)
# Nobody's mailbox is filled, and a link that was just sent works for a while.
SENT_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose password it is, and what others know of them."""

    person_id: int
    email: str
    words: tuple[str, ...]


def create(session: Session, person_id: int, created_by_id: int | None = None) -> str:
    """Return the token of a link to choose a password, and take back the person's older ones."""
    links.revoke(session, Purpose.RESET, LINKS.c.person_id == person_id)
    return links.create(session, Purpose.RESET, person_id=person_id, created_by_id=created_by_id)


def ask(session: Session, email: str) -> str | None:
    """Return the token of a link for the person with this address. None for nobody, or when one was just sent."""
    person = people.find(session, email)
    if person is None or person.id is None or _was_just_sent(session, person.id):
        return None
    token = create(session, person.id, created_by_id=person.id)
    audit.record(session, audit.Actor(person.name, person.id), "password.link-asked", people.email_of(email))
    return token


def owner(session: Session, token: str) -> Owner:
    """Return whose password a link lets choose, without using it. NotFoundError when it is no good, or no longer."""
    person_id = links.look_at(session, token, Purpose.RESET).person_id
    assert person_id is not None
    person = people.get(session, person_id)
    theirs = select(ORGANISATIONS.c.name).join(MEMBERSHIPS).where(MEMBERSHIPS.c.person_id == person_id)
    email = person.email or ""
    return Owner(person_id, email, (person.name, email, *session.scalars(theirs)))


def choose(session: Session, token: str, password_hash: str) -> Person:
    """Use a link to set a password, and end every sign-in of the person. A second factor stays. Errors as ``owner``."""
    person_id = links.use(session, token, Purpose.RESET).person_id
    assert person_id is not None
    person = people.get(session, person_id)
    person.password_hash = password_hash
    ended = sessions.end_all(session, person_id)
    actor = audit.Actor(person.name, person_id)
    audit.record(session, actor, "password.reset", person.email or "", after={"sign-ins ended": ended})
    return person


def _was_just_sent(session: Session, person_id: int) -> bool:
    lately = select(LINKS.c.id).where(
        LINKS.c.purpose == Purpose.RESET,
        LINKS.c.person_id == person_id,
        LINKS.c.created_by_id == person_id,
        LINKS.c.created_at > now() - SENT_EVERY,
        LINKS.c.used_at.is_(None),
    )
    return session.execute(lately.limit(1)).first() is not None
