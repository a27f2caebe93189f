"""What a person changes about themselves."""

from sqlalchemy import update
from sqlmodel import Session

from app.accounts import audit, links, people, sessions
from app.accounts.models import Purpose
from app.accounts.service import NAME_MAX
from app.accounts.sessions import PEOPLE, SignedIn
from app.db.text import line_of_text
from app.errors import ConflictError, InvalidInputError


def rename(session: Session, signed_in: SignedIn, name: str) -> None:
    """Change what a person is called. InvalidInputError when that can't be a name."""
    name = line_of_text(name)
    if problem := name_problem(name):
        raise InvalidInputError("Your name was not changed.", {"name": problem})
    people.get(session, signed_in.person_id).name = name
    before, after = {"name": signed_in.person}, {"name": name}
    audit.record(session, audit.Actor.of(signed_in), "person.renamed", signed_in.email, before, after)


def name_problem(name: str) -> str:
    """Return why a person can't be called this, empty when they can."""
    if not name:
        return "Enter your name, as your colleagues know it."
    if len(name) > NAME_MAX:
        return f"Use at most {NAME_MAX} characters; this has {len(name)}."
    return ""


def change_password(session: Session, signed_in: SignedIn, stored: str | None, renewed: str) -> int:
    """Put one hash in the place of the other, and return how many other sign-ins that ended.

    Open links to choose a new password end as well. ConflictError when the password was changed meanwhile.
    """
    mine = update(PEOPLE).where(PEOPLE.c.id == signed_in.person_id, PEOPLE.c.password_hash == stored)
    if not session.execute(mine.values(password_hash=renewed).returning(PEOPLE.c.id)).all():
        raise ConflictError("Your password was changed elsewhere meanwhile, so nothing was changed here.")
    links.revoke(session, Purpose.RESET, links.LINKS.c.person_id == signed_in.person_id)
    ended = sessions.end_all(session, signed_in.person_id, but=signed_in.sign_in_id)
    audit.record(session, audit.Actor.of(signed_in), "password.changed", signed_in.email, after={"ended": ended})
    return ended
