"""The radars of up to three cycles: the first, the last but one and the last."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.maturity.checklist import Element
from app.reports import trend_wording
from app.reports.charts import aims
from app.reports.charts.canvas import GAP, Canvas, Pen
from app.reports.charts.cycles import (
    Style,
    called,
    checklist_of,
    complete_totals,
    draw_sample,
    earlier,
    elements_of,
    full_score,
    mark_earlier,
)
from app.reports.charts.placing import Point
from app.reports.charts.web import Layout, Web, two_lines
from app.reports.palette import PALETTES, Theme
from app.reports.target_marks import TargetMarks
from app.reports.trend import Trend, TrendCycle

_WIDE = Layout(430, 430, 130, head=64)
_NARROW = Layout(358, 364, 96, head=64)
_KEY_SIZE = 12.0
_DOT = 8.0


def radar_overlay(
    trend: Trend,
    theme: Theme,
    *,
    narrow: bool = False,
    live_text: bool = False,
    targets: TargetMarks | None = None,
) -> bytes:
    """Return the radars of the cycles as SVG. The same cycles and targets give the same bytes."""
    layout = _NARROW if narrow else _WIDE
    canvas = Canvas(layout.width, layout.height, PALETTES[theme], live_text)
    elements = elements_of(trend)
    web = Web(canvas, layout, elements, full_score(trend))
    plot = _Plot(canvas, web, trend, elements, targets)
    web.draw(checklist_of(trend).stages)
    web.draw_marks()
    plot.draw_lines()
    web.draw_names([plot.words(element) for element in elements])
    plot.draw_key()
    return canvas.svg(trend_wording.chart_title(trend, "radar-overlay"))


@dataclass(frozen=True, slots=True)
class _Plot:
    canvas: Canvas
    web: Web
    trend: Trend
    elements: Sequence[Element]
    targets: TargetMarks | None

    def words(self, element: Element) -> tuple[str, str]:
        """The figure of the last cycle."""
        total = self.trend.cycles[-1].result.elements.get(element.letter)
        if not total:
            return two_lines(element, "out of scope", complete=False)
        open_ = f"so far {total.score}" if total.scored else "not scored"
        return two_lines(element, str(total.score) if total.complete else open_, complete=total.complete)

    def draw_lines(self) -> None:
        palette, last = self.canvas.palette, self.trend.cycles[-1]
        for cycle, style in reversed(earlier(self.trend)):
            points = self._points(cycle)
            self.canvas.dashes([*points, points[0]], palette.axis, 1.5, style.pattern)
            mark_earlier(self.canvas, points, style, 6)
        points = self._points(last)
        self.canvas.line([*points, points[0]], palette.data, 2.75)
        self._mark_targets(points)
        self.canvas.dots(points, _DOT, filled=not last.provisional)
        totals = [last.result.elements.get(element.letter) for element in self.elements]
        so_far = [self.web.at(p, t.score) for p, t in enumerate(totals) if t and 0 < t.scored < t.cells]
        self.canvas.dots(so_far or [GAP], _DOT, filled=False)

    def draw_key(self) -> None:
        pen, y = Pen(_KEY_SIZE, self.canvas.palette.ink), self.canvas.height - 12
        last = self.trend.cycles[-1]
        rows: list[tuple[TrendCycle, Style | None]] = [(last, None), *earlier(self.trend)]
        for cycle, style in rows:
            draw_sample(self.canvas, (4, y), style, provisional=cycle.provisional)
            name = called(cycle, pen, self.canvas.width - 46)
            self.canvas.write((40, y), name, pen, across="left", upright="center")
            y -= 18
        if self.targets:
            aims.draw_key(self.canvas, (13, y), self.targets, aside=11)

    def _points(self, cycle: TrendCycle) -> list[Point]:
        totals = complete_totals(cycle, self.elements)
        return [self.web.at(place, total.score) if total else GAP for place, total in enumerate(totals)]

    def _mark_targets(self, points: Sequence[Point]) -> None:
        marked = self.targets.points if self.targets else {}
        for place, element in enumerate(self.elements):
            if element.letter in marked:
                at = self.web.at(place, marked[element.letter])
                aims.mark(self.canvas, at, reached=at == points[place])
