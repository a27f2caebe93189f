"""The audit trail: who did what, when, on what, before and after. It only grows, and a changed row shows.

Each row's hash covers what it says and the hash of the row before it; one row besides holds where the trail ends.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlmodel import Session

from app.accounts.models import AuditEvent, AuditHead
from app.accounts.service import Member
from app.accounts.sessions import SignedIn
from app.db.columns import insert_or_leave, now, table_of

EVENTS, HEAD = table_of(AuditEvent), table_of(AuditHead)
HEAD_ID = 1
SUBJECT_MAX = 254
Facts = Mapping[str, Any]


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
    """Add to the trail, in the transaction of what happened. ``before`` and ``after`` hold what changed, no secrets."""
    head = _locked_head(session)
    number = head.events + 1
    row: dict[str, Any] = {
        "id": number,
        "at": now(),
        "organisation_id": actor.organisation_id,
        "person_id": actor.person_id,
        "person": actor.person,
        "action": action,
        "subject": subject[:SUBJECT_MAX],
        "before": _written(before),
        "after": _written(after),
        "previous": head.sha256,
    }
    row["sha256"] = hash_of(row)
    session.execute(insert(EVENTS).values(row))
    session.execute(update(HEAD).where(HEAD.c.id == HEAD_ID).values(events=number, sha256=row["sha256"]))


def hash_of(row: Mapping[str, Any]) -> str:
    """Return the hash of an event: of all it says, its number and the hash before it included."""
    said = [value.isoformat() if name == "at" else value for name, value in row.items() if name != "sha256"]
    return sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _locked_head(session: Session) -> Row[Any]:
    """Return where the trail ends, and keep others from adding to it until this transaction ends."""
    session.execute(insert_or_leave(session, HEAD).values(id=HEAD_ID, events=0, sha256=""))
    return session.execute(select(HEAD.c.events, HEAD.c.sha256).where(HEAD.c.id == HEAD_ID).with_for_update()).one()


def _written(facts: Facts | None) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str) if facts else ""
