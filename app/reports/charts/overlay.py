"""The profiles of several cycles, one upon another, with their figures below."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.maturity.checklist import Element
from app.reports import trend_wording
from app.reports.charts import aims
from app.reports.charts.canvas import GAP, Canvas, Pen
from app.reports.charts.cycles import (
    Style,
    between,
    called,
    checklist_of,
    complete_totals,
    draw_sample,
    earlier,
    elements_of,
    figure,
    figures_note,
    full_score,
    mark_earlier,
)
from app.reports.charts.placing import Point
from app.reports.charts.verticals import Layout, Verticals
from app.reports.palette import PALETTES, Theme
from app.reports.target_marks import TargetMarks
from app.reports.trend import Trend, TrendCycle

_WIDE = Layout(720, 480, 140, 712, 58, 456, 12.5, 11.5)
_NARROW = Layout(358, 440, 108, 350, 34, 418, 11.5, None)
_ROW = 18.0  # of figures below the verticals
_NOTE = 18.0
_SMALL = 11.0
_DOT = 9.0


def overlay(
    trend: Trend,
    theme: Theme,
    *,
    narrow: bool = False,
    live_text: bool = False,
    targets: TargetMarks | None = None,
) -> bytes:
    """Return the profiles of the cycles as SVG. The same cycles and targets give the same bytes."""
    layout = _NARROW if narrow else _WIDE
    rows = 1 + len(earlier(trend)) + bool(targets)
    layout = replace(layout, bottom=layout.bottom + rows * _ROW + _NOTE)
    canvas = Canvas(layout.width, layout.height, PALETTES[theme], live_text)
    elements = elements_of(trend)
    frame = Verticals(canvas, layout, elements, full_score(trend))
    plot = _Plot(canvas, layout, frame, trend, elements, targets)
    frame.draw(checklist_of(trend).stages, plot.bare())
    plot.draw_lines()
    plot.draw_figures()
    plot.draw_note()
    return canvas.svg(trend_wording.chart_title(trend, "overlay"))


@dataclass(frozen=True, slots=True)
class _Plot:
    canvas: Canvas
    layout: Layout
    frame: Verticals
    trend: Trend
    elements: Sequence[Element]
    targets: TargetMarks | None

    def bare(self) -> list[int]:
        """Where no cycle has a score."""
        known = [[cycle.result.elements.get(e.letter) for cycle in self.trend.cycles] for e in self.elements]
        return [place for place, totals in enumerate(known) if not any(total and total.scored for total in totals)]

    def draw_lines(self) -> None:
        """The further back, the further below."""
        palette, last = self.canvas.palette, self.trend.cycles[-1]
        bars = self._open(last)
        for bar in bars:
            self.canvas.line(bar, palette.grid, 7)
        for cycle in between(self.trend):
            self.canvas.line(self._points(cycle), palette.grid, 1.5)
        for cycle, style in reversed(earlier(self.trend)):
            points = self._points(cycle)
            self.canvas.dashes(points, palette.axis, 1.5, style.pattern)
            mark_earlier(self.canvas, points, style)
        points = self._points(last)
        self.canvas.line(points, palette.data, 2.75)
        self._mark_targets(points)
        self.canvas.dots(points, _DOT, filled=not last.provisional)
        self.canvas.dots([low for low, _ in bars] or [GAP], _DOT, filled=False)

    def draw_figures(self) -> None:
        """A row for each cycle that is told apart, and one for the targets: its line, its name, its totals."""
        last = self.trend.cycles[-1]
        rows: list[tuple[TrendCycle, Style | None]] = [(last, None), *earlier(self.trend)]
        for place, (cycle, style) in enumerate(rows):
            y = self._row(place)
            draw_sample(self.canvas, (4, y), style, provisional=cycle.provisional)
            self._name(y, called(cycle, Pen(_SMALL, ""), self.layout.left - 42 + 4))
            self._write(y, [figure(cycle.result.elements.get(e.letter)) for e in self.elements], bold=style is None)
        if self.targets:
            y, points = self._row(len(rows)), self.targets.points
            self.canvas.marks([(18, y)], "D", 6.5, self.canvas.palette.paper, self.canvas.palette.ink)
            self._name(y, "Target")
            self._write(y, [str(points.get(e.letter, "–")) for e in self.elements], bold=False)

    def draw_note(self) -> None:
        number = len(between(self.trend))
        faint = f"Faint lines: {number} between." if number else ""
        target = f"{aims.key(self.targets)}." if self.targets else ""
        notes = figures_note(self.trend)
        said = " ".join(filter(None, (target, faint, notes and f"{notes}.")))
        self.canvas.write((4, 7), said, Pen(_SMALL, self.canvas.palette.ink_soft), across="left")

    def _points(self, cycle: TrendCycle) -> list[Point]:
        totals = complete_totals(cycle, self.elements)
        return [(self.frame.x(place), self.frame.y(t.score)) if t else GAP for place, t in enumerate(totals)]

    def _open(self, cycle: TrendCycle) -> list[tuple[Point, Point]]:
        """Return from where to where a total can still come, for each element that is scored in part."""
        totals = [cycle.result.elements.get(element.letter) for element in self.elements]
        parts = [(self.frame.x(p), t) for p, t in enumerate(totals) if t and 0 < t.scored < t.cells]
        return [((x, self.frame.y(total.low)), (x, self.frame.y(total.high))) for x, total in parts]

    def _mark_targets(self, points: Sequence[Point]) -> None:
        marked = self.targets.points if self.targets else {}
        for place, element in enumerate(self.elements):
            if element.letter in marked:
                at = (self.frame.x(place), self.frame.y(marked[element.letter]))
                aims.mark(self.canvas, at, reached=at == points[place])

    def _row(self, place: int) -> float:
        names = 40 if self.layout.name_size else 22
        return self.layout.bottom - names - 16 - place * _ROW

    def _name(self, y: float, name: str) -> None:
        pen = Pen(_SMALL, self.canvas.palette.ink)
        self.canvas.write((38, y), name, pen, across="left", upright="center")

    def _write(self, y: float, figures: Sequence[str], *, bold: bool) -> None:
        palette = self.canvas.palette
        pen = Pen(self.layout.value_size, palette.ink if bold else palette.ink_soft, bold=bold)
        for place, text in enumerate(figures):
            self.canvas.write((self.frame.x(place), y), text, pen, upright="center")
