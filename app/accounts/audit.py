"""The audit trail: who did what, when, on what, before and after. It only grows, and a changed row shows.

Each row's hash covers what it says and the hash of the row before it; one row besides holds where the trail ends.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, Row, bindparam, func, insert, select, update
from sqlmodel import Session

from app.accounts.models import AuditEvent, AuditHead
from app.accounts.service import Member
from app.accounts.sessions import SignedIn
from app.db.columns import insert_or_leave, now, table_of
from app.db.engine import reading, writing
from app.db.text import line_of_text

EVENTS, HEAD = table_of(AuditEvent), table_of(AuditHead)
HEAD_ID = 1
NAME_MAX = 254  # of a person and of a subject
REFUSED = "access.refused"
# Somebody who tries every address there is fills no disk.
REFUSALS_A_MINUTE = 10
Facts = Mapping[str, Any]

_LOCK_HEAD = select(HEAD.c.events, HEAD.c.sha256).where(HEAD.c.id == HEAD_ID).with_for_update()
_ADD_EVENT = insert(EVENTS)
_MOVE_HEAD = (
    update(HEAD)
    .where(HEAD.c.id == HEAD_ID)
    .values(events=bindparam("number", type_=HEAD.c.events.type), sha256=bindparam("hash", type_=HEAD.c.sha256.type))
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something, and in which organisation: None for what concerns the installation."""

    person: str
    person_id: int | None = None
    organisation_id: int | None = None

    @classmethod
    def of(cls, acting: Member | SignedIn) -> "Actor":
        """Return a member as acting in their organisation, and anybody else in the installation."""
        organisation_id = acting.organisation_id if isinstance(acting, Member) else None
        return cls(acting.person, acting.person_id, organisation_id)


SYSTEM = Actor("System")
COMMAND_LINE = Actor("Command line")


def record(
    session: Session, actor: Actor, action: str, subject: str, before: Facts | None = None, after: Facts | None = None
) -> None:
    """Add to the trail, in the transaction of what happened. ``before`` and ``after`` hold what changed, no secrets.

    A verb does this last: until the commit nobody else can add to the trail, and whoever then went on to change
    other rows could wait for somebody who waits for the trail.
    """
    head = _locked_head(session)
    row: dict[str, Any] = {
        "id": head.events + 1,
        "at": now(),
        "organisation_id": actor.organisation_id,
        "person_id": actor.person_id,
        "person": _line(actor.person),
        "action": action,
        "subject": _line(subject),
        "before": _written(before),
        "after": _written(after),
        "previous": head.sha256,
    }
    row["sha256"] = hash_of(row)
    session.execute(_ADD_EVENT, row)
    session.execute(_MOVE_HEAD, {"number": row["id"], "hash": row["sha256"]})


def record_alone(engine: Engine, actor: Actor, action: str, subject: str) -> None:
    """Add to the trail what changes nothing else, in a short transaction of its own."""
    with writing(engine) as session:
        record(session, actor, action, subject)
        session.commit()


def record_refusal(engine: Engine, actor: Actor, asked: str) -> None:
    """Add what a person was refused: the same at most once a minute, and no more than REFUSALS_A_MINUTE in all."""
    with reading(engine) as session:
        lately = session.execute(_refusals_of(actor)).scalars().all()
    if _line(asked) not in lately and len(lately) < REFUSALS_A_MINUTE:
        record_alone(engine, actor, REFUSED, asked)


def hash_of(row: Mapping[str, Any]) -> str:
    """Return the hash of an event: of all it says, its number and the hash before it included.

    It is taken of JSON with sorted names, in ASCII, and the moment in UTC, so that what either engine gives back has
    the hash of what it was given.
    """
    said = {name: value for name, value in row.items() if name != "sha256"}
    said["at"] = row["at"].astimezone(UTC).isoformat()
    return sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _locked_head(session: Session) -> Row[Any]:
    """Return where the trail ends, and keep others from adding to it until this transaction ends.

    A head that somebody took away is made anew from the number of events, without a hash: work goes on, and the
    trail shows for ever that the next event does not follow on the one before it.
    """
    head = session.execute(_LOCK_HEAD).first()
    if head is None:
        last = session.execute(select(func.coalesce(func.max(EVENTS.c.id), 0))).scalar_one()
        session.execute(insert_or_leave(session, HEAD).values(id=HEAD_ID, events=last, sha256=""))
        head = session.execute(_LOCK_HEAD).one()
    return head


def _refusals_of(actor: Actor) -> Any:  # noqa: ANN401 - a statement
    same = [EVENTS.c[name] == getattr(actor, name) for name in ("organisation_id", "person_id")]
    recent = EVENTS.c.at > now() - timedelta(minutes=1)
    return select(EVENTS.c.subject).where(*same, EVENTS.c.action == REFUSED, recent).limit(REFUSALS_A_MINUTE)


def _line(text: str) -> str:
    return line_of_text(text)[:NAME_MAX]


def _written(facts: Facts | None) -> str:
    return json.dumps(facts, default=str) if facts else ""
