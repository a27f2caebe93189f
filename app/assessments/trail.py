"""What the audit trail keeps of a cycle: its details, its seal, its corrections. Never a score, evidence or a note."""

from typing import Any

from sqlmodel import Session

from app.accounts import audit
from app.accounts.service import Member
from app.assessments.details import Details


def started(session: Session, member: Member, cycle_id: int, details: Details, copied_from: str) -> None:
    """Record that a draft was started, and from the scores of which cycle, if of any."""
    actor = audit.Actor.of(member)
    facts = _facts(details) | {"copied_from": copied_from}
    said = {name: value for name, value in facts.items() if value}
    audit.record(session, actor, "cycle.started", subject(cycle_id, details), after=said)


def edited(session: Session, member: Member, cycle_id: int, old: Details, new: Details) -> None:
    """Record what of a draft's details was changed, if anything was."""
    actor = audit.Actor.of(member)
    before, after = _facts(old), _facts(new)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        before, after = ({name: facts[name] for name in changed} for facts in (before, after))
        audit.record(session, actor, "cycle.edited", subject(cycle_id, old), before, after)


def finished(session: Session, member: Member, cycle_id: int, details: Details, seal: str, unreviewed: int) -> None:
    """Record that a cycle was sealed, with the hash of the seal, and how many of its cells nobody had reviewed."""
    after = {"seal": seal} | ({"not_reviewed": unreviewed} if unreviewed else {})
    audit.record(session, audit.Actor.of(member), "cycle.finished", subject(cycle_id, details), after=after)


def corrected(session: Session, member: Member, cycle_id: int, details: Details, new_id: int, reason: str) -> None:
    """Record that a revision of a sealed cycle was opened, and why."""
    after = {"reason": reason, "new_cycle": new_id}
    audit.record(session, audit.Actor.of(member), "cycle.corrected", subject(cycle_id, details), after=after)


def subject(cycle_id: int, details: Details) -> str:
    """Return how the trail names a cycle: 2026 H2, Whole company (cycle 12)."""
    return f"{details.title}, {details.unit} (cycle {cycle_id})"


def _facts(details: Details) -> dict[str, Any]:
    return {
        "title": details.title,
        "held_on": details.held_on.isoformat(),
        "unit": details.unit,
        "out_of_scope": list(details.out_of_scope),
        "scope_reason": details.scope_reason,
    }
