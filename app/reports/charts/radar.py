"""The same totals around a centre. Second to the profile: area flatters high scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from app.assessments.snapshot import Snapshot
from app.maturity.checklist import Element, Stage
from app.maturity.scoring import ElementTotal
from app.reports import wording
from app.reports.charts.canvas import GAP, Across, Canvas, Pen, Point
from app.reports.charts.series import axes_of, scope_note
from app.reports.palette import PALETTES, Theme


@dataclass(frozen=True, slots=True)
class _Layout:
    """Pixels: the sheet, and the radius of the full score."""

    width: float
    height: float
    radius: float


_WIDE = _Layout(430, 366, 130)
_NARROW = _Layout(358, 300, 96)
_VALUE_SIZE = 14.5
_NAME_SIZE = 12.0
_BELOW_CENTRE = 4  # two lines of text stand above the web's top, and two below its bottom, which reaches less far

_RING_SIZE = 11.0
_UPRIGHT = 0.2  # sine of the angle from the vertical within which a name is centred on its spoke


def radar(snapshot: Snapshot, theme: Theme, *, narrow: bool = False, live_text: bool = False) -> bytes:
    """Return the radar chart as SVG. The same snapshot gives the same bytes.

    ``live_text`` keeps text as text, for a reader that has the typeface.
    """
    layout = _NARROW if narrow else _WIDE
    canvas = Canvas(layout.width, layout.height, PALETTES[theme], live_text)
    plot = _Plot(canvas, layout, axes_of(snapshot))
    plot.draw_web(snapshot.checklist.stages)
    plot.draw_totals()
    plot.draw_names()
    plot.draw_note(scope_note(snapshot))
    return canvas.svg(wording.chart_title(snapshot, "radar"))


@dataclass(frozen=True, slots=True)
class _Plot:
    canvas: Canvas
    layout: _Layout
    axes: Sequence[tuple[Element, ElementTotal]]

    @property
    def maximum(self) -> int:
        return self.axes[0][1].maximum

    def angle(self, place: float) -> float:
        """Clockwise from the top."""
        return 2 * pi * place / len(self.axes)

    def at(self, place: float, points: float, beyond: float = 0) -> Point:
        """Where ``points`` lie on the spoke at ``place``, ``beyond`` pixels further out."""
        reach = points / self.maximum * self.layout.radius + beyond
        x, y = self.layout.width / 2, self.layout.height / 2 - _BELOW_CENTRE
        return x + reach * sin(self.angle(place)), y + reach * cos(self.angle(place))

    def draw_web(self, stages: Sequence[Stage]) -> None:
        palette, places = self.canvas.palette, range(len(self.axes))
        marks = [stage.score * self.maximum // stages[-1].score for stage in stages[1:]]
        for mark in marks:
            ring = [self.at(place, mark) for place in (*places, 0)]
            self.canvas.line(ring, palette.axis if mark == self.maximum else palette.grid)
        spokes = [point for place in places for point in (self.at(place, 0), self.at(place, self.maximum), GAP)]
        self.canvas.line(spokes, palette.grid)

    def draw_totals(self) -> None:
        points = [self.at(place, total.score) for place, (_, total) in enumerate(self.axes)]
        complete = [total.complete for _, total in self.axes]
        shown = [point if whole else GAP for point, whole in zip(points, complete, strict=True)]
        so_far = [point for point, (_, total) in zip(points, self.axes, strict=True) if 0 < total.scored < total.cells]
        self._write_marks()
        if all(complete):
            self.canvas.area(points, 0.10)
        self.canvas.line([*shown, shown[0]], self.canvas.palette.data, 2.75)
        self.canvas.dots(shown, 8, filled=True)
        if so_far:
            self.canvas.dots(so_far, 8, filled=False)

    def draw_names(self) -> None:
        palette = self.canvas.palette
        bold, soft = Pen(_VALUE_SIZE, palette.ink, bold=True), Pen(_NAME_SIZE, palette.ink_soft)
        for place, (element, total) in enumerate(self.axes):
            x, y = self.at(place, self.maximum, beyond=15)
            # Two lines, outside the web: upwards of their point at the top, downwards at the bottom.
            y += 8 * cos(self.angle(place)) + 2
            first, second = _two_lines(element, total)
            self.canvas.write((x, y), first, bold, across=self._across(place))
            self.canvas.write((x, y - 15), second, soft, across=self._across(place))

    def draw_note(self, note: str) -> None:
        if note:
            self.canvas.write((4, 8), note, Pen(12, self.canvas.palette.ink_soft), across="left")

    def _across(self, place: int) -> Across:
        sideways = sin(self.angle(place))
        if abs(sideways) < _UPRIGHT:
            return "center"
        return "left" if sideways > 0 else "right"

    def _write_marks(self) -> None:
        """The figures of the rings, between the first two spokes, where they are in nobody's way."""
        pen = Pen(_RING_SIZE, self.canvas.palette.ink_soft, ground=self.canvas.palette.paper)
        step = self.maximum // 3
        for mark in range(step, self.maximum + 1, step):
            x, y = self.at(0.5, mark * cos(pi / len(self.axes)))
            self.canvas.write((x, y), str(mark), pen, upright="center")


def _two_lines(element: Element, total: ElementTotal) -> tuple[str, str]:
    """The figure takes the place of the name while it needs more words than "8"."""
    if total.complete:
        return f"{element.letter} {total.score}", element.short
    return element.letter, f"so far {total.score}" if total.scored else "not scored"
