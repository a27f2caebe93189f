"""The source's own chart: a vertical for each element, marked with the four stages, and a line through the totals."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.assessments.snapshot import Snapshot
from app.maturity.checklist import Element
from app.maturity.scoring import ElementTotal
from app.reports import wording
from app.reports.charts import aims
from app.reports.charts.canvas import GAP, Canvas, Pen, text_box, text_width
from app.reports.charts.placing import Box, Point, Upright, around, crowding
from app.reports.charts.series import axes_of, label, scope_note
from app.reports.charts.verticals import AXIS_SIZE, Layout, Verticals
from app.reports.palette import PALETTES, Theme
from app.reports.target_marks import TargetMarks

_WIDE = Layout(720, 440, 140, 712, 58, 394, 14.5, 11.5)
_PRINT = Layout(720, 364, 140, 712, 58, 318, 14.5, 11.5)
_NARROW = Layout(358, 400, 108, 350, 34, 354, 14.5, None)

_REST = 10.5  # for "so far" and "not scored"
_STEEP = 3  # points to a neighbour from which its line would run through a value set straight above
_CLEAR = 10.0  # from a point to its value
_ASIDE = 8.0  # how far a value makes way for a steep line
_ROOM_BELOW = 4  # points under a mark that leave room for what is written there
_DOT = 9.0


def profile(
    snapshot: Snapshot,
    theme: Theme,
    *,
    narrow: bool = False,
    live_text: bool = False,
    targets: TargetMarks | None = None,
) -> bytes:
    """Return the profile chart as SVG. The same snapshot and targets give the same bytes.

    ``live_text`` keeps text as text, for a reader that has the typeface.
    """
    layout = _NARROW if narrow else _PRINT if theme == "print" else _WIDE
    canvas = Canvas(layout.width, layout.height, PALETTES[theme], live_text)
    axes = axes_of(snapshot)
    frame = Verticals(canvas, layout, [element for element, _ in axes], axes[0][1].maximum)
    plot = _Plot(canvas, layout, frame, axes, targets)
    frame.draw(snapshot.checklist.stages, [place for place, (_, total) in enumerate(axes) if not total.scored])
    plot.draw_totals()
    plot.draw_key(snapshot)
    return canvas.svg(wording.chart_title(snapshot, "profile"))


@dataclass(frozen=True, slots=True)
class _Plot:
    canvas: Canvas
    layout: Layout
    frame: Verticals
    axes: Sequence[tuple[Element, ElementTotal]]
    targets: TargetMarks | None

    def x(self, place: int) -> float:
        return self.frame.x(place)

    def y(self, points: float) -> float:
        return self.frame.y(points)

    def at(self, place: int) -> Point:
        return self.x(place), self.y(self.axes[place][1].score)

    def draw_totals(self) -> None:
        shown = self._complete()
        # The figures come first: the ground that clears the verticals behind them must not clear the line.
        for place, (_, total) in enumerate(self.axes):
            if total.complete:
                self._write_value(place)
            elif total.scored:
                self._write_so_far(place)
            else:
                self._write_not_scored(place)
        self.canvas.line(shown, self.canvas.palette.data, 2.75)
        self._mark_targets()
        self.canvas.dots(shown, _DOT, filled=True)

    def draw_key(self, snapshot: Snapshot) -> None:
        palette, layout, y = self.canvas.palette, self.layout, self.layout.height - 14
        note, pen = scope_note(snapshot), Pen(AXIS_SIZE, palette.ink)
        # With much to say and little room it begins at the very left, where no stage name stands as high.
        crowded = self.targets and not layout.name_size
        left = 4 if crowded else layout.left
        aside = aims.key_width(self.targets) + (text_width(note, pen) + 16 if note and not crowded else 0)
        self.canvas.line([(left, y), (left + 28, y)], palette.data, 2.75)
        self.canvas.dots([(left + 14, y)], _DOT, filled=True)
        said = label(snapshot, pen, layout.right - left - 36 - aside)
        self.canvas.write((left + 36, y), said, pen, across="left", upright="center")
        if self.targets:
            aims.draw_key(self.canvas, (left + 36 + text_width(said, pen) + 18, y), self.targets)
        soft = Pen(AXIS_SIZE, palette.ink_soft)
        if note and crowded:
            self.canvas.write((4, 4), note, replace(soft, size=_REST), across="left")
        elif note:
            self.canvas.write((layout.right, y), note, soft, across="right", upright="center")

    def _mark_targets(self) -> None:
        for place, (_, total) in enumerate(self.axes):
            if aim := self._aim(place):
                aims.mark(self.canvas, aim, reached=bool(total.scored) and aim == self.at(place))

    def _aim(self, place: int) -> Point | None:
        """Where the target of an element lies, if it has one."""
        points = self.targets.points.get(self.axes[place][0].letter) if self.targets else None
        return None if points is None else (self.x(place), self.y(points))

    def _write_value(self, place: int) -> None:
        text = str(self.axes[place][1].score)
        pen = Pen(self.layout.value_size, self.canvas.palette.ink, bold=True, ground=self.canvas.palette.paper)
        at, upright = self._usual_place(place)
        aim = self._aim(place)
        if aim and text_box(at, text, pen, upright=upright).shared_with(aims.covered(aim)):
            at, upright = self._free_place(place, text, pen), "baseline"
        self.canvas.write(at, text, pen, upright=upright)

    def _usual_place(self, place: int) -> tuple[Point, Upright]:
        """Above the point, unless a line to a neighbour would run through the value there."""
        score, (x, y) = self.axes[place][1].score, self.at(place)
        before, after = self._rise(place, place - 1), self._rise(place, place + 1)
        if max(before, after) < _STEEP or min(before, after) < 0:
            return (x + _ASIDE * ((before >= _STEEP) - (after >= _STEEP)), y + _CLEAR), "baseline"
        if score:
            return (x, y - _CLEAR), "top"
        side = 1 if before >= after else -1
        if not self.layout.name_size and place in (0, len(self.axes) - 1):
            side = -side  # beyond the ends there is no room on a phone
        return (x + side * 15, y + 2), "baseline"

    def _free_place(self, place: int, text: str, pen: Pen) -> Point:
        """Where around the point neither a line nor a target is in the way."""
        (x, y), layout = self.at(place), self.layout
        high, side = 0.73 * pen.size, text_width(text, pen) / 2 + 8
        below, level = y - _CLEAR - high, y - high / 2
        around_it = [(x, y + _CLEAR), (x, below), (x + side, level), (x - side, level)]
        around_it += [(x + dx, dy) for dy in (y + 6, y - 6 - high) for dx in (side, -side)]
        boxes = {at: text_box(at, text, pen) for at in around_it}
        sheet = Box(layout.left - 4, layout.bottom, layout.width, layout.height)
        inside = [at for at, box in boxes.items() if box.is_in(sheet)]
        lines = [line for line in pairwise(self._complete()) if GAP not in line]
        taken = [covered for other in range(len(self.axes)) for covered in self._covered(other)]
        return min(inside, key=lambda at: crowding(boxes[at], taken, lines))

    def _complete(self) -> list[Point]:
        return [self.at(place) if total.complete else GAP for place, (_, total) in enumerate(self.axes)]

    def _covered(self, place: int) -> list[Box]:
        aim = self._aim(place)
        return [around(self.at(place), _DOT), *([aims.covered(aim)] if aim else [])]

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
        sides = (y - 37, y + 12) if total.score >= _ROOM_BELOW else (y + 12,)
        low = self._clear_of_target(place, sides, 25)
        self.canvas.write((x, low + 14), str(total.score), figure)
        self.canvas.write((x, low), "so far", rest)
        self.canvas.dots([(x, y)], _DOT, filled=False)

    def _write_not_scored(self, place: int) -> None:
        text, pen = "not scored", Pen(_REST, self.canvas.palette.ink_soft, ground=self.canvas.palette.paper)
        middle, length = self.y(self.frame.maximum / 2), text_width(text, pen)
        low = self._clear_of_target(place, [middle - length / 2, middle - length - 8], length)
        self.canvas.write((self.x(place), low + length / 2), text, pen, upright="center", turned=True)

    def _clear_of_target(self, place: int, lows: Sequence[float], height: float) -> float:
        """Return the first foot where a text of this height is clear of the target, or else one above it."""
        aim, room = self._aim(place), 8
        if aim is None:
            return lows[0]
        clear = [low for low in lows if not low - room < aim[1] < low + height + room]
        return clear[0] if clear else aim[1] + room
