"""Whether the audit trail is what was written: walks it from its first event to its head."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from app.accounts.audit import EVENTS, HEAD, HEAD_ID, hash_of

BATCH = 1000


class BrokenTrailError(Exception):
    """The trail is not what was written. The message names the first fault in plain words."""


def check(session: Session) -> tuple[int, str]:
    """Return how many events there are and the hash of the last. BrokenTrailError when one is not as it was written.

    The session must see one moment of the database, see engine.steady.
    """
    number, last = 0, ""
    for row in _rows(session):
        number += 1
        _check_number(row.id, number)
        if hash_of(row._asdict()) != row.sha256:
            raise BrokenTrailError(f"Event {number} was changed.")
        if row.previous != last:
            raise BrokenTrailError(_unfollowed(number))
        last = row.sha256
    _check_head(session, number, last)
    return number, last


def _rows(session: Session) -> Iterator[Row[Any]]:
    rows = session.execute(select(EVENTS).order_by(EVENTS.c.id).limit(BATCH)).all()
    while rows:
        yield from rows
        rows = session.execute(select(EVENTS).where(EVENTS.c.id > rows[-1].id).order_by(EVENTS.c.id).limit(BATCH)).all()


def _check_number(found: int, expected: int) -> None:
    if found > expected:
        raise BrokenTrailError(f"Event {expected} is missing.")
    if found < expected:
        raise BrokenTrailError(f"Event {found} was put in from outside.")


def _unfollowed(number: int) -> str:
    if number == 1:
        return "Event 1 follows on an event that is missing."
    return f"Event {number} does not follow on event {number - 1}: one of the two was exchanged, or the head was lost."


def _check_head(session: Session, number: int, last: str) -> None:
    head = session.execute(select(HEAD.c.events, HEAD.c.sha256).where(HEAD.c.id == HEAD_ID)).first()
    if head is None:
        if number:
            raise BrokenTrailError(f"The head is missing, which says that the trail ends with event {number}.")
        return
    if head.events > number:
        raise BrokenTrailError(f"Event {number + 1} is missing: the trail had {head.events}.")
    if head.events < number:
        raise BrokenTrailError(f"Event {head.events + 1} was put in from outside.")
    if head.sha256 != last:
        raise BrokenTrailError(f"The head does not have the hash of event {number}: one of the two was changed.")
