"""What radars are drawn on: a spoke for each element, from the centre to its full score, and a ring for each stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from app.maturity.checklist import Element, Stage
from app.reports.charts.canvas import GAP, Canvas, Pen
from app.reports.charts.placing import Across, Point

_VALUE_SIZE = 14.5
_NAME_SIZE = 12.0
_BELOW_CENTRE = 4  # two lines of text stand above the web's top, and two below its bottom, which reaches less far
_RING_SIZE = 11.0
_UPRIGHT = 0.2  # sine of the angle from the vertical within which a name is centred on its spoke


@dataclass(frozen=True, slots=True)
class Layout:
    """Pixels: the sheet, the radius of the full score, and what stands above the web."""

    width: float
    height: float
    radius: float
    head: float = 0


@dataclass(frozen=True, slots=True)
class Web:
    """The spokes of these elements, each up to ``maximum`` points."""

    canvas: Canvas
    layout: Layout
    elements: Sequence[Element]
    maximum: int

    def at(self, place: float, points: float, beyond: float = 0) -> Point:
        """Where ``points`` lie on the spoke at ``place``, ``beyond`` pixels further out."""
        reach = points / self.maximum * self.layout.radius + beyond
        x, y = self.layout.width / 2, (self.layout.height - self.layout.head) / 2 - _BELOW_CENTRE
        return x + reach * sin(self._angle(place)), y + reach * cos(self._angle(place))

    def draw(self, stages: Sequence[Stage]) -> None:
        """Draw rings and spokes."""
        palette, places = self.canvas.palette, range(len(self.elements))
        marks = [stage.score * self.maximum // stages[-1].score for stage in stages[1:]]
        for mark in marks:
            ring = [self.at(place, mark) for place in (*places, 0)]
            self.canvas.line(ring, palette.axis if mark == self.maximum else palette.grid)
        spokes = [point for place in places for point in (self.at(place, 0), self.at(place, self.maximum), GAP)]
        self.canvas.line(spokes, palette.grid)

    def draw_marks(self) -> None:
        """Write the figures of the rings, between the first two spokes, where they are in nobody's way."""
        pen = Pen(_RING_SIZE, self.canvas.palette.ink_soft, ground=self.canvas.palette.paper)
        step = self.maximum // 3
        for mark in range(step, self.maximum + 1, step):
            x, y = self.at(0.5, mark * cos(pi / len(self.elements)))
            self.canvas.write((x, y), str(mark), pen, upright="center")

    def draw_names(self, words: Sequence[tuple[str, str]]) -> None:
        """Write two lines at the end of each spoke."""
        palette = self.canvas.palette
        bold, soft = Pen(_VALUE_SIZE, palette.ink, bold=True), Pen(_NAME_SIZE, palette.ink_soft)
        for place, (first, second) in enumerate(words):
            x, y = self.at(place, self.maximum, beyond=15)
            # Two lines, outside the web: upwards of their point at the top, downwards at the bottom.
            y += 8 * cos(self._angle(place)) + 2
            self.canvas.write((x, y), first, bold, across=self._across(place))
            self.canvas.write((x, y - 15), second, soft, across=self._across(place))

    def _angle(self, place: float) -> float:
        """Clockwise from the top."""
        return 2 * pi * place / len(self.elements)

    def _across(self, place: int) -> Across:
        sideways = sin(self._angle(place))
        if abs(sideways) < _UPRIGHT:
            return "center"
        return "left" if sideways > 0 else "right"


def two_lines(element: Element, figure: str, *, complete: bool) -> tuple[str, str]:
    """Return what stands at a spoke. The figure takes the place of the name while it needs more words than "8"."""
    return (f"{element.letter} {figure}", element.short) if complete else (element.letter, figure)
