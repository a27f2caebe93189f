"""What changed in each cell from the first cycle to the last one, as a table with signed figures.

No targets are marked: a target is a stage to reach, and beside figures that are differences it would read as one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.maturity.checklist import CellId, Element
from app.maturity.comparison import Comparison, compare
from app.maturity.narrative import signed
from app.reports import trend_wording
from app.reports.charts.canvas import Canvas, Pen, text_width
from app.reports.charts.cycles import called, checklist_of, elements_of
from app.reports.charts.placing import Box
from app.reports.charts.series import in_two_lines
from app.reports.palette import PALETTES, Theme
from app.reports.trend import Trend


@dataclass(frozen=True, slots=True)
class _Layout:
    """Pixels. The cells begin at ``left``, the first row ``head`` below the sheet's upper edge."""

    width: float
    height: float
    left: float
    head: float
    column: float
    row: float
    turned: bool
    """Whether the names of the groups read upwards, for want of room."""


_WIDE = _Layout(720, 430, 256, 84, 77, 30, turned=False)
_NARROW = _Layout(358, 440, 98, 128, 43, 27, turned=True)
_NAME_SIZE = 12.0
_SMALL = 11.0
_FIGURE_SIZE = 13.5
_GAP = 2.0
_KEY = 16.0


def changes(trend: Trend, theme: Theme, *, narrow: bool = False, live_text: bool = False) -> bytes:
    """Return the table of the changes as SVG. The same cycles give the same bytes."""
    layout = _NARROW if narrow else _WIDE
    canvas = Canvas(layout.width, layout.height, PALETTES[theme], live_text)
    comparison = compare(trend.cycles[0], trend.cycles[-1])
    plot = _Plot(canvas, layout, trend, elements_of(trend))
    plot.draw_title()
    plot.draw_heads()
    plot.draw_cells({one.cell: one.change.by for one in comparison.cells})
    plot.draw_totals(comparison)
    plot.draw_key(whole=comparison.is_whole)
    return canvas.svg(trend_wording.chart_title(trend, "changes"))


@dataclass(frozen=True, slots=True)
class _Plot:
    canvas: Canvas
    layout: _Layout
    trend: Trend
    elements: list[Element]

    def box(self, row: int, column: int) -> Box:
        layout = self.layout
        left, high = layout.left + column * layout.column, layout.height - layout.head - row * layout.row
        return Box(left, high - layout.row + _GAP, left + layout.column - _GAP, high)

    def draw_title(self) -> None:
        pen, y, width = Pen(_NAME_SIZE, self.canvas.palette.ink), self.layout.height - 14, self.layout.width
        between = " to "
        room = (width - 8 - text_width(between, pen)) / 2
        said = between.join(called(cycle, pen, room) for cycle in (self.trend.cycles[0], self.trend.cycles[-1]))
        self.canvas.write((4, y), said, pen, across="left", upright="center")

    def draw_heads(self) -> None:
        palette, groups = self.canvas.palette, checklist_of(self.trend).groups
        pen, y = Pen(_SMALL, palette.ink_soft), self.layout.height - self.layout.head + 6
        names = [*(group.short for group in groups), "All groups"]
        for column, name in enumerate(names):
            box = self.box(0, column)
            x = (box.left + box.right) / 2
            if self.layout.turned:
                self.canvas.write((x, y + text_width(name, pen) / 2), name, pen, turned=True)
            else:
                lines = in_two_lines(name)
                self.canvas.write((x, y + (10 if "\n" in lines else 2)), lines, pen)
        for row, element in enumerate(self.elements):
            self._name(row, element.short if self.layout.turned else element.name, element.letter)
        self._name(len(self.elements), "All", "")

    def draw_cells(self, by_cell: Mapping[CellId, int]) -> None:
        for row, element in enumerate(self.elements):
            for column, group in enumerate(checklist_of(self.trend).groups):
                change = by_cell.get(CellId(element.letter, group.key))
                self._draw_cell(self.box(row, column), change)

    def draw_totals(self, comparison: Comparison) -> None:
        by_element = {one.element.letter: one.change.by for one in comparison.elements}
        by_group = {one.group.key: one.change.by for one in comparison.groups}
        groups, below = checklist_of(self.trend).groups, len(self.elements)
        for row, element in enumerate(self.elements):
            self._write(self.box(row, len(groups)), by_element.get(element.letter), bold=True)
        for column, group in enumerate(groups):
            self._write(self.box(below, column), by_group.get(group.key), bold=True)
        self._write(self.box(below, len(groups)), comparison.overall.by if comparison.cells else None, bold=True)
        high = self.box(below, 0).high + _GAP / 2
        self.canvas.line([(4, high), (self.box(0, len(groups)).right, high)], self.canvas.palette.axis)

    def draw_key(self, *, whole: bool) -> None:
        """What the grounds stand for, beside the signs, and what totals are of when not all can be compared."""
        pen, x, y = Pen(_SMALL, self.canvas.palette.ink_soft), 4.0, 12.0
        for change, said in ((1, "higher"), (-1, "lower"), (0, "" if whole else "– not comparable, not in totals")):
            if change:
                self._ground(Box(x, y - _KEY / 2, x + _KEY, y + _KEY / 2), change)
                self._sign(Box(x, y - _KEY / 2, x + _KEY, y + _KEY / 2), "+" if change > 0 else "−", change)
                x += _KEY + 5
            self.canvas.write((x, y), said, pen, across="left", upright="center")
            x += text_width(said, pen) + 16

    def _name(self, row: int, name: str, letter: str) -> None:
        palette, box = self.canvas.palette, self.box(row, 0)
        y = (box.low + box.high) / 2
        self.canvas.write((4, y), letter, Pen(_NAME_SIZE, palette.ink, bold=True), across="left", upright="center")
        x = 19 if letter else 4
        size = _SMALL if self.layout.turned else _NAME_SIZE
        self.canvas.write((x, y), name, Pen(size, palette.ink), across="left", upright="center")

    def _draw_cell(self, box: Box, change: int | None) -> None:
        if change:
            self._ground(box, change)
            self._sign(box, signed(change), change)
            return
        self.canvas.fill(box, self.canvas.palette.paper, self.canvas.palette.grid)
        self._write(box, change, bold=False)

    def _ground(self, box: Box, change: int) -> None:
        """Higher: the grounds of the stages, the more the stronger. Lower: outlined, the more the thicker."""
        palette = self.canvas.palette
        if change > 0:
            self.canvas.fill(box, palette.stages[min(change, 3)].ground)
            return
        tint = palette.stages[0]
        self.canvas.fill(box, tint.ground)
        if palette.hatched:
            self.canvas.hatch(box, palette.grid)
        self.canvas.fill(box, "none", tint.line, 1 + 0.75 * min(-change, 3))

    def _sign(self, box: Box, text: str, change: int) -> None:
        palette = self.canvas.palette
        tint = palette.stages[min(max(change, 0), 3)]
        ground = tint.ground if palette.hatched and change < 0 else None
        pen = Pen(_FIGURE_SIZE, tint.ink, bold=True, ground=ground)
        self.canvas.write(((box.left + box.right) / 2, (box.low + box.high) / 2), text, pen, upright="center")

    def _write(self, box: Box, change: int | None, *, bold: bool) -> None:
        palette = self.canvas.palette
        pen = Pen(_FIGURE_SIZE, palette.ink if bold else palette.ink_soft, bold=bold)
        text = "–" if change is None else signed(change)
        self.canvas.write(((box.left + box.right) / 2, (box.low + box.high) / 2), text, pen, upright="center")
