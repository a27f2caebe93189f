"""Result in; strengths, gaps and next stages out. Every rule is stated where it is; ties keep checklist order.

``scores`` are always those that the result was assessed from.
"""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple, TypeVar

from app.maturity.checklist import CellId, Checklist, Element, Group, Stage
from app.maturity.scoring import ElementTotal, Result, Scores, Total


class RankedElement(NamedTuple):
    """An element that stands out."""

    element: Element
    total: ElementTotal


class RankedGroup(NamedTuple):
    """A group that stands out."""

    group: Group
    total: Total


class ScoredCell(NamedTuple):
    """A cell that stands out."""

    cell: CellId
    score: int


class NextStage(NamedTuple):
    """What a cell looks like now, and what it looks like one stage further."""

    cell: CellId
    now: Stage
    now_text: str
    next: Stage
    next_text: str


Ranked = TypeVar("Ranked", RankedElement, RankedGroup)


def strengths_by_element(checklist: Checklist, result: Result, count: int = 3) -> tuple[RankedElement, ...]:
    """Return the elements above the average of the complete elements, highest first.

    So no element is both a strength and a gap, and there is neither when all are equal.
    """
    return _highest(_elements(checklist, result), count)


def gaps_by_element(checklist: Checklist, result: Result, count: int = 3) -> tuple[RankedElement, ...]:
    """Return the elements below the average of the complete elements, lowest first."""
    return _lowest(_elements(checklist, result), count)


def strengths_by_group(checklist: Checklist, result: Result, count: int = 3) -> tuple[RankedGroup, ...]:
    """Return the groups above the average of the complete groups, highest first."""
    return _highest(_groups(checklist, result), count)


def gaps_by_group(checklist: Checklist, result: Result, count: int = 3) -> tuple[RankedGroup, ...]:
    """Return the groups below the average of the complete groups, lowest first."""
    return _lowest(_groups(checklist, result), count)


def strongest_cells(checklist: Checklist, scores: Scores, count: int = 3) -> tuple[ScoredCell, ...]:
    """Return the cells in the upper half of the stages (2 and 3), highest first."""
    upper = (scored for scored in _scored_cells(checklist, scores) if 2 * scored.score > checklist.top_stage)
    return tuple(sorted(upper, key=lambda scored: -scored.score)[:count])


def weakest_cells(checklist: Checklist, result: Result, scores: Scores, count: int = 3) -> tuple[ScoredCell, ...]:
    """Return the cells in the lower half of the stages (0 and 1), lowest first.

    Among equals, those of the element with the lower total come first. While an element is incomplete,
    the average of what is scored stands for its total.
    """
    lower = (scored for scored in _scored_cells(checklist, scores) if 2 * scored.score < checklist.top_stage)
    places = _places(result)
    return tuple(sorted(lower, key=lambda scored: (scored.score, places[scored.cell.element]))[:count])


def next_stage(checklist: Checklist, cell: CellId, score: int) -> NextStage | None:
    """Return what ``cell`` looks like at ``score`` and one stage further. None at the top."""
    if score == checklist.top_stage:
        return None
    return NextStage(
        cell=cell,
        now=checklist.stages[score],
        now_text=checklist.description(cell, score),
        next=checklist.stages[score + 1],
        next_text=checklist.description(cell, score + 1),
    )


def next_stages(checklist: Checklist, scores: Scores) -> tuple[NextStage, ...]:
    """Return the next stage of every scored cell below the top, in checklist order."""
    return _next_stages(checklist, _scored_cells(checklist, scores))


def focus(checklist: Checklist, result: Result, scores: Scores, count: int = 4) -> tuple[NextStage, ...]:
    """Return the next stages to look at first: those of the cells with the lowest scores, spread over elements.

    Among cells of one score every element gets a turn before any gets a second; the element with the lower
    total (as in ``weakest_cells``) goes first, and within an element its first group.
    """
    places = _places(result)
    turns: Counter[tuple[str, int]] = Counter()
    queue: list[tuple[int, int, int, ScoredCell]] = []
    for scored in _scored_cells(checklist, scores):
        letter = scored.cell.element
        if scored.score < checklist.top_stage:
            turns[letter, scored.score] += 1
            queue.append((scored.score, turns[letter, scored.score], places[letter], scored))
    queue.sort(key=lambda turn: turn[:3])
    return _next_stages(checklist, (scored for *_, scored in queue[:count]))


def _elements(checklist: Checklist, result: Result) -> list[RankedElement]:
    totals = result.elements
    return [RankedElement(e, totals[e.letter]) for e in checklist.elements if e.letter in totals]


def _groups(checklist: Checklist, result: Result) -> list[RankedGroup]:
    return [RankedGroup(group, result.groups[group.key]) for group in checklist.groups]


def _highest(ranked: list[Ranked], count: int) -> tuple[Ranked, ...]:
    complete, average = _complete(ranked)
    above = [one for one in complete if one.total.score > average]
    return tuple(sorted(above, key=lambda one: -one.total.score)[:count])


def _lowest(ranked: list[Ranked], count: int) -> tuple[Ranked, ...]:
    complete, average = _complete(ranked)
    below = [one for one in complete if one.total.score < average]
    return tuple(sorted(below, key=lambda one: one.total.score)[:count])


def _complete(ranked: list[Ranked]) -> tuple[list[Ranked], Fraction]:
    """Keep the complete ones, which all have the same maximum, and find their average score."""
    complete = [one for one in ranked if one.total.complete]
    return complete, Fraction(sum(one.total.score for one in complete), len(complete) or 1)


def _places(result: Result) -> dict[str, int]:
    """Return the place of each element by the average of its scored cells, lowest first; equals share a place."""
    averages = {
        letter: Fraction(total.score, total.scored) for letter, total in result.elements.items() if total.scored
    }
    order = sorted(set(averages.values()))
    return {letter: order.index(average) for letter, average in averages.items()}


def _scored_cells(checklist: Checklist, scores: Scores) -> list[ScoredCell]:
    return [ScoredCell(cell, scores[cell]) for cell in checklist.cells if cell in scores]


def _next_stages(checklist: Checklist, scored_cells: Iterable[ScoredCell]) -> tuple[NextStage, ...]:
    stages = (next_stage(checklist, scored.cell, scored.score) for scored in scored_cells)
    return tuple(stage for stage in stages if stage is not None)
