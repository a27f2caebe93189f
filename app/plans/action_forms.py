"""The forms of an action, as they were typed."""

from datetime import date

from app.accounts.sessions import ID_DIGITS
from app.plans.action_details import ActionDetails, ListedAction, StatusChange
from app.plans.models import Status
from app.web.forms import FormModel

NOT_A_DAY = date.min  # for what is written but no day: too early to be taken
NOT_A_NUMBER = -1  # the same for a number


class ActionForm(FormModel):
    """The fields of an action."""

    unit_id: str = ""
    element: str = ""
    group_key: str = ""
    title: str = ""
    seen_when_done: str = ""
    owner_id: str = ""
    owner_name: str = ""
    starts_on: str = ""
    due_on: str = ""
    expected_score: str = ""
    review: str = ""  # that decided on it: then it is added to that, too
    version: int = 0

    @property
    def review_id(self) -> int | None:
        """The review that is named, if one is."""
        return _number(self.review) if self.review else None

    def details(self) -> ActionDetails:
        """Return what was entered. What can't be read is replaced by what ``checked`` refuses."""
        return ActionDetails(
            unit_id=_number(self.unit_id),
            element=self.element,
            group_key=self.group_key,
            title=self.title,
            seen_when_done=self.seen_when_done,
            owner_id=_number(self.owner_id) if self.owner_id else None,
            owner_name=self.owner_name,
            starts_on=typed_day(self.starts_on),
            due_on=typed_day(self.due_on),
            expected_score=_number(self.expected_score) if self.expected_score.strip() else None,
        )

    @classmethod
    def of(cls, action: ListedAction) -> "ActionForm":
        """Return the form as it stands for an action."""
        written = {name: getattr(action.details, name) for name in ActionDetails.__slots__}
        typed = {name: "" if value is None else str(value) for name, value in written.items()}
        return cls.model_validate(typed | {"version": action.version})


class StatusForm(FormModel):
    """How far an action has come, and the page to go back to."""

    status: Status
    reason: str = ""
    version: int = 0
    back: str = ""

    def change(self) -> StatusChange:
        """Return what was entered."""
        return StatusChange(self.status, self.reason)

    @classmethod
    def of(cls, action: ListedAction) -> "StatusForm":
        """Return the form as it stands for an action."""
        return cls(status=action.status, reason=action.dropped_reason, version=action.version)


def _number(typed: str) -> int:
    typed = typed.strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < ID_DIGITS else NOT_A_NUMBER


def typed_day(typed: str) -> date | None:
    """Return the day that was typed: None for nothing, NOT_A_DAY for what is none."""
    typed = typed.strip()
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return NOT_A_DAY
