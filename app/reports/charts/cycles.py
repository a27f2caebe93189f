"""What charts of several cycles share: their elements, how each cycle is drawn, and what it is called."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.maturity.checklist import Checklist, Element
from app.maturity.scoring import ElementTotal
from app.reports.charts.calendar import short_day
from app.reports.charts.canvas import Canvas, Pen, can_be_drawn
from app.reports.charts.placing import Point
from app.reports.charts.series import shortened
from app.reports.trend import Trend, TrendCycle

_DOTTED = (1.5, 2.5)


@dataclass(frozen=True, slots=True)
class Style:
    """How the line of an earlier cycle is broken and its totals are marked. Those between others have no marks."""

    pattern: Point = (4, 3)
    square: bool = False


_FIRST = Style(_DOTTED, square=True)
_PREVIOUS = Style()


def checklist_of(trend: Trend) -> Checklist:
    """Return the newest checklist, which names elements and groups."""
    return trend.cycles[-1].checklist


def elements_of(trend: Trend) -> list[Element]:
    """Return the elements that any of the cycles has in scope."""
    within = {letter for cycle in trend.cycles for letter in cycle.result.elements}
    return [element for element in checklist_of(trend).elements if element.letter in within]


def full_score(trend: Trend) -> int:
    """Return the most points that an element can have."""
    checklist = checklist_of(trend)
    return len(checklist.groups) * checklist.top_stage


def earlier(trend: Trend) -> list[tuple[TrendCycle, Style]]:
    """Return the cycles that are told apart beside the last one: the one before it and the first, as they are drawn."""
    before = trend.cycles[:-1]
    styled = [(before[-1], _PREVIOUS)] if before else []
    return [*styled, (before[0], _FIRST)] if len(before) > 1 else styled


def between(trend: Trend) -> Sequence[TrendCycle]:
    """Return the cycles that are only hinted at."""
    return trend.cycles[1:-2]


def complete_totals(cycle: TrendCycle, elements: Sequence[Element]) -> list[ElementTotal | None]:
    """Return the totals that can be joined by a line, and None where an element is open or out of scope."""
    totals = [cycle.result.elements.get(element.letter) for element in elements]
    return [total if total and total.complete else None for total in totals]


def called(cycle: TrendCycle, pen: Pen, room: float) -> str:
    """Return the name of a cycle in at most ``room`` pixels; its day when the typeface lacks a character of it."""
    return shortened(cycle.name if can_be_drawn(cycle.name) else short_day(cycle.held_on), pen, room)


def mark_earlier(canvas: Canvas, points: Sequence[Point], style: Style, size: float = 7.0) -> None:
    """Mark totals of an earlier cycle."""
    canvas.marks(points, "s" if style.square else "o", size - style.square, canvas.palette.paper, canvas.palette.axis)


def draw_sample(canvas: Canvas, left: Point, style: Style | None, *, provisional: bool = False) -> None:
    """Draw a bit of a cycle's line for a key, 28 pixels from ``left``; no ``style``: the last cycle's."""
    (x, y), palette = left, canvas.palette
    ends, middle = [(x, y), (x + 28, y)], [(x + 14, y)]
    if style:
        canvas.dashes(ends, palette.axis, 1.5, style.pattern)
        mark_earlier(canvas, middle, style)
        return
    canvas.line(ends, palette.data, 2.75)
    canvas.dots(middle, 9, filled=not provisional)


def figure(total: ElementTotal | None) -> str:
    """Return a total in a column of figures: "8", "(4)" so far, or a dash."""
    if not total or not total.scored:
        return "–"
    return str(total.score) if total.complete else f"({total.score})"


def figures_note(trend: Trend) -> str:
    """Return what brackets and dashes among the figures mean, if there are any."""
    totals = [cycle.result.elements.get(e.letter) for cycle in trend.cycles for e in elements_of(trend)]
    brackets = any(total and 0 < total.scored < total.cells for total in totals)
    dashes = any(not total or not total.scored for total in totals)
    said = ["( ) so far" if brackets else "", "– no total" if dashes else ""]
    return ", ".join(filter(None, said))
