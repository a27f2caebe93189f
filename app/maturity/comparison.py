"""Assessed cycles in, changes out: what rose, fell and stayed, over the cells that can be compared.

Only what two cycles share is compared: a cell that both checklists have with the same texts, that both have in
scope, and that both have scored. All sums of a comparison are over those cells, so that the changes by element and
by group each come to the overall change. Whatever is not shared is listed with the reason. Ties keep checklist order.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol, TypeVar

from app.maturity.checklist import CellId, Checklist, Element, Group
from app.maturity.scoring import Result, Scores

Direction = Literal["rose", "fell", "stayed"]
Side = Literal["before", "after", "both"]


class Assessed(Protocol):
    """A cycle that can be compared. ``scores`` are those that ``result`` was assessed from."""

    @property
    def name(self) -> str:
        """What sentences call it, such as "2026 H2"."""

    @property
    def provisional(self) -> bool:
        """Whether it is still a draft."""

    @property
    def checklist(self) -> Checklist:
        """What it was assessed by."""

    @property
    def scores(self) -> Scores:
        """Those in scope only."""

    @property
    def result(self) -> Result:
        """What they come to."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in two cycles."""

    before: int
    after: int

    @property
    def by(self) -> int:
        """How much it rose; negative when it fell."""
        return self.after - self.before

    @property
    def direction(self) -> Direction:
        """Which way it went."""
        return "rose" if self.by > 0 else "fell" if self.by < 0 else "stayed"


@dataclass(frozen=True, slots=True)
class ElementChange:
    """An element, over ``shared`` (at least one) of the ``cells`` of it that either cycle has in scope."""

    element: Element
    change: Change
    shared: int
    cells: int

    @property
    def is_whole(self) -> bool:
        """Whether every cell of it is shared."""
        return self.shared == self.cells


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A group, over ``shared`` (at least one) of the ``cells`` of it that either cycle has in scope."""

    group: Group
    change: Change
    shared: int
    cells: int

    @property
    def is_whole(self) -> bool:
        """Whether every cell of it is shared."""
        return self.shared == self.cells


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that both cycles share."""

    cell: CellId
    change: Change


Moved = TypeVar("Moved", ElementChange, GroupChange, CellChange)


class Reason(StrEnum):
    """Why a cell can't be compared, the first that applies."""

    NOT_IN_CHECKLIST = "not in the checklist"
    OTHER_TEXTS = "other texts"
    OUT_OF_SCOPE = "out of scope"
    NOT_SCORED = "not scored"


@dataclass(frozen=True, slots=True)
class Unshared:
    """A cell that at least one of the cycles has in scope, and that can't be compared; ``side`` is which lacks it."""

    cell: CellId
    reason: Reason
    side: Side


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two cycles side by side. Everything stands in the order of the later checklist."""

    before: Assessed
    after: Assessed
    overall: Change
    """The sums of the shared cells. When ``is_whole`` they are the overall scores."""
    elements: tuple[ElementChange, ...]
    groups: tuple[GroupChange, ...]
    cells: tuple[CellChange, ...]
    unshared: tuple[Unshared, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every cell in scope of either cycle is shared."""
        return not self.unshared

    @property
    def changed(self) -> tuple[CellChange, ...]:
        """The cells whose score differs."""
        return tuple(one for one in self.cells if one.change.by)


@dataclass(frozen=True, slots=True)
class Step:
    """A cycle in a row of several, with what changed since the first of them and since the one before it."""

    cycle: Assessed
    since_first: Comparison | None
    since_previous: Comparison | None
    """Both None for the first."""


def compare(before: Assessed, after: Assessed) -> Comparison:
    """Return what changed from one cycle to the other."""
    order = dict.fromkeys([*after.checklist.cells, *before.checklist.cells])
    unshared = tuple(one for cell in order if (one := _unshared(cell, before, after)))
    left_out = {one.cell for one in unshared}
    cells = tuple(
        CellChange(cell, Change(before.scores[cell], after.scores[cell]))
        for cell in order
        if cell not in left_out and cell in before.scores and cell in after.scores
    )
    checklist = after.checklist
    elements = [(e, [one for one in cells if one.cell.element == e.letter]) for e in checklist.elements]
    groups = [(g, [one for one in cells if one.cell.group == g.key]) for g in checklist.groups]
    lost_elements = Counter(cell.element for cell in left_out)
    lost_groups = Counter(cell.group for cell in left_out)
    return Comparison(
        before=before,
        after=after,
        overall=_sum(cells),
        elements=tuple(
            ElementChange(e, _sum(of), len(of), len(of) + lost_elements[e.letter]) for e, of in elements if of
        ),
        groups=tuple(GroupChange(g, _sum(of), len(of), len(of) + lost_groups[g.key]) for g, of in groups if of),
        cells=cells,
        unshared=unshared,
    )


def steps(cycles: Sequence[Assessed]) -> tuple[Step, ...]:
    """Return each of the cycles, which stand oldest first, with its changes since the first and the previous one."""
    return tuple(
        Step(cycle, compare(cycles[0], cycle) if place else None, compare(cycles[place - 1], cycle) if place else None)
        for place, cycle in enumerate(cycles)
    )


def rose(changes: Iterable[Moved]) -> tuple[Moved, ...]:
    """Return what rose, the largest gain first."""
    return tuple(sorted((one for one in changes if one.change.by > 0), key=lambda one: -one.change.by))


def fell(changes: Iterable[Moved]) -> tuple[Moved, ...]:
    """Return what fell, the largest fall first."""
    return tuple(sorted((one for one in changes if one.change.by < 0), key=lambda one: one.change.by))


def stayed(changes: Iterable[Moved]) -> tuple[Moved, ...]:
    """Return what neither rose nor fell."""
    return tuple(one for one in changes if not one.change.by)


def largest_gains(changes: Iterable[Moved]) -> tuple[Moved, ...]:
    """Return what rose most: one, or several that tie, or nothing when nothing rose."""
    return _level(rose(changes))


def largest_falls(changes: Iterable[Moved]) -> tuple[Moved, ...]:
    """Return what fell most: one, or several that tie, or nothing when nothing fell."""
    return _level(fell(changes))


def largest_first(changes: Iterable[Moved]) -> tuple[Moved, ...]:
    """Return all of it, the largest change first, whichever way it went; a gain before a fall of the same size."""
    return tuple(sorted(changes, key=lambda one: (-abs(one.change.by), -one.change.by)))


def _level(ranked: tuple[Moved, ...]) -> tuple[Moved, ...]:
    return tuple(one for one in ranked if one.change.by == ranked[0].change.by)


def _sum(cells: Iterable[CellChange]) -> Change:
    pairs = [(one.change.before, one.change.after) for one in cells]
    return Change(sum(before for before, _ in pairs), sum(after for _, after in pairs))


def _unshared(cell: CellId, before: Assessed, after: Assessed) -> Unshared | None:
    """Return why a cell can't be compared; None when it can, or when neither cycle has it in scope."""
    pair = (before, after)
    known = [cell in cycle.checklist.cells for cycle in pair]
    in_scope = [cell in cycle.checklist.cells and cell.element not in cycle.result.out_of_scope for cycle in pair]
    if not any(in_scope):
        return None
    if not all(known):
        return Unshared(cell, Reason.NOT_IN_CHECKLIST, _side(known))
    if before.checklist.cells[cell] != after.checklist.cells[cell]:
        return Unshared(cell, Reason.OTHER_TEXTS, "both")
    if not all(in_scope):
        return Unshared(cell, Reason.OUT_OF_SCOPE, _side(in_scope))
    scored = [cell in cycle.scores for cycle in pair]
    return None if all(scored) else Unshared(cell, Reason.NOT_SCORED, _side(scored))


def _side(have: Sequence[bool]) -> Side:
    """Return which of the two lacks it. At least one does."""
    return "both" if not any(have) else "after" if have[0] else "before"
