"""What is entered of an action, what of it can't be used, and what is shown of it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.accounts.models import Unit
from app.db.days import FIRST_DAY, LAST_DAY
from app.db.text import line_of_text, text
from app.errors import InvalidInputError
from app.maturity.checklist import CellId, Checklist
from app.plans.models import Status
from app.plans.naming import highest

TITLE_MAX = 120
OWNER_MAX = 120
TEXT_MAX = 500
UNUSABLE = "Some answers can’t be used yet."
OPEN = (Status.PLANNED, Status.UNDER_WAY)


@dataclass(frozen=True, slots=True)
class ActionDetails:
    """What is entered of an action. Without ``group_key`` it belongs to the whole element.

    The owner is a member, by id, or somebody by name. ``expected_score`` is of the cell, or in points of the element.
    """

    unit_id: int
    element: str
    group_key: str
    title: str
    seen_when_done: str
    owner_id: int | None
    owner_name: str
    starts_on: date | None
    due_on: date | None
    expected_score: int | None = None


@dataclass(frozen=True, slots=True)
class ListedAction:
    """An action as members of its organisation see it."""

    id: int
    unit: str
    details: ActionDetails
    due_on: date
    owner: str
    """The name of the member, or the name that was written."""
    status: Status
    dropped_reason: str
    done_on: date | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether it is planned or under way."""
        return self.status in OPEN

    @property
    def ends_on(self) -> date:
        """The day it was done, or else is due."""
        return self.done_on or self.due_on

    def overdue(self, today: date) -> int:
        """Return for how many days it has been overdue: 0 when it is not, or no longer open."""
        return max(0, (today - self.due_on).days) if self.is_open else 0


@dataclass(frozen=True, slots=True)
class StatusChange:
    """How far an action has come. Only one that is dropped has a reason."""

    status: Status
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the details of an action may name: units of the organisation, and people by their ids."""

    checklist: Checklist
    units: Sequence[Unit]
    owners: Collection[int]
    current_unit_id: int | None = None  # may stay, even archived


def status_words(status: Status) -> str:
    """Return a status as people read it within a sentence: under way."""
    return status.value.replace("_", " ")


def checked(details: ActionDetails, choices: Choices) -> ActionDetails:
    """Return the details as they are stored. InvalidInputError names each field that can't be used."""
    details = replace(
        details,
        title=line_of_text(details.title),
        seen_when_done=text(details.seen_when_done),
        owner_name=line_of_text(details.owner_name),
    )
    wrong = dict(_problems(details, choices))
    if wrong:
        raise InvalidInputError(UNUSABLE, wrong)
    return details


def checked_reason(change: StatusChange) -> StatusChange:
    """Return the change as it is stored. InvalidInputError when an action is dropped without a reason."""
    reason = text(change.reason)
    if change.status is not Status.DROPPED:
        return StatusChange(change.status)
    if not reason or len(reason) > TEXT_MAX:
        message = f"Say why it is dropped, in at most {TEXT_MAX} characters."
        raise InvalidInputError(UNUSABLE, {"reason": message})
    return StatusChange(change.status, reason)


def _problems(details: ActionDetails, choices: Choices) -> Iterable[tuple[str, str]]:
    """Yield what is wrong, in the order in which a form asks for it."""
    yield from _place_problems(details, choices)
    if problem := _text_problem(details.title, TITLE_MAX, "Say in one line what is to be done."):
        yield "title", problem
    if problem := _text_problem(details.seen_when_done, TEXT_MAX, "Say what will be seen when it is done."):
        yield "seen_when_done", problem
    yield from _owner_problems(details, choices)
    yield from _day_problems(details)
    score, most = details.expected_score, highest(choices.checklist, CellId(details.element, details.group_key))
    if score is not None and not 0 <= score <= most:
        yield "expected_score", f"Enter a whole number from 0 to {most}, or leave it empty."


def _place_problems(details: ActionDetails, choices: Choices) -> Iterator[tuple[str, str]]:
    unit = next((unit for unit in choices.units if unit.id == details.unit_id), None)
    if unit is None:
        yield "unit_id", "Choose a unit from the list."
    elif unit.archived_at is not None and unit.id != choices.current_unit_id:
        yield (
            "unit_id",
            f"{unit.name} is archived and takes no new actions. Choose another unit, or bring it back first.",
        )
    if details.element not in {element.letter for element in choices.checklist.elements}:
        yield "element", "Choose an element from the list."
    if details.group_key not in {"", *(group.key for group in choices.checklist.groups)}:
        yield "group_key", "Choose a group from the list, or the whole element."


def _owner_problems(details: ActionDetails, choices: Choices) -> Iterator[tuple[str, str]]:
    if details.owner_id is not None and details.owner_id not in choices.owners:
        yield "owner_id", "Choose a member from the list."
    elif details.owner_id is not None and details.owner_name:
        yield "owner_name", "Choose a member or write a name, not both."
    elif details.owner_id is None and not details.owner_name:
        yield "owner_id", "Choose who answers for it, or write their name below."
    elif len(details.owner_name) > OWNER_MAX:
        yield "owner_name", f"Use at most {OWNER_MAX} characters; this has {len(details.owner_name)}."


def _day_problems(details: ActionDetails) -> Iterator[tuple[str, str]]:
    starts, due = details.starts_on, details.due_on
    due_fits = due is not None and FIRST_DAY <= due <= LAST_DAY
    years = f"from {FIRST_DAY.year} to {LAST_DAY.year}"
    if starts is not None and not FIRST_DAY <= starts <= LAST_DAY:
        yield "starts_on", f"Enter the day it starts, {years}, such as 2026-11-12, or leave it empty."
    elif starts is not None and due is not None and due_fits and starts > due:
        yield "starts_on", "Enter a day that is not after the day it is due."
    if not due_fits:
        yield "due_on", f"Enter the day it is due, {years}, such as 2027-03-31."


def _text_problem(written: str, longest: int, missing: str) -> str:
    if not written:
        return missing
    return f"Use at most {longest} characters; this has {len(written)}." if len(written) > longest else ""
