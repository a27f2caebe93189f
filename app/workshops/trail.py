"""What the audit trail keeps of a workshop: what a director did with it. Never an answer, and never who gave one."""

from sqlmodel import Session

from app.accounts import audit
from app.accounts.service import Member
from app.workshops.room import Room


def keep(session: Session, member: Member, room: Room, action: str, **facts: object) -> None:
    """Record what was done. A verb does this last; see audit.record."""
    subject = f"{room.title}, {room.unit} (cycle {room.cycle_id})"
    audit.record(session, audit.Actor.of(member), action, subject, after=facts or None)
