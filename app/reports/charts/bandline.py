"""The overall score over time, across the bands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from app.maturity.checklist import Band
from app.maturity.scoring import band_of, first_score
from app.reports import trend_wording
from app.reports.charts import aims
from app.reports.charts.calendar import Axis
from app.reports.charts.canvas import Canvas, Pen, text_box, text_width
from app.reports.charts.cycles import called, checklist_of
from app.reports.charts.placing import Box, Point, around, crowding
from app.reports.charts.series import in_two_lines
from app.reports.palette import PALETTES, Theme
from app.reports.target_marks import Sum, TargetMarks
from app.reports.trend import Trend, TrendCycle


@dataclass(frozen=True, slots=True)
class _Layout:
    """Pixels. The scores lie between ``left`` and ``right``, from ``bottom`` up to ``top``, the bands' names right."""

    width: float
    height: float
    left: float
    right: float
    value_size: float
    title_room: float
    bottom: float = 58
    top: float = 346


_WIDE = _Layout(720, 380, 40, 566, 14.5, 120)
_NARROW = _Layout(358, 380, 34, 232, 13, 90)
_AXIS_SIZE = 12.0
_NOTE_SIZE = 11.0
_STRIP = 10.0
_DOT = 9.0
_KEY_ROOM = 18.0
_SHORTEST = 60  # days, so that cycles of one week lie in the middle and not at both ends


def bandline(
    trend: Trend,
    theme: Theme,
    *,
    narrow: bool = False,
    live_text: bool = False,
    targets: TargetMarks | None = None,
) -> bytes:
    """Return the chart of the overall scores as SVG. The same cycles and targets give the same bytes.

    No line leads to what the targets come to: it is arithmetic, and a line would make a forecast of it.
    """
    layout = _NARROW if narrow else _WIDE
    aim = _Aim(targets, targets.overall) if targets and targets.overall else None
    if aim:
        layout = replace(layout, top=layout.top - _KEY_ROOM)
    canvas = Canvas(layout.width, layout.height, PALETTES[theme], live_text)
    plot = _Plot(canvas, layout, trend, _axis(trend, layout, aim), aim)
    plot.draw_bands()
    plot.draw_dates()
    plot.draw_scores()
    plot.draw_note()
    return canvas.svg(trend_wording.chart_title(trend, "bandline"))


@dataclass(frozen=True, slots=True)
class _Aim:
    """Targets whose sum can be told."""

    targets: TargetMarks
    overall: Sum

    @property
    def share(self) -> Fraction:
        return Fraction(self.overall.score, self.overall.maximum)


def _axis(trend: Trend, layout: _Layout, aim: _Aim | None) -> Axis:
    days = [cycle.held_on for cycle in trend.cycles] + ([aim.targets.due_on] if aim else [])
    first, last = min(days), max(days)
    spare = timedelta(days=max(0, _SHORTEST - (last - first).days) // 2)
    begin = max(first, date.min + spare) - spare
    end = max(min(last, date.max - spare) + spare, begin + timedelta(days=1))
    return Axis(begin, end, layout.left + 26, layout.right - 26)


@dataclass(frozen=True, slots=True)
class _Plot:
    canvas: Canvas
    layout: _Layout
    trend: Trend
    axis: Axis
    aim: _Aim | None

    @property
    def maximum(self) -> int:
        """Of the cycles' common scale, or of the whole one when they have different ones."""
        own = {cycle.result.overall.maximum for cycle in self.trend.cycles}
        return own.pop() if len(own) == 1 else checklist_of(self.trend).maximum

    def y(self, share: Fraction) -> float:
        return self.layout.bottom + float(share) * (self.layout.top - self.layout.bottom)

    def at(self, cycle: TrendCycle) -> Point:
        overall = cycle.result.overall
        return self.axis.x(cycle.held_on), self.y(Fraction(overall.score, overall.maximum))

    @property
    def _target(self) -> Point | None:
        return (self.axis.x(self.aim.targets.due_on), self.y(self.aim.share)) if self.aim else None

    def draw_bands(self) -> None:
        """A line where each band begins, and a strip with their names."""
        palette, layout, checklist = self.canvas.palette, self.layout, checklist_of(self.trend)
        figure = Pen(_AXIS_SIZE, palette.ink_soft)
        edges = [(Fraction(b.low, checklist.maximum), first_score(checklist, b, self.maximum)) for b in checklist.bands]
        for share, score in [*edges, (Fraction(1), self.maximum)]:
            y = self.y(share)
            self.canvas.line([(layout.left, y), (layout.right, y)], palette.grid if share else palette.axis)
            self.canvas.write((layout.left - 6, y), str(score), figure, across="right", upright="center")
        shares = [*(share for share, _ in edges), Fraction(1)]
        for place, (band, (low, high)) in enumerate(zip(checklist.bands, pairwise(shares), strict=True)):
            self._draw_band(place, band, (self.y(low) + 1, self.y(high) - 1))

    def _draw_band(self, place: int, band: Band, ends: tuple[float, float]) -> None:
        palette, left = self.canvas.palette, self.layout.right + 2
        tint, box = palette.stages[place], Box(left, ends[0], left + _STRIP, ends[1])
        self.canvas.fill(box, tint.ground, tint.line, 1.5)
        if tint.line and palette.hatched:
            self.canvas.hatch(box, tint.line)
        current = band == self._band()
        pen = Pen(_AXIS_SIZE, palette.ink if current else palette.ink_soft, bold=current)
        x = left + _STRIP + 8
        name = in_two_lines(band.name) if text_width(band.name, pen) > self.layout.width - x else band.name
        self.canvas.write((x, sum(ends) / 2), name, pen, across="left", upright="center")

    def _band(self) -> Band | None:
        """The band of the last cycle, in the words of the newest checklist."""
        overall = self.trend.cycles[-1].result.overall
        return band_of(checklist_of(self.trend), overall.score, overall.maximum) if overall.complete else None

    def draw_dates(self) -> None:
        palette, below = self.canvas.palette, self.layout.bottom
        pen = Pen(_AXIS_SIZE, palette.ink_soft)
        for x, name in self.axis.ticks():
            self.canvas.line([(x, below), (x, below - 5)], palette.axis)
            self.canvas.write((x, below - 20), name, pen)
        self._draw_titles(below - 42)

    def _draw_titles(self, y: float) -> None:
        """The names of the cycles below their days, as far as there is room."""
        taken, pen = list[Box](), Pen(_AXIS_SIZE, self.canvas.palette.ink)
        for cycle in _by_weight(self.trend.cycles):
            name = called(cycle, pen, self.layout.title_room)
            half = text_width(name, pen) / 2
            x = min(max(self.axis.x(cycle.held_on), half + 2), self.layout.width - half - 2)
            box = text_box((x, y), name, pen)
            wide = Box(box.left - 6, box.low, box.right + 6, box.high)
            if not crowding(wide, taken, ()):
                taken.append(box)
                self.canvas.write((x, y), name, pen)

    def draw_scores(self) -> None:
        cycles, palette = self.trend.cycles, self.canvas.palette
        for cycle in cycles:
            if not cycle.result.complete:  # a bar to where the score can still come
                self.canvas.line([self.at(cycle), self._end(cycle)], palette.grid, 7)
        self._write_values()
        for before, after in self._lines():
            draw = self.canvas.dashes if before.provisional or after.provisional else self.canvas.line
            draw([self.at(before), self.at(after)], palette.data, 2.75)
        if self._target:
            aims.mark(self.canvas, self._target, reached=self._target in map(self.at, cycles))
        for cycle in cycles:
            self.canvas.dots([self.at(cycle)], _DOT, filled=not cycle.provisional and cycle.result.complete)

    def draw_note(self) -> None:
        scales = {cycle.result.overall.maximum for cycle in self.trend.cycles}
        provisional = any(cycle.provisional for cycle in self.trend.cycles)
        said = [f"Scores of {min(scales)} at their share of {self.maximum}." if len(scales) > 1 else ""]
        said += ["Open circle: provisional." if provisional else ""]
        pen = Pen(_NOTE_SIZE, self.canvas.palette.ink_soft)
        y = self.layout.height - 12
        if self.aim:
            aims.draw_key(self.canvas, (4, y + 2), self.aim.targets, figure=self._out_of(*self.aim.overall))
            y -= _KEY_ROOM
        self.canvas.write((4, y), " ".join(filter(None, said)), pen, across="left")

    def _lines(self) -> list[tuple[TrendCycle, TrendCycle]]:
        pairs = pairwise(self.trend.cycles)
        return [(before, after) for before, after in pairs if before.result.complete and after.result.complete]

    def _write_values(self) -> None:
        """The newest first; an older one is left out where it would have no room."""
        taken = [around(self.at(cycle), _DOT) for cycle in self.trend.cycles]
        taken += [aims.covered(self._target)] if self._target else []
        lines = [(self.at(before), self.at(after)) for before, after in self._lines()]
        lines += [(self.at(cycle), self._end(cycle)) for cycle in self.trend.cycles if not cycle.result.complete]
        sheet = Box(self.layout.left, self.layout.bottom, self.layout.right, self.layout.top + 18)
        for place, (point, text, pen) in enumerate(self._values()):
            boxes = {at: text_box(at, text, pen) for at in _around(point, text, pen)}
            inside = [at for at in boxes if boxes[at].is_in(sheet)]
            cost, at = min((crowding(boxes[at], taken, lines), number, at) for number, at in enumerate(inside))[::2]
            if not cost or not place:
                taken.append(boxes[at])
                self.canvas.write(at, text, pen)

    def _values(self) -> list[tuple[Point, str, Pen]]:
        """What is written at which point, what matters most first."""
        bold = Pen(self.layout.value_size, self.canvas.palette.ink, bold=True, ground=self.canvas.palette.paper)
        last, *others = [(self.at(cycle), self._value(cycle), bold) for cycle in _by_weight(self.trend.cycles)]
        if self.aim and self._target and self._target not in map(self.at, self.trend.cycles):
            return [last, (self._target, self._out_of(*self.aim.overall), replace(bold, bold=False)), *others]
        return [last, *others]

    def _end(self, cycle: TrendCycle) -> Point:
        overall = cycle.result.overall
        return self.axis.x(cycle.held_on), self.y(Fraction(overall.high, overall.maximum))

    def _value(self, cycle: TrendCycle) -> str:
        overall = cycle.result.overall
        said = self._out_of(overall.score, overall.maximum)
        return said if overall.complete else f"so far {said}"

    def _out_of(self, score: int, maximum: int) -> str:
        """A score, with what it is out of where that is not the scale's own."""
        return str(score) if maximum == self.maximum else f"{score} of {maximum}"


def _around(point: Point, text: str, pen: Pen) -> list[Point]:
    """Return places for a text around a point, the best first."""
    (x, y), half, high = point, text_width(text, pen) / 2, 0.73 * pen.size
    above, below, level = y + 11, y - 11 - high, y - high / 2
    aside = [(x + side * (half + 9), dy) for side in (-1, 1) for dy in (level, above - 4, below + 4)]
    shifted = [(x + side * half * 0.8, dy) for side in (-1, 1) for dy in (above, below)]
    return [(x, above), (x, below), *shifted, *aside, (x, above + 16), (x, below - 16)]


def _by_weight(cycles: Sequence[TrendCycle]) -> list[TrendCycle]:
    """The last, the first, and then the others from the newest on."""
    last, *rest = reversed(cycles)
    return [last, *rest[-1:], *rest[:-1]]
