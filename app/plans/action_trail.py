"""What the audit trail keeps of an action: what it is called, whose it is and when it is due. Never a score."""

from typing import Any

from sqlmodel import Session

from app.accounts import audit
from app.accounts.service import Member
from app.plans.action_details import ListedAction, status_words
from app.plans.models import Status


def added(session: Session, member: Member, action: ListedAction) -> None:
    """Record that an action was added."""
    said = {name: value for name, value in _facts(action).items() if value}
    audit.record(session, audit.Actor.of(member), "action.added", subject(action), after=said)


def edited(session: Session, member: Member, old: ListedAction, new: ListedAction) -> None:
    """Record what of an action was changed. Of what was written and expected, only that it was."""
    before, after = _facts(old), _facts(new)
    changed = [name for name in after if before[name] != after[name]]
    before, after = ({name: facts[name] for name in changed} for facts in (before, after))
    untold = [name.replace("_", " ") for name in _UNTOLD if getattr(old.details, name) != getattr(new.details, name)]
    if untold:
        after["also_changed"] = untold
    audit.record(session, audit.Actor.of(member), "action.edited", subject(old), before, after)


def status_changed(session: Session, member: Member, old: ListedAction, status: Status) -> None:
    """Record how far an action has come; of one that stays dropped, that the reason is another one now."""
    actor = audit.Actor.of(member)
    if status is old.status:
        audit.record(session, actor, "action.edited", subject(old), {}, {"also_changed": ["reason"]})
        return
    before, after = {"status": status_words(old.status)}, {"status": status_words(status)}
    audit.record(session, actor, "action.status-changed", subject(old), before, after)


def subject(action: ListedAction) -> str:
    """Return how the trail names an action: Name the key accounts, Nordics (action 12)."""
    return f"{action.details.title}, {action.unit} (action {action.id})"


_UNTOLD = ("seen_when_done", "expected_score")


def _facts(action: ListedAction) -> dict[str, Any]:
    details = action.details
    return {
        "title": details.title,
        "unit": action.unit,
        "element": details.element,
        "group": details.group_key,
        "owner": action.owner,
        "starts_on": details.starts_on.isoformat() if details.starts_on else "",
        "due_on": action.due_on.isoformat(),
    }
