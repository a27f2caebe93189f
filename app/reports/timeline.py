"""Actions as the picture of the timeline shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

YEARS = 3


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """An action. ``status`` is the value of its Status, such as "under_way"."""

    title: str
    element: str
    element_name: str
    starts_on: date | None
    due_on: date
    status: str
    overdue: bool
    owner: str
    unit: str
    done_on: date | None = None

    @property
    def ends_on(self) -> date:
        """The day it was done, or else is due."""
        return self.done_on or self.due_on

    @property
    def begins_on(self) -> date:
        """The day it starts; that of its end when none is set, or when it was done before it should have started."""
        return min(self.starts_on or self.ends_on, self.ends_on)


def arranged(items: Sequence[TimelineItem]) -> tuple[TimelineItem, ...]:
    """Return the actions by element, first due or done first."""
    return tuple(sorted(items, key=lambda item: (item.element, item.ends_on, item.begins_on, item.title)))


def first_year(items: Sequence[TimelineItem], today: date) -> int:
    """Return the first of the years shown: last year when something began before this one."""
    begun = any(item.begins_on.year < today.year for item in items)
    return min(max(today.year - begun, 1), date.max.year - YEARS)


def timeline_title(organisation: str) -> str:
    """Return what the picture shows."""
    return f"Timeline of actions: {organisation}"


def timeline_alt(items: Sequence[TimelineItem], today: date) -> str:
    """Return what the picture shows, for those who cannot see it; the table beside it has every date."""
    year, late = first_year(items, today), sum(item.overdue for item in items)
    count = f"{len(items)} action{'' if len(items) == 1 else 's'}"
    overdue = f"{late or 'None'} overdue"
    return f"Timeline of {count} by element, {year} to {year + YEARS - 1}. {overdue}."
