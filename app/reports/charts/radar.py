"""The same totals around a centre. Second to the profile: area flatters high scores."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.assessments.snapshot import Snapshot
from app.maturity.checklist import Element
from app.maturity.scoring import ElementTotal
from app.reports import wording
from app.reports.charts import aims
from app.reports.charts.canvas import GAP, Canvas, Pen
from app.reports.charts.series import axes_of, scope_note
from app.reports.charts.web import Layout, Web, two_lines
from app.reports.palette import PALETTES, Theme
from app.reports.target_marks import TargetMarks

_WIDE = Layout(430, 366, 130)
_NARROW = Layout(358, 300, 96)
_DOT = 8.0


def radar(
    snapshot: Snapshot,
    theme: Theme,
    *,
    narrow: bool = False,
    live_text: bool = False,
    targets: TargetMarks | None = None,
) -> bytes:
    """Return the radar chart as SVG. The same snapshot and targets give the same bytes.

    ``live_text`` keeps text as text, for a reader that has the typeface.
    """
    layout = _NARROW if narrow else _WIDE
    canvas = Canvas(layout.width, layout.height, PALETTES[theme], live_text)
    axes = axes_of(snapshot)
    web = Web(canvas, layout, [element for element, _ in axes], axes[0][1].maximum)
    plot = _Plot(canvas, web, axes, targets)
    web.draw(snapshot.checklist.stages)
    plot.draw_totals()
    web.draw_names([two_lines(element, _figure(total), complete=total.complete) for element, total in axes])
    plot.draw_notes(scope_note(snapshot))
    return canvas.svg(wording.chart_title(snapshot, "radar"))


@dataclass(frozen=True, slots=True)
class _Plot:
    canvas: Canvas
    web: Web
    axes: Sequence[tuple[Element, ElementTotal]]
    targets: TargetMarks | None

    def draw_totals(self) -> None:
        points = [self.web.at(place, total.score) for place, (_, total) in enumerate(self.axes)]
        complete = [total.complete for _, total in self.axes]
        shown = [point if whole else GAP for point, whole in zip(points, complete, strict=True)]
        so_far = [point for point, (_, total) in zip(points, self.axes, strict=True) if 0 < total.scored < total.cells]
        self.web.draw_marks()
        if all(complete):
            self.canvas.area(points, 0.10)
        self.canvas.line([*shown, shown[0]], self.canvas.palette.data, 2.75)
        self._mark_targets()
        self.canvas.dots(shown, _DOT, filled=True)
        if so_far:
            self.canvas.dots(so_far, _DOT, filled=False)

    def draw_notes(self, scope: str) -> None:
        if self.targets:
            aims.draw_key(self.canvas, (4, self.canvas.height - 9), self.targets)
        if scope:
            self.canvas.write((4, 8), scope, Pen(12, self.canvas.palette.ink_soft), across="left")

    def _mark_targets(self) -> None:
        marked = self.targets.points if self.targets else {}
        for place, (element, total) in enumerate(self.axes):
            if element.letter in marked:
                points = marked[element.letter]
                reached = bool(total.scored) and points == total.score
                aims.mark(self.canvas, self.web.at(place, points), reached=reached)


def _figure(total: ElementTotal) -> str:
    if total.complete:
        return str(total.score)
    return f"so far {total.score}" if total.scored else "not scored"
