"""How the total of each element moved, from the first cycle to the last one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.maturity.checklist import Element
from app.maturity.comparison import compare, largest_first
from app.maturity.narrative import signed
from app.maturity.scoring import ElementTotal
from app.reports import trend_wording
from app.reports.charts import aims
from app.reports.charts.canvas import Canvas, Pen, text_width
from app.reports.charts.cycles import called, checklist_of, elements_of, figure, figures_note, full_score
from app.reports.charts.placing import Across, Box, Point
from app.reports.charts.series import in_two_lines
from app.reports.palette import PALETTES, Theme
from app.reports.target_marks import TargetMarks
from app.reports.trend import Trend, TrendCycle


@dataclass(frozen=True, slots=True)
class _Layout:
    """Pixels. The tracks lie between ``left`` and ``right``, the first one ``head`` below the sheet's upper edge."""

    width: float
    height: float
    left: float
    right: float
    head: float
    row: float
    name_above: float | None
    """How high above its track an element's name stands; None: at its left."""


_WIDE = _Layout(720, 440, 250, 580, 88, 36, None)
_NARROW = _Layout(358, 520, 10, 348, 112, 44, 14)
_NAME_SIZE = 12.0
_FIGURE_SIZE = 13.0
_SMALL = 11.0
_COLUMNS = (-94.0, -58.0, -8.0)  # from the right edge: where the first total, the last one and the change end
_DOT = 9.0
_RING = 14.0  # of the first total's mark when the last one equals it


def slope(
    trend: Trend,
    theme: Theme,
    *,
    narrow: bool = False,
    live_text: bool = False,
    targets: TargetMarks | None = None,
) -> bytes:
    """Return the chart of the changes by element as SVG. The same cycles and targets give the same bytes."""
    layout = _NARROW if narrow else _WIDE
    if targets:  # nearer rows leave room below for what the diamonds mark
        layout = replace(layout, row=layout.row - 2)
    canvas = Canvas(layout.width, layout.height, PALETTES[theme], live_text)
    plot = _Plot(canvas, layout, trend, targets)
    rows = _rows(trend)
    plot.draw_key()
    plot.draw_scale(len(rows))
    for place, row in enumerate(rows):
        plot.draw_row(place, row)
    plot.draw_note()
    return canvas.svg(trend_wording.chart_title(trend, "slope"))


@dataclass(frozen=True, slots=True)
class _Row:
    """An element's totals in the order of the cycles, and its change, unless there is nothing to compare."""

    element: Element
    totals: tuple[ElementTotal | None, ...]
    change: int | None


def _rows(trend: Trend) -> list[_Row]:
    """Return the elements, the largest change first, and last those that can't be compared."""
    compared = largest_first(compare(trend.cycles[0], trend.cycles[-1]).elements)
    changes = {one.element.letter: one.change.by for one in compared if one.shared == one.cells}
    elements = {element.letter: element for element in elements_of(trend)}
    return [
        _Row(element, tuple(c.result.elements.get(element.letter) for c in trend.cycles), changes.get(element.letter))
        for element in (elements[letter] for letter in dict.fromkeys((*changes, *elements)))
    ]


@dataclass(frozen=True, slots=True)
class _Plot:
    canvas: Canvas
    layout: _Layout
    trend: Trend
    targets: TargetMarks | None

    def x(self, points: float) -> float:
        return self.layout.left + points / full_score(self.trend) * (self.layout.right - self.layout.left)

    def y(self, place: float) -> float:
        return self.layout.height - self.layout.head - place * self.layout.row

    @property
    def ends(self) -> tuple[TrendCycle, TrendCycle]:
        return self.trend.cycles[0], self.trend.cycles[-1]

    def draw_key(self) -> None:
        """The first cycle square, the last one round, those between as strokes; on a phone one below another."""
        canvas, layout = self.canvas, self.layout
        pen, x, y = Pen(_NAME_SIZE, canvas.palette.ink), 8.0, layout.height - 14
        between = len(self.trend.cycles) - 2
        aside = 110 if between > 0 else 0
        narrow = layout.name_above is not None
        room = layout.width - 30 - aside if narrow else (layout.width - aside - 60) / 2
        for cycle, last in zip(self.ends, (False, True), strict=True):
            self._mark((x, y), last=last, provisional=cycle.provisional)
            name = called(cycle, pen, room)
            canvas.write((x + 10, y), name, pen, across="left", upright="center")
            x, y = (x, y - 18) if narrow else (x + 34 + text_width(name, pen), y)
        if between > 0:
            y = layout.height - 14
            said = f"{between} between" if between > 1 else "the one between"
            canvas.write(
                (layout.width - 8, y), said, Pen(_NAME_SIZE, canvas.palette.ink_soft), across="right", upright="center"
            )
            self._strokes([layout.width - 16 - text_width(said, pen)], y)

    def draw_scale(self, rows: int) -> None:
        canvas, layout, stages = self.canvas, self.layout, checklist_of(self.trend).stages
        names, figures = Pen(_SMALL, canvas.palette.ink_soft), Pen(_NAME_SIZE, canvas.palette.ink_soft)
        top, bottom = self.y(0) + 18 + (layout.name_above or 0), self.y(rows - 1) - 14
        for stage in stages:
            mark = stage.score * full_score(self.trend) // stages[-1].score
            x = self.x(mark)
            canvas.line([(x, bottom), (x, top)], canvas.palette.grid)
            across: Across = "left" if stage == stages[0] and layout.name_above else "center"
            across = "right" if stage == stages[-1] else across
            at = x + {"left": -6, "right": 6, "center": 0}[across]
            canvas.write((at, top + 17), in_two_lines(stage.name), names, across=across, upright="center")
            canvas.write((x, bottom - 14), str(mark), figures)
        if layout.name_above is None:
            self._draw_heads(top + 17)

    def draw_row(self, place: int, row: _Row) -> None:
        canvas, layout, y = self.canvas, self.layout, self.y(place)
        canvas.line([(layout.left, y), (layout.right, y)], canvas.palette.grid)
        pen = Pen(_NAME_SIZE, canvas.palette.ink)
        if layout.name_above:
            ground = Pen(pen.size, pen.colour, ground=canvas.palette.paper)
            canvas.write((layout.left - 6, y + layout.name_above), row.element.name, ground, across="left")
        else:
            canvas.write((layout.left - 18, y), row.element.name, pen, across="right", upright="center")
        self._write_figures(y + (layout.name_above or -0.365 * _FIGURE_SIZE), row)
        self._draw_track(y, row)

    def draw_note(self) -> None:
        pen = Pen(_SMALL, self.canvas.palette.ink_soft)
        self.canvas.write((4, 8), figures_note(self.trend), pen, across="left")
        if self.targets:
            aims.draw_key(self.canvas, (4, 27), self.targets)

    def _draw_heads(self, y: float) -> None:
        first, last, change = (self.layout.width + end for end in _COLUMNS)
        for x, is_last, cycle in zip((first, last), (False, True), self.ends, strict=True):
            self._mark((x - 7, y), last=is_last, provisional=cycle.provisional)
        pen = Pen(_SMALL, self.canvas.palette.ink_soft)
        self.canvas.write((change, y), "change", pen, across="right", upright="center")

    def _write_figures(self, y: float, row: _Row) -> None:
        palette = self.canvas.palette
        soft = Pen(_FIGURE_SIZE, palette.ink_soft, ground=palette.paper)
        bold = Pen(_FIGURE_SIZE, palette.ink, bold=True, ground=palette.paper)
        change = "–" if row.change is None else signed(row.change)
        said = ((figure(row.totals[0]), soft), (figure(row.totals[-1]), soft), (change, bold))
        for end, (text, pen) in zip(_COLUMNS, said, strict=True):
            self.canvas.write((self.layout.width + end, y), text, pen, across="right")

    def _draw_track(self, y: float, row: _Row) -> None:
        canvas, (first, last) = self.canvas, (row.totals[0], row.totals[-1])
        if last and last.scored and not last.complete:
            canvas.line([(self.x(last.low), y), (self.x(last.high), y)], canvas.palette.grid, 7)
        known = [self.x(total.score) for total in row.totals[1:-1] if total and total.complete]
        ends = [self.x(total.score) for total in (first, last) if total and total.complete]
        if known and ends:
            canvas.dashes([(min(known + ends), y), (max(known + ends), y)], canvas.palette.axis)
        if row.change is not None:
            canvas.line([(ends[0], y), (ends[1], y)], canvas.palette.data, 2.75)
        self._strokes(known, y)
        self._mark_target(y, row)
        if first and first.scored:
            equal = bool(last and last.scored and first.score == last.score)
            self._mark((self.x(first.score), y), last=False, provisional=False, ring=equal)
        if last and last.scored:
            open_ = self.ends[1].provisional or not last.complete
            self._mark((self.x(last.score), y), last=True, provisional=open_)

    def _mark_target(self, y: float, row: _Row) -> None:
        points = self.targets.points.get(row.element.letter) if self.targets else None
        if points is not None:
            reached = any(total and total.score == points for total in (row.totals[0], row.totals[-1]))
            aims.mark(self.canvas, (self.x(points), y), reached=reached)

    def _strokes(self, xs: Sequence[float], y: float) -> None:
        """Small upright strokes: totals of the cycles between."""
        for x in xs:
            self.canvas.fill(Box(x - 0.9, y - 6, x + 0.9, y + 6), self.canvas.palette.data)

    def _mark(self, at: Point, *, last: bool, provisional: bool, ring: bool = False) -> None:
        canvas = self.canvas
        if last:
            canvas.dots([at], _DOT - 2 * provisional, filled=not provisional)
        else:
            canvas.marks([at], "s", _RING if ring else _DOT - 1, canvas.palette.paper, canvas.palette.axis)
