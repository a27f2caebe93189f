"""Every figure of the cycles that are compared, as rows of a file: a row for each figure of each cycle."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from app.maturity.comparison import Change, Comparison, Step, steps
from app.maturity.scoring import Total
from app.plans.naming import name_of
from app.reports.trend import Trend, TrendCycle

COLUMNS = (
    "unit",
    "cycle",
    "held_on",
    "status",
    "checklist",
    "level",
    "element",
    "group",
    "name",
    "score",
    "maximum",
    "scored_cells",
    "cells",
    "band",
    "since_first",
    "since_first_cells",
    "since_previous",
    "since_previous_cells",
)
Value = str | int
_NO_CHANGE: tuple[Value, ...] = ("", "")


class _Key(NamedTuple):
    """What a row is about: nothing is the overall score."""

    element: str = ""
    group: str = ""

    @property
    def level(self) -> str:
        if self.element and self.group:
            return "cell"
        return "element" if self.element else "group" if self.group else "overall"


_Changes = Mapping[_Key, tuple[Value, ...]]


def comparison_rows(trend: Trend) -> Iterator[tuple[Value, ...]]:
    """Return the header and the rows. A change stands beside the number of cells that it is over; empty: none."""
    yield COLUMNS
    for cycle, step in zip(trend.cycles, steps(trend.cycles), strict=True):
        yield from _cycle_rows(trend, cycle, step)


def _cycle_rows(trend: Trend, cycle: TrendCycle, step: Step) -> Iterator[tuple[Value, ...]]:
    since = [_changes(comparison) for comparison in (step.since_first, step.since_previous)]
    status = "provisional" if cycle.provisional else "final"
    version = f"{cycle.checklist.version} ({cycle.checklist.language})"
    for key, name, figures in _figures(cycle):
        about = (trend.unit, cycle.name, cycle.held_on.isoformat(), status, version, key.level, *key, name)
        band = cycle.result.band.name if key == _Key() and cycle.result.band else ""
        yield (*about, *figures, band, *(value for one in since for value in one.get(key, _NO_CHANGE)))


def _figures(cycle: TrendCycle) -> Iterator[tuple[_Key, str, tuple[Value, ...]]]:
    """Return what each row of a cycle is about, its name, and score, maximum, cells scored and cells."""
    checklist, result, top = cycle.checklist, cycle.result, cycle.checklist.top_stage
    yield _Key(), "Overall", _total(result.overall)
    for element in checklist.elements:
        if element.letter in result.elements:
            yield _Key(element=element.letter), element.name, _total(result.elements[element.letter])
    for group in checklist.groups:
        yield _Key(group=group.key), group.name, _total(result.groups[group.key])
    for cell in checklist.cells:
        if cell.element in result.elements:
            scored = cell in cycle.scores
            yield _Key(*cell), name_of(checklist, cell), (cycle.scores[cell] if scored else "", top, int(scored), 1)


def _total(total: Total) -> tuple[Value, ...]:
    return (total.score if total.scored else "", total.maximum, total.scored, total.cells)


def _changes(comparison: Comparison | None) -> _Changes:
    """Return each change of a comparison and over how many cells it is."""
    if comparison is None or not comparison.cells:
        return {}
    return {
        _Key(): _change(comparison.overall, len(comparison.cells)),
        **{_Key(element=one.element.letter): _change(one.change, one.shared) for one in comparison.elements},
        **{_Key(group=one.group.key): _change(one.change, one.shared) for one in comparison.groups},
        **{_Key(*one.cell): _change(one.change, 1) for one in comparison.cells},
    }


def _change(change: Change, cells: int) -> tuple[Value, ...]:
    return (change.by, cells)
