"""Links that work once, for a while: to set up the installation, to accept an invitation, to choose a new password.

Looking at what a link leads to does not use it up: mail programs and chat windows do that on their own.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlmodel import Session

from app.accounts.models import LinkRow, Purpose
from app.accounts.tokens import hash_of, new_token
from app.db.columns import now, table_of
from app.errors import NotFoundError

LIFETIMES = {
    Purpose.SET_UP: timedelta(minutes=60),
    Purpose.INVITATION: timedelta(hours=72),
    Purpose.RESET: timedelta(hours=1),
}
PATHS = {Purpose.SET_UP: "set-up", Purpose.INVITATION: "invitations", Purpose.RESET: "reset"}
LINKS = table_of(LinkRow)
GONE = "This link has been used, has expired or was taken back. Ask for a new one."


def create(session: Session, purpose: Purpose, **about: Any) -> str:  # noqa: ANN401 - the columns of the purpose
    """Store a link and return its token, which is shown once. ``about`` are the columns that its purpose needs."""
    token = new_token()
    session.add(LinkRow(token_hash=hash_of(token), purpose=purpose, expires_at=now() + LIFETIMES[purpose], **about))
    session.flush()
    return token


def address(base: str, purpose: Purpose, token: str) -> str:
    """Return the address that a link is passed on as. ``base`` is where people reach this installation."""
    return f"{base}/{PATHS[purpose]}/{token}"


def look_at(session: Session, token: str, purpose: Purpose) -> LinkRow:
    """Return an open link without using it. NotFoundError when it is none, used, expired or taken back."""
    row = session.scalars(select(LinkRow).where(LINKS.c.token_hash == hash_of(token), *open_ones(purpose))).first()
    if row is None:
        raise NotFoundError(GONE)
    return row


def use(session: Session, token: str, purpose: Purpose) -> LinkRow:
    """Use a link up and return it: of two who try at the same moment, one succeeds. NotFoundError as ``look_at``."""
    mine = update(LINKS).where(LINKS.c.token_hash == hash_of(token), *open_ones(purpose)).values(used_at=now())
    used = session.execute(mine.returning(LINKS.c.id)).first()
    if used is None:
        raise NotFoundError(GONE)
    return session.get_one(LinkRow, used.id, populate_existing=True)


def revoke(session: Session, purpose: Purpose, *which: ColumnElement[bool]) -> int:
    """Take back every open link of a purpose that ``which`` tells, and return how many there were."""
    taken = update(LINKS).where(*open_ones(purpose), *which).values(revoked_at=now())
    return len(session.execute(taken.returning(LINKS.c.id)).all())


def open_ones(purpose: Purpose) -> list[ColumnElement[bool]]:
    """Return the conditions that a link of this purpose still works."""
    return [
        LINKS.c.purpose == purpose,
        LINKS.c.used_at.is_(None),
        LINKS.c.revoked_at.is_(None),
        LINKS.c.expires_at > now(),
    ]
