"""People: finding them by address, and creating them."""

import re

from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.db.text import line_of_text

EMAIL_MAX, NAME_MAX = 254, 120
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|[^@\s]+@localhost")


def email_of(typed: str) -> str:
    """Return an e-mail address as it is stored and compared: trimmed and in small letters."""
    return line_of_text(typed).casefold()


def email_problem(email: str) -> str:
    """Return why this can't be an e-mail address, empty when it can."""
    if not _EMAIL.fullmatch(email):
        return "Enter an email address, such as name@example.com."
    if len(email) > EMAIL_MAX:
        return f"Use at most {EMAIL_MAX} characters; this has {len(email)}."
    return ""


def name_problem(name: str, ask: str) -> str:
    """Return why this can't be a name, empty when it can. ``ask`` is said when there is none."""
    if not name:
        return ask
    if len(name) > NAME_MAX:
        return f"Use at most {NAME_MAX} characters; this has {len(name)}."
    return ""


def find(session: Session, email: str) -> Person | None:
    """Return the person with this address."""
    return session.scalars(select(Person).where(col(Person.email) == email_of(email))).first()


def get(session: Session, person_id: int) -> Person:
    """Return a person who is known to be there."""
    return session.get_one(Person, person_id)
