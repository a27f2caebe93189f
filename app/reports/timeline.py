"""Actions as the picture of the timeline shows them, and how large that picture is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.reports.pictures import Pixels

SHOWN = 40
"""How many actions the picture has room for."""
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


@dataclass(frozen=True, slots=True)
class Measures:
    """Pixels: above the rows, of the name of an element, of an action, and below the rows."""

    width: int
    head: int
    heading: int
    row: int
    foot: int

    def height(self, items: Sequence[TimelineItem]) -> int:
        """Return how high the picture of ``arranged`` actions is. It has a row for none, and one for "and 2 more"."""
        shown = items[:SHOWN]
        elements = len({item.element for item in shown})
        rows = len(shown) or 1
        more = self.heading if len(items) > SHOWN else 0
        return self.head + elements * self.heading + rows * self.row + more + self.foot


WIDE = Measures(720, 62, 30, 36, 16)
NARROW = Measures(358, 80, 30, 56, 16)


def size_of(items: Sequence[TimelineItem], *, narrow: bool) -> Pixels:
    """Return what a page keeps free for the picture of these actions."""
    measures = NARROW if narrow else WIDE
    return Pixels(measures.width, measures.height(arranged(items)))


def arranged(items: Sequence[TimelineItem]) -> tuple[TimelineItem, ...]:
    """Return the actions by element, first due first."""
    return tuple(sorted(items, key=lambda item: (item.element, item.due_on, item.starts_on or item.due_on, item.title)))


def first_year(items: Sequence[TimelineItem], today: date) -> int:
    """Return the first of the years shown: last year when something began or was due before this one."""
    begun = any((item.starts_on or item.due_on).year < today.year for item in items)
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
