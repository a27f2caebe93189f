"""What the audit trail says, as tests compare it."""

import json
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.accounts.models import AuditEvent

Entry = tuple[str, str, str, Any, Any]


def trail(session: Session) -> list[Entry]:
    """Return person, action, subject, before and after of every event, oldest first."""
    events = session.exec(select(AuditEvent).order_by(col(AuditEvent.id))).all()
    return [(one.person, one.action, one.subject, _read(one.before), _read(one.after)) for one in events]


def _read(facts: str) -> Any:
    return json.loads(facts) if facts else None


def acts(engine: Engine) -> list[tuple[str, str, str]]:
    """Return every event as who did what on what, oldest first."""
    with Session(engine) as session:
        return [entry[:3] for entry in trail(session)]
