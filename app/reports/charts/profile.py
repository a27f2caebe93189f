"""The source's own chart: a vertical for each element, marked with the four stages, and a line through the totals."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.assessments.snapshot import Snapshot
from app.maturity.checklist import Element, Stage
from app.maturity.scoring import ElementTotal
from app.reports import wording
from app.reports.charts.canvas import GAP, Canvas, Pen, Point, text_width
from app.reports.charts.series import axes_of, in_two_lines, label, scope_note
from app.reports.palette import PALETTES, Theme


@dataclass(frozen=True, slots=True)
class _Layout:
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


_WIDE = _Layout(720, 440, 140, 712, 58, 394, 14.5, 11.5)
_PRINT = _Layout(720, 364, 140, 712, 58, 318, 14.5, 11.5)
_NARROW = _Layout(358, 400, 108, 350, 34, 354, 14.5, None)

_AXIS_SIZE = 12.0
_REST = 10.5  # for "so far" and "not scored"
_STEEP = 3  # points to a neighbour from which its line would run through a value set straight above
_CLEAR = 10.0  # from a point to its value
_ASIDE = 8.0  # how far a value makes way for a steep line
_ROOM_BELOW = 4  # points under a mark that leave room for what is written there
_TICK = 2.5


def profile(snapshot: Snapshot, theme: Theme, *, narrow: bool = False, live_text: bool = False) -> bytes:
    """Return the profile chart as SVG. The same snapshot gives the same bytes.

    ``live_text`` keeps text as text, for a reader that has the typeface.
    """
    layout = _NARROW if narrow else _PRINT if theme == "print" else _WIDE
    canvas = Canvas(layout.width, layout.height, PALETTES[theme], live_text)
    plot = _Plot(canvas, layout, axes_of(snapshot))
    plot.draw_stages(snapshot.checklist.stages)
    plot.draw_verticals()
    plot.draw_names()
    plot.draw_totals()
    plot.draw_key(snapshot)
    return canvas.svg(wording.chart_title(snapshot, "profile"))


@dataclass(frozen=True, slots=True)
class _Plot:
    canvas: Canvas
    layout: _Layout
    axes: Sequence[tuple[Element, ElementTotal]]

    @property
    def maximum(self) -> int:
        return self.axes[0][1].maximum

    def x(self, place: int) -> float:
        layout = self.layout
        inset = 0.4 * (layout.right - layout.left) / len(self.axes)
        return layout.left + inset + place * (layout.right - layout.left - 2 * inset) / (len(self.axes) - 1)

    def y(self, points: float) -> float:
        return self.layout.bottom + points / self.maximum * (self.layout.top - self.layout.bottom)

    def at(self, place: int) -> Point:
        return self.x(place), self.y(self.axes[place][1].score)

    def draw_stages(self, stages: Sequence[Stage]) -> None:
        palette, left = self.canvas.palette, self.layout.left
        name_pen, figure_pen = Pen(_AXIS_SIZE, palette.ink), Pen(_AXIS_SIZE, palette.ink_soft)
        for stage in stages:
            mark = stage.score * self.maximum // stages[-1].score
            self.canvas.line([(left, self.y(mark)), (self.layout.right, self.y(mark))], palette.grid)
            self.canvas.write((left - 8, self.y(mark)), str(mark), figure_pen, across="right", upright="center")
            name = stage.name if self.layout.name_size else in_two_lines(stage.name)
            self.canvas.write((left - 28, self.y(mark)), name, name_pen, across="right", upright="center")

    def draw_verticals(self) -> None:
        bare = [place for place, (_, total) in enumerate(self.axes) if not total.scored]
        ticks, verticals = list[Point](), list[Point]()
        for place in range(len(self.axes)):
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

    def draw_names(self) -> None:
        palette, below = self.canvas.palette, self.layout.bottom
        for place, (element, _) in enumerate(self.axes):
            self.canvas.write((self.x(place), below - 22), element.letter, Pen(13, palette.ink, bold=True))
        if not self.layout.name_size:
            return
        pen = Pen(self.layout.name_size, palette.ink_soft)
        names = [element.short for element, _ in self.axes]
        middles = _apart([self.x(place) for place in range(len(names))], [text_width(name, pen) for name in names])
        for x, name in zip(middles, names, strict=True):
            self.canvas.write((x, below - 40), name, pen)

    def draw_totals(self) -> None:
        shown = [self.at(place) if total.complete else GAP for place, (_, total) in enumerate(self.axes)]
        # The figures come first: the ground that clears the verticals behind them must not clear the line.
        for place, (_, total) in enumerate(self.axes):
            if total.complete:
                self._write_value(place)
            elif total.scored:
                self._write_so_far(place)
            else:
                self._write_not_scored(place)
        self.canvas.line(shown, self.canvas.palette.data, 2.75)
        self.canvas.dots(shown, 9, filled=True)

    def draw_key(self, snapshot: Snapshot) -> None:
        palette, layout, y = self.canvas.palette, self.layout, self.layout.height - 14
        note, pen = scope_note(snapshot), Pen(_AXIS_SIZE, palette.ink)
        self.canvas.line([(layout.left, y), (layout.left + 28, y)], palette.data, 2.75)
        self.canvas.dots([(layout.left + 14, y)], 9, filled=True)
        room = layout.right - layout.left - 36 - (text_width(note, pen) + 16 if note else 0)
        self.canvas.write((layout.left + 36, y), label(snapshot, pen, room), pen, across="left", upright="center")
        if note:
            soft = Pen(_AXIS_SIZE, palette.ink_soft)
            self.canvas.write((layout.right, y), note, soft, across="right", upright="center")

    def _write_value(self, place: int) -> None:
        """Above the point, unless a line to a neighbour would run through it there."""
        score, (x, y) = self.axes[place][1].score, self.at(place)
        before, after = self._rise(place, place - 1), self._rise(place, place + 1)
        pen = Pen(self.layout.value_size, self.canvas.palette.ink, bold=True, ground=self.canvas.palette.paper)
        if max(before, after) < _STEEP or min(before, after) < 0:
            aside = _ASIDE * ((before >= _STEEP) - (after >= _STEEP))
            self.canvas.write((x + aside, y + _CLEAR), str(score), pen)
        elif score:
            self.canvas.write((x, y - _CLEAR), str(score), pen, upright="top")
        else:
            side = 1 if before >= after else -1
            self.canvas.write((x + side * 15, y + 2), str(score), pen)

    def _rise(self, place: int, neighbour: int) -> int:
        """How much higher the neighbour's total is; 0 when no line leads there."""
        if not 0 <= neighbour < len(self.axes) or not self.axes[neighbour][1].complete:
            return 0
        return self.axes[neighbour][1].score - self.axes[place][1].score

    def _write_so_far(self, place: int) -> None:
        """A hollow mark at the points so far, and a bar up to what the element can still reach."""
        total, (x, y), palette = self.axes[place][1], self.at(place), self.canvas.palette
        self.canvas.line([(x, y), (x, self.y(total.high))], palette.grid, 7)
        figure = Pen(self.layout.value_size, palette.ink, bold=True, ground=palette.paper)
        rest = Pen(_REST, palette.ink_soft, ground=palette.paper)
        figure_at, rest_at = (-23, -37) if total.score >= _ROOM_BELOW else (26, 12)
        self.canvas.write((x, y + figure_at), str(total.score), figure)
        self.canvas.write((x, y + rest_at), "so far", rest)
        self.canvas.dots([(x, y)], 9, filled=False)

    def _write_not_scored(self, place: int) -> None:
        pen = Pen(_REST, self.canvas.palette.ink_soft, ground=self.canvas.palette.paper)
        self.canvas.write((self.x(place), self.y(self.maximum / 2)), "not scored", pen, upright="center", turned=True)


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
