"""What the audit trail holds, in plain words."""

import json
from collections.abc import Iterable
from typing import Any

# Every action that is recorded anywhere; a test finds one that is missing.
ACTIONS = {
    "access.refused": "Was refused",
    "action.added": "Added an action",
    "action.edited": "Changed an action",
    "action.status-changed": "Changed an action’s status",
    "administrator.added": "Made somebody administrator",
    "administrator.removed": "Took the administrator’s role away",
    "comment.added": "Commented on a cycle",
    "cycle.corrected": "Opened a correction",
    "cycle.deleted": "Deleted an old draft",
    "cycle.edited": "Changed a cycle’s details",
    "cycle.finished": "Finished a cycle",
    "cycle.started": "Started a cycle",
    "identity.linked": "Linked single sign-on",
    "installation.set-up": "Completed the set-up",
    "invitation.accepted": "Accepted an invitation",
    "invitation.made": "Invited somebody",
    "invitation.taken-back": "Took an invitation back",
    "logo.removed": "Removed the logo",
    "logo.set": "Set the logo",
    "member.added": "Added a member",
    "member.joined": "Joined",
    "member.removed": "Removed a member",
    "member.role-changed": "Changed a role",
    "organisation.changed": "Changed the organisation",
    "organisation.created": "Created an organisation",
    "password.changed": "Changed their password",
    "password.link-asked": "Asked for a new password",
    "password.link-made": "Made a link for a new password",
    "password.reset": "Chose a new password by a link",
    "person.created": "Created a person",
    "person.renamed": "Changed their name",
    "recovery-codes.renewed": "Made new recovery codes",
    "report.downloaded": "Downloaded a file",
    "review.edited": "Changed a review",
    "review.recorded": "Recorded a review",
    "second-factor.added": "Added a second factor",
    "second-factor.removed": "Removed a second factor",
    "set-up.link-made": "Made a set-up link",
    "sign-in.ended": "Ended sign-ins",
    "sign-in.refused": "Could not sign in",
    "sign-in.started": "Signed in",
    "sign-in.throttled": "Tried to sign in too often",
    "targets.changed": "Changed targets",
    "trail.downloaded": "Downloaded the audit trail",
    "unit.added": "Added a unit",
    "unit.archived": "Archived a unit",
    "unit.brought-back": "Brought a unit back",
    "unit.renamed": "Renamed a unit",
    "workshop.closed": "Closed a workshop",
    "workshop.kept-open": "Took back closing a workshop",
    "workshop.links-made": "Made personal links to a workshop",
    "workshop.opened": "Opened a workshop",
    "workshop.revealed": "Revealed answers in a workshop",
    "workshop.seat-given-back": "Gave a seat in a workshop back",
    "workshop.seat-taken-away": "Took a seat in a workshop away",
    "workshop.voted-again": "Opened a new round of a vote",
}
NOTHING = "nothing"
VALUE_MAX = 200


def action_words(action: str) -> str:
    """Return what somebody did, or its key when no words are known for it."""
    return ACTIONS.get(action, action)


def change_words(before: str, after: str) -> list[tuple[str, str]]:
    """Return each thing that changed and how, such as ("title", "2026 H1 → 2026 H2"), from the trail's JSON."""
    old, new = _facts(before), _facts(after)
    return [(name.replace("_", " "), _change(name, old, new)) for name in dict.fromkeys([*old, *new])]


def _change(name: str, old: dict[str, Any], new: dict[str, Any]) -> str:
    return " → ".join(_shown(facts[name]) for facts in (old, new) if name in facts)


def _shown(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    words = _words(value)
    return words if len(words) <= VALUE_MAX else f"{words[: VALUE_MAX - 1]}…"


def _words(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = ", ".join(map(_words, _known(value)))
    return NOTHING if value is None or value == "" else str(value)


def _known(values: Iterable[Any]) -> Iterable[Any]:
    return (value for value in values if value is not None)


def _facts(written: str) -> dict[str, Any]:
    """Return the facts of an event. What somebody else wrote there is shown as it is."""
    try:
        facts = json.loads(written or "{}")
    except ValueError:
        facts = written
    return facts if isinstance(facts, dict) else {"": facts}
