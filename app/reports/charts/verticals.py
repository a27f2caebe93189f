"""What profiles are drawn on: a vertical for each element, from 0 to its full score, marked with the four stages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.maturity.checklist import Element, Stage
from app.reports.charts.canvas import GAP, Canvas, Pen, text_width
from app.reports.charts.placing import Point
from app.reports.charts.series import in_two_lines

AXIS_SIZE = 12.0
_TICK = 2.5


@dataclass(frozen=True, slots=True)
class Layout:
    """Pixels. The verticals stand between ``left`` and ``right``, from ``bottom`` up to ``top``."""

    width: float
    height: float
    left: float
    right: float
    bottom: float
    top: float
    value_size: float
    name_size: float | None
    """None: the letters alone, for there is no room for names."""


@dataclass(frozen=True, slots=True)
class Verticals:
    """The verticals of these elements, each up to ``maximum`` points."""

    canvas: Canvas
    layout: Layout
    elements: Sequence[Element]
    maximum: int

    def x(self, place: int) -> float:
        """Where the vertical at this place stands."""
        layout = self.layout
        inset = 0.4 * (layout.right - layout.left) / len(self.elements)
        return layout.left + inset + place * (layout.right - layout.left - 2 * inset) / (len(self.elements) - 1)

    def y(self, points: float) -> float:
        """How high so many points lie."""
        return self.layout.bottom + points / self.maximum * (self.layout.top - self.layout.bottom)

    def draw(self, stages: Sequence[Stage], bare: Collection[int]) -> None:
        """Draw stages, verticals and names; the verticals at ``bare`` places are broken, for nothing is known there."""
        self._draw_stages(stages)
        self._draw_verticals(bare)
        self._draw_names()

    def _draw_stages(self, stages: Sequence[Stage]) -> None:
        palette, left = self.canvas.palette, self.layout.left
        name_pen, figure_pen = Pen(AXIS_SIZE, palette.ink), Pen(AXIS_SIZE, palette.ink_soft)
        for stage in stages:
            mark = stage.score * self.maximum // stages[-1].score
            self.canvas.line([(left, self.y(mark)), (self.layout.right, self.y(mark))], palette.grid)
            self.canvas.write((left - 8, self.y(mark)), str(mark), figure_pen, across="right", upright="center")
            name = stage.name if self.layout.name_size else in_two_lines(stage.name)
            self.canvas.write((left - 28, self.y(mark)), name, name_pen, across="right", upright="center")

    def _draw_verticals(self, bare: Collection[int]) -> None:
        ticks, verticals = list[Point](), list[Point]()
        for place in range(len(self.elements)):
            x = self.x(place)
            ends = [(x, self.y(0)), (x, self.y(self.maximum))]
            if place in bare:
                self.canvas.dashes(ends, self.canvas.palette.axis)
                continue
            verticals += [*ends, GAP]
            for points in range(self.maximum + 1):
                ticks += [(x - _TICK, self.y(points)), (x + _TICK, self.y(points)), GAP]
        if verticals:
            self.canvas.line(verticals, self.canvas.palette.axis)
            self.canvas.line(ticks, self.canvas.palette.axis, 0.8)

    def _draw_names(self) -> None:
        palette, below = self.canvas.palette, self.layout.bottom
        for place, element in enumerate(self.elements):
            self.canvas.write((self.x(place), below - 22), element.letter, Pen(13, palette.ink, bold=True))
        if not self.layout.name_size:
            return
        pen = Pen(self.layout.name_size, palette.ink_soft)
        names = [element.short for element in self.elements]
        middles = _apart([self.x(place) for place in range(len(names))], [text_width(name, pen) for name in names])
        for x, name in zip(middles, names, strict=True):
            self.canvas.write((x, below - 40), name, pen)


def _apart(middles: list[float], widths: list[float], gap: float = 7) -> list[float]:
    """Return ``middles`` nudged until no two texts of these widths touch, where a few pixels are enough."""
    moved = list(middles)
    for _ in range(4):
        for left, right in zip(range(len(moved)), range(1, len(moved)), strict=False):
            overlap = (widths[left] + widths[right]) / 2 + gap - (moved[right] - moved[left])
            if overlap > 0:
                moved[left] -= overlap / 2
                moved[right] += overlap / 2
    return moved
