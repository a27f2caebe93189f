"""Targets in, what they would come to out: arithmetic, not a forecast. Integers only.

The rules: a target is the least that is meant, so no target lowers anything. A cell with a target counts as the higher
of its score and its target; an element as the higher of what its cells then come to and its own target in points. A
target stands until a later one for the same cell or element takes its place.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.maturity.checklist import Band, CellId, Checklist
from app.maturity.scoring import NextBand, Result, Scores, band_of, first_score, lies_on_edge


class Aim(NamedTuple):
    """The score that a cell should have by a date, or without a group the points that its whole element should."""

    element: str
    group: str
    due_on: date
    score: int

    @property
    def cell(self) -> CellId:
        """What it is set for; its group is empty for a whole element."""
        return CellId(self.element, self.group)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What scores would come to with targets. ``band`` and ``next_band`` are None while cells are not scored."""

    elements: Mapping[str, int]
    """Points by letter, in checklist order, only what is in scope."""
    overall: int
    maximum: int
    added: int
    """Points more than now."""
    band: Band | None
    on_edge: bool
    """Whether they would come to exactly where two bands meet. False while cells are not scored."""
    next_band: NextBand | None
    """None in the top band, too."""


class Raise(NamedTuple):
    """A cell to bring from the stage it has to a higher one."""

    cell: CellId
    now: int
    to: int


class Outcome(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    EXCEEDED = "exceeded"
    MISSED = "missed"
    NOT_DUE = "not due"
    OPEN = "open"


class Promise(NamedTuple):
    """What was promised, and what was achieved. ``score`` is None out of scope, or as long as it is not scored."""

    aim: Aim
    score: int | None
    outcome: Outcome

    @property
    def by(self) -> int:
        """By how much it was exceeded or missed, or is still to go; 0 when nothing can be told."""
        return 0 if self.score is None else abs(self.aim.score - self.score)


def in_force(checklist: Checklist, aims: Iterable[Aim], on: date) -> tuple[Aim, ...]:
    """Return for each cell and element the target that is due last by ``on``, in checklist order."""
    last: dict[CellId, Aim] = {}
    for aim in aims:
        if aim.due_on <= on and (aim.cell not in last or last[aim.cell].due_on < aim.due_on):
            last[aim.cell] = aim
    return in_order(checklist, last.values())


def in_order(checklist: Checklist, aims: Iterable[Aim]) -> tuple[Aim, ...]:
    """Return the targets in checklist order, an element before its cells. What the checklist has not is left out."""
    letters = [element.letter for element in checklist.elements]
    groups = ["", *(group.key for group in checklist.groups)]
    known = (aim for aim in aims if aim.element in letters and aim.group in groups)
    return tuple(sorted(known, key=lambda aim: (letters.index(aim.element), groups.index(aim.group), aim.due_on)))


def next_due(aims: Iterable[Aim], on: date) -> date | None:
    """Return the first day after ``on`` that a target is due, or else the last up to it; None without any."""
    days = sorted({aim.due_on for aim in aims})
    return next((day for day in days if day > on), days[-1] if days else None)


def with_targets(checklist: Checklist, scores: Scores, result: Result, aims: Iterable[Aim]) -> Outlook:
    """Return what ``scores``, from which ``result`` was assessed, would come to if these targets were reached.

    ``aims`` holds at most one target for each cell and element. Those out of scope count for nothing.
    """
    wanted = {aim.cell: aim.score for aim in aims}
    elements = {letter: _element_with(checklist, scores, wanted, letter) for letter in result.elements}
    overall, maximum = sum(elements.values()), result.overall.maximum
    band = band_of(checklist, overall, maximum) if result.complete else None
    return Outlook(
        elements=elements,
        overall=overall,
        maximum=maximum,
        added=overall - result.overall.score,
        band=band,
        on_edge=result.complete and lies_on_edge(checklist, overall, maximum),
        next_band=_next_band(checklist, band, overall, maximum) if band else None,
    )


def contradictions(aims: Iterable[Aim]) -> Mapping[str, int]:
    """Return what the targets of the cells of an element alone come to, by letter, where its own target is less.

    ``aims`` are those for one day.
    """
    elements, cells = dict[str, int](), Counter[str]()
    for aim in aims:
        if aim.group:
            cells[aim.element] += aim.score
        else:
            elements[aim.element] = aim.score
    return {letter: cells[letter] for letter, points in elements.items() if points < cells[letter]}


def judge(aim: Aim, scores: Scores, result: Result, held_on: date) -> Promise:
    """Return what a cycle held on a day, with these scores, says of a promise. A day later than that is not due."""
    score = scores.get(aim.cell) if aim.group else _complete_total(result, aim.element)
    return Promise(aim, score, _outcome(aim, score, held_on))


def fewest_steps(checklist: Checklist, scores: Scores, result: Result) -> tuple[Raise, ...]:
    """Return which cells to raise so that the next band is just reached; none in the top band, or while cells are open.

    Each step raises one cell by one stage, which is one point, so no other way takes fewer steps. The lowest stages
    come first, so a cell is raised again only when nothing lower is left; among equals every group gets a turn before
    any gets a second; then checklist order. That is the order they are in, too.
    """
    if result.next_band is None:
        return ()
    reached, turns, raised = dict(scores), Counter[str](), dict[CellId, int]()
    place = {cell: number for number, cell in enumerate(checklist.cells)}
    for _ in range(result.next_band.points):
        cell = min(reached, key=lambda at: (reached[at], turns[at.group], place[at]))
        raised[cell] = reached[cell] = reached[cell] + 1
        turns[cell.group] += 1
    return tuple(Raise(cell, scores[cell], to) for cell, to in raised.items())


def _element_with(checklist: Checklist, scores: Scores, wanted: Mapping[CellId, int], letter: str) -> int:
    cells = (cell.id for cell in checklist.cells_of(letter))
    reached = sum(max(scores.get(cell, 0), wanted.get(cell, 0)) for cell in cells)
    return max(reached, wanted.get(CellId(letter, ""), 0))


def _next_band(checklist: Checklist, band: Band, score: int, maximum: int) -> NextBand | None:
    above = checklist.bands[checklist.bands.index(band) + 1 :]
    return NextBand(above[0], first_score(checklist, above[0], maximum) - score) if above else None


def _complete_total(result: Result, letter: str) -> int | None:
    total = result.elements.get(letter)
    return total.score if total and total.complete else None


def _outcome(aim: Aim, score: int | None, held_on: date) -> Outcome:
    if aim.due_on > held_on:
        return Outcome.NOT_DUE
    if score is None:
        return Outcome.OPEN
    if score < aim.score:
        return Outcome.MISSED
    return Outcome.KEPT if score == aim.score else Outcome.EXCEEDED
