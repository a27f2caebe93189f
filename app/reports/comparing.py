"""What the page that compares cycles of one unit is drawn from."""

from dataclasses import dataclass, replace

from app.assessments.snapshot import Answer, Snapshot
from app.maturity.checklist import CellId, Checklist, Element, Group
from app.maturity.comparison import (
    Change,
    Comparison,
    ElementChange,
    GroupChange,
    Reason,
    Side,
    Step,
    compare,
    largest_first,
    steps,
)
from app.maturity.scoring import Total
from app.plans.naming import name_of
from app.reports import wording
from app.reports.trend import Trend, TrendCycle

SHOWN = 3  # cycles side by side, in a table or on a radar: more can't be told apart, nor fit on a phone
_WHY = {
    Reason.NOT_IN_CHECKLIST: "Not in the checklist of",
    Reason.OTHER_TEXTS: "Other texts in the checklists of",
    Reason.OUT_OF_SCOPE: "Out of scope in",
    Reason.NOT_SCORED: "Not scored yet in",
}
Changed = ElementChange | GroupChange


@dataclass(frozen=True, slots=True)
class Compared:
    """At least two cycles of a unit. The main comparison is of the first and the last of them."""

    trend: Trend
    steps: tuple[Step, ...]
    comparison: Comparison
    previous: Comparison | None
    """Of the last two; None when there are only two."""
    shown: Trend
    """All of them, or of more than SHOWN the first, the last but one and the last."""

    @property
    def first(self) -> TrendCycle:
        """The oldest."""
        return self.trend.cycles[0]

    @property
    def last(self) -> TrendCycle:
        """The newest."""
        return self.trend.cycles[-1]

    @property
    def checklist(self) -> Checklist:
        """That of the newest, by which elements and groups are named."""
        return self.last.checklist


@dataclass(frozen=True, slots=True)
class Row:
    """An element or a group, and its changes; None where nothing of it is shared."""

    letter: str
    name: str
    totals: tuple[Total | None, ...]
    """In each cycle that is shown. None where it is out of scope."""
    change: Changed | None
    since_previous: Changed | None


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell of the table of changes; no ``change``: it can't be compared."""

    id: CellId
    name: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """An element with its cells, and their sum; None when none of them is shared."""

    element: Element
    cells: tuple[HeatCell, ...]
    change: Change | None


@dataclass(frozen=True, slots=True)
class Heat:
    """Changes by cell: elements down, groups across, sums at both ends."""

    groups: tuple[Group, ...]
    rows: tuple[HeatRow, ...]
    changes: tuple[Change | None, ...]
    """Of the groups."""


@dataclass(frozen=True, slots=True)
class Why:
    """A cell that changed, with what was said of it in both cycles."""

    id: CellId
    name: str
    change: Change
    before: Answer
    after: Answer

    @property
    def is_told(self) -> bool:
        """Whether anything was noted of it in either."""
        return bool(self.before.note or self.after.note)


@dataclass(frozen=True, slots=True)
class NotCompared:
    """Cells of one element that can't be compared, and why. ``groups`` is empty when it is every one of them."""

    element: str
    groups: str
    why: str


def compared(trend: Trend) -> Compared | None:
    """Return the cycles of ``trend`` as they are compared. None when there are fewer than two."""
    cycles = trend.cycles
    if len(cycles) < 2:  # noqa: PLR2004 - two make a comparison
        return None
    shown = cycles if len(cycles) <= SHOWN else (cycles[0], *cycles[-2:])
    return Compared(
        trend=trend,
        steps=steps(cycles),
        comparison=compare(cycles[0], cycles[-1]),
        previous=compare(cycles[-2], cycles[-1]) if len(cycles) > 2 else None,  # noqa: PLR2004 - more than the pair
        shown=replace(trend, cycles=shown),
    )


def element_rows(of: Compared) -> tuple[Row, ...]:
    """Return the elements, the largest change first, and after them those that can't be compared."""
    changes = {one.element.letter: one for one in largest_first(of.comparison.elements)}
    previous = {one.element.letter: one for one in of.previous.elements} if of.previous else {}
    order = dict.fromkeys([*changes, *(element.letter for element in of.checklist.elements)])
    return tuple(
        Row(
            letter=letter,
            name=of.checklist.element(letter).name,
            totals=tuple(cycle.result.elements.get(letter) for cycle in of.shown.cycles),
            change=changes.get(letter),
            since_previous=previous.get(letter),
        )
        for letter in order
    )


def group_rows(of: Compared) -> tuple[Row, ...]:
    """Return the groups in checklist order."""
    changes = {one.group.key: one for one in of.comparison.groups}
    previous = {one.group.key: one for one in of.previous.groups} if of.previous else {}
    return tuple(
        Row(
            letter="",
            name=group.name,
            totals=tuple(cycle.result.groups.get(group.key) for cycle in of.shown.cycles),
            change=changes.get(group.key),
            since_previous=previous.get(group.key),
        )
        for group in of.checklist.groups
    )


def heat(of: Compared) -> Heat:
    """Return the change of every cell of the newest checklist."""
    cells = {one.cell: one.change for one in of.comparison.cells}
    elements = {one.element.letter: one.change for one in of.comparison.elements}
    groups = {one.group.key: one.change for one in of.comparison.groups}
    return Heat(
        groups=of.checklist.groups,
        rows=tuple(
            HeatRow(
                element,
                tuple(
                    HeatCell(cell.id, name_of(of.checklist, cell.id), cells.get(cell.id))
                    for cell in of.checklist.cells_of(element.letter)
                ),
                elements.get(element.letter),
            )
            for element in of.checklist.elements
        ),
        changes=tuple(groups.get(group.key) for group in of.checklist.groups),
    )


def reasons(of: Compared, before: Snapshot, after: Snapshot) -> tuple[Why, ...]:
    """Return every cell that changed, with what the snapshots of both cycles say of it."""
    return tuple(
        Why(one.cell, name_of(of.checklist, one.cell), one.change, before.answer(one.cell), after.answer(one.cell))
        for one in of.comparison.changed
    )


def not_compared(of: Compared) -> tuple[NotCompared, ...]:
    """Return what the main comparison leaves out, a line for each element and reason."""
    lines: dict[tuple[str, Reason, Side], list[CellId]] = {}
    for one in of.comparison.unshared:
        lines.setdefault((one.cell.element, one.reason, one.side), []).append(one.cell)
    return tuple(_not_compared(of, reason, side, cells) for (_, reason, side), cells in lines.items())


def _not_compared(of: Compared, reason: Reason, side: Side, cells: list[CellId]) -> NotCompared:
    known = of.first.checklist if reason is Reason.NOT_IN_CHECKLIST and side == "after" else of.checklist
    sides = {"before": [of.first.name], "after": [of.last.name], "both": [of.first.name, of.last.name]}
    element = known.element(cells[0].element)
    groups = [known.group(cell.group).name for cell in cells]
    return NotCompared(
        element=f"{element.letter} {element.name}",
        groups="" if len(groups) == len(known.groups) else ", ".join(groups),
        why=f"{_WHY[reason]} {wording.listed(sides[side])}",
    )
