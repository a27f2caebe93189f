"""Three years of actions: a bar from each one's start to the day it is due or was done, by element."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.plans.timeline_size import NARROW, SHOWN, WIDE, Measures
from app.reports import timeline as arranging
from app.reports.charts.calendar import Axis, short_day
from app.reports.charts.canvas import Canvas, Pen, can_be_drawn, text_width
from app.reports.charts.placing import Box, Point
from app.reports.charts.series import shortened
from app.reports.palette import PALETTES, Theme
from app.reports.timeline import YEARS, TimelineItem, arranged, first_year

_NAMES = {"planned": "Planned", "under_way": "Under way", "done": "Done", "dropped": "Dropped"}
_TITLE = 12.0
_SMALL = 11.0
_BAR = 11.0
_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class _Layout:
    """Pixels. Bars lie between ``left`` and ``right``; where ``below`` is set, so far below an action's two lines."""

    measures: Measures
    left: float
    right: float
    said: float
    """Where status and due day begin, and how much room the words at their left have."""
    below: float = 0


_WIDE = _Layout(WIDE, 232, 568, 584)
_NARROW = _Layout(NARROW, 10, 348, 222, below=24)


def timeline(
    items: Sequence[TimelineItem],
    today: date,
    theme: Theme,
    *,
    narrow: bool = False,
    live_text: bool = False,
    organisation: str = "",
) -> bytes:
    """Return the timeline of actions as SVG. The same actions and the same day give the same bytes."""
    layout = _NARROW if narrow else _WIDE
    ordered = arranged(items)
    width, height = layout.measures.size(item.element for item in ordered)
    canvas = Canvas(width, height, PALETTES[theme], live_text)
    year = first_year(items, today)
    axis = Axis(date(year, 1, 1), date(year + YEARS, 1, 1), layout.left, layout.right)
    plot = _Plot(canvas, layout, axis, today)
    plot.draw_key()
    plot.draw_axis(year)
    plot.draw_today()
    plot.draw_rows(ordered)
    return canvas.svg(arranging.timeline_title(organisation))


@dataclass(frozen=True, slots=True)
class _Plot:
    canvas: Canvas
    layout: _Layout
    axis: Axis
    today: date

    @property
    def top(self) -> float:
        return self.canvas.height - self.layout.measures.head

    def draw_key(self) -> None:
        """What the bars of each status look like; on a phone in two lines."""
        pen, x, y = Pen(_SMALL, self.canvas.palette.ink_soft), 4.0, self.canvas.height - 12
        for status, name in _NAMES.items():
            if x + 34 + text_width(name, pen) > self.canvas.width - 4:
                x, y = 4.0, y - 18
            self._bar(Box(x, y - _BAR / 2, x + 26, y + _BAR / 2), status)
            self.canvas.write((x + 32, y), name, pen, across="left", upright="center")
            x += 32 + text_width(name, pen) + 18
        self._warn((x + 6, y))
        self.canvas.write((x + 16, y), "Overdue", pen, across="left", upright="center")

    def draw_axis(self, year: int) -> None:
        canvas, palette, foot = self.canvas, self.canvas.palette, self.layout.measures.foot
        pen, small = Pen(_TITLE, palette.ink, bold=True), Pen(10.0, palette.ink_soft)
        for place in range(YEARS * _QUARTERS + 1):
            x = self.axis.x(date(year + place // _QUARTERS, place % _QUARTERS * 3 + 1, 1))
            is_year = place % _QUARTERS == 0
            canvas.line([(x, foot), (x, self.top + (14 if is_year else 0))], palette.axis if is_year else palette.grid)
            if place == YEARS * _QUARTERS:
                break
            if is_year:
                canvas.write((x + 4, self.top + 16), str(year + place // _QUARTERS), pen, across="left")
            middle = x + (self.layout.right - self.layout.left) / YEARS / _QUARTERS / 2
            canvas.write((middle, self.top + 4), f"Q{place % _QUARTERS + 1}", small)

    def draw_today(self) -> None:
        """A line that words clear and that bars let through."""
        x, palette, foot = self.axis.x(self.today), self.canvas.palette, self.layout.measures.foot
        if self.axis.first <= self.today < self.axis.last:
            self.canvas.line([(x, foot), (x, self.top)], palette.ink, 1.5)
            pen = Pen(10.0, palette.ink, bold=True)
            half = text_width("Today", pen) / 2
            inside = min(max(x, half + 2), self.canvas.width - half - 2)
            self.canvas.write((inside, 3.5), "Today", pen)

    def draw_rows(self, items: Sequence[TimelineItem]) -> None:
        measures, y, shown = self.layout.measures, self.top, items[:SHOWN]
        for (letter, name), rows in groupby(shown, key=lambda item: (item.element, item.element_name)):
            self._head(y - measures.heading, f"{letter} {name}")
            y -= measures.heading
            for item in rows:
                y -= measures.row
                self._draw(y, item)
        pen = Pen(_TITLE, self.canvas.palette.ink_soft, ground=self.canvas.palette.paper)
        if len(items) > SHOWN:
            self.canvas.write((4, y - 18), f"and {len(items) - SHOWN} more", pen, across="left")
        if not items:
            self.canvas.write((4, y - 18), "No actions", pen, across="left")

    def _head(self, y: float, name: str) -> None:
        palette, right = self.canvas.palette, self.canvas.width - 4
        pen = Pen(_TITLE, palette.ink, bold=True, ground=palette.paper)
        self.canvas.write((4, y + 8), shortened(name, pen, self.canvas.width - 8), pen, across="left")
        self.canvas.line([(4, y + 2), (right, y + 2)], palette.axis)

    def _draw(self, low: float, item: TimelineItem) -> None:
        """Two lines of words: what and whose it is, how far it has come and when; the bar beside or below."""
        layout, palette = self.layout, self.canvas.palette
        upper, lower = low + layout.below + 21, low + layout.below + 7
        room = (layout.said if layout.below else layout.left) - 14
        ground = palette.paper if layout.below else None
        title, soft = Pen(_TITLE, palette.ink, ground=ground), Pen(_SMALL, palette.ink_soft, ground=ground)
        name = item.title if can_be_drawn(item.title) else f"Action of element {item.element}"
        self.canvas.write((4, upper), shortened(name, title, room), title, across="left")
        whose = ". ".join(filter(can_be_drawn, (item.unit, item.owner)))
        self.canvas.write((4, lower), shortened(whose, soft, room), soft, across="left")
        self._state((layout.said, upper), item, ground)
        self.canvas.write((layout.said, lower), _when(item), soft, across="left")
        self._span(low + (12 if layout.below else layout.measures.row / 2), item)

    def _state(self, at: Point, item: TimelineItem, ground: str | None) -> None:
        (x, y), ink = at, self.canvas.palette.ink
        name = _NAMES[item.status]
        if not item.overdue:
            self.canvas.write(at, name, Pen(_SMALL, ink, ground=ground), across="left")
            return
        self._warn((x + 6, y + 4))
        self.canvas.write(
            (x + 15, y), f"Overdue, {name.lower()}", Pen(_SMALL, ink, bold=True, ground=ground), across="left"
        )

    def _span(self, y: float, item: TimelineItem) -> None:
        """The bar from start to end, or a mark on the end alone; an arrow where it goes on beyond the years."""
        canvas, palette, (left, right) = self.canvas, self.canvas.palette, (self.layout.left, self.layout.right)
        begin, end = (self.axis.x(day) for day in (item.begins_on, item.ends_on))
        if end < left or begin > right:
            at = (left + 5, y) if end < left else (right - 5, y)
            canvas.marks([at], "<" if end < left else ">", 8, palette.paper, palette.ink)
            return
        if item.starts_on is None:
            canvas.marks([(end, y)], "D", 7, *self._colours(item.status))
            return
        begin, end = max(begin, left), min(end, right)
        self._bar(Box(min(begin, end - 6), y - _BAR / 2, end, y + _BAR / 2), item.status)
        if begin < self.axis.x(self.today) < end:
            today = self.axis.x(self.today)
            canvas.line([(today, y - _BAR), (today, y + _BAR)], palette.ink, 1.5)
        if self.axis.x(item.ends_on) > right:
            canvas.marks([(right - 5, y)], ">", 8, palette.paper, palette.ink)

    def _bar(self, box: Box, status: str) -> None:
        """Planned is empty, under way is hatched, done is full, dropped is a broken outline."""
        canvas, palette = self.canvas, self.canvas.palette
        if status == "dropped":
            left, low, right, high = box
            canvas.fill(box, palette.paper)
            outline = [(left, low), (left, high), (right, high), (right, low), (left, low)]
            canvas.dashes(outline, palette.axis, 1.5)
            return
        ground, line = self._colours(status)
        canvas.fill(box, ground)
        if status == "under_way":
            canvas.hatch(box, palette.data, 4)
        canvas.fill(box, "none", line, 1.5)

    def _colours(self, status: str) -> tuple[str, str]:
        palette = self.canvas.palette
        line = palette.axis if status == "dropped" else palette.data
        return (palette.data if status == "done" else palette.paper), line

    def _warn(self, at: Point) -> None:
        palette = self.canvas.palette
        self.canvas.marks([at], "^", 9, palette.paper, palette.ink)


def _when(item: TimelineItem) -> str:
    """Return when it was done or is due, or was until it was dropped."""
    if item.done_on:
        return f"on {short_day(item.done_on)}"
    return f"{'was due' if item.status == 'dropped' else 'due'} {short_day(item.due_on)}"
