"""Both versions of an action after a stale edit, part by part: what is saved now, and what somebody entered."""

from collections.abc import Mapping

from app.maturity.checklist import Checklist
from app.plans.action_details import ListedAction
from app.plans.action_forms import ActionForm, StatusForm
from app.plans.wording import status_name

Versions = list[tuple[str, str, str]]  # what the part is called, what is saved, what was entered
_PARTS = {
    "title": "What is to be done",
    "seen_when_done": "Seen when done",
    "unit_id": "Unit",
    "element": "Element",
    "group_key": "Group",
    "owner_id": "Owner",
    "owner_name": "Owner by name",
    "starts_on": "Starts on",
    "due_on": "Due on",
    "expected_score": "Expected score",
}


def of_details(
    theirs: ListedAction, mine: ActionForm, checklist: Checklist, units: Mapping[str, str], people: Mapping[str, str]
) -> Versions:
    """Return both versions of the details. Units and people are given by the values that stand for them."""
    saved = ActionForm.of(theirs)
    groups = {group.key: group.name for group in checklist.groups} | {"": "The whole element"}
    names = {"unit_id": units, "owner_id": people, "group_key": groups}

    def named(form: ActionForm, part: str) -> str:
        value: str = getattr(form, part)
        return names.get(part, {}).get(value, value)

    return [(label, named(saved, part), named(mine, part)) for part, label in _PARTS.items()]


def of_status(theirs: ListedAction, mine: StatusForm) -> Versions:
    """Return both versions of how far the action has come."""
    return [
        ("Status", status_name(theirs.status), status_name(mine.status)),
        ("Reason", theirs.dropped_reason, mine.reason),
    ]
