"""Small drawings that a template makes of a comparison: where lines and dots lie. No text, no colours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from app.maturity.checklist import Checklist
from app.maturity.peers import Spread
from app.maturity.scoring import Result
from app.reports.target_marks import TargetMarks

TALL = 78
"""Pixels from the mark of the lowest stage up to that of the highest."""


@dataclass(frozen=True, slots=True)
class Board:
    """What every small profile is drawn on: two units wide for each element, a point high for each of its points."""

    width: int
    height: int
    grid: str
    """The path of the lines at the stages' marks."""
    letters: str
    """Where each element's letter stands, in percent, below its place."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The element totals of a unit: a line for each run of elements in scope, and a dot for each of them."""

    lines: tuple[str, ...]
    dots: str


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where a spread reaches on the scale of an element, in percent."""

    low: str
    high: str


def board(checklist: Checklist) -> Board:
    """Return what the profiles of this checklist are drawn on."""
    places, cells = len(checklist.elements), len(checklist.groups)
    width, height = 2 * places, cells * checklist.top_stage
    return Board(
        width=width,
        height=height,
        grid="".join(f"M0 {height - stage.score * cells}H{width}" for stage in checklist.stages),
        letters=" ".join(_percent(2 * place + 1, width) for place in range(places)),
    )


def profile(checklist: Checklist, result: Result) -> Profile:
    """Return the drawing of a complete result."""
    height = len(checklist.groups) * checklist.top_stage
    runs = [[f"{x},{height - score}" for x, score in run] for run in _runs(checklist, result)]
    dots = "".join(f"M{point.replace(',', ' ')}h0" for run in runs for point in run)
    return Profile(tuple(" ".join(run) for run in runs), dots)


def aims(checklist: Checklist, targets: TargetMarks | None) -> tuple[tuple[str, float], ...]:
    """Return where the elements' targets are marked: across in percent, down in pixels of a drawing ``TALL`` high."""
    places, height = len(checklist.elements), len(checklist.groups) * checklist.top_stage
    points = targets.points if targets else {}
    return tuple(
        (_percent(2 * place + 1, 2 * places), round(TALL * (1 - points[element.letter] / height), 1))
        for place, element in enumerate(checklist.elements)
        if element.letter in points
    )


def span(checklist: Checklist, spread: Spread) -> Span:
    """Return where the spread of an element lies."""
    maximum = len(checklist.groups) * checklist.top_stage
    return Span(_percent(spread.lowest, maximum), _percent(spread.highest, maximum))


def marks(checklist: Checklist) -> tuple[str, ...]:
    """Return where the stages are marked on the scale of an element."""
    return tuple(_percent(stage.score, checklist.top_stage) for stage in checklist.stages)


def _runs(checklist: Checklist, result: Result) -> Iterator[Iterable[tuple[int, int]]]:
    places = [
        (2 * place + 1, result.elements[element.letter].score if element.letter in result.elements else None)
        for place, element in enumerate(checklist.elements)
    ]
    for in_scope, run in groupby(places, key=lambda one: one[1] is not None):
        if in_scope:
            yield [(x, score) for x, score in run if score is not None]


def _percent(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.2f}%"
