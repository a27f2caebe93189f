"""A sheet to draw charts on, measured in pixels with the origin at the lower left, and written as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags

from app.reports import fonts
from app.reports.charts.minify import minify
from app.reports.charts.placing import Across, Box, Point, Upright
from app.reports.palette import Palette

# Set once: rc_context is not safe in threads. A fixed salt makes the ids, and so the bytes, repeatable.
mpl.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "kam-maturity", "path.simplify": False})

_PIXELS_PER_INCH = 72  # matplotlib's SVG is written in points: one unit of the drawing is one pixel
_REGULAR = str(fonts.face(fonts.REGULAR))
_SEMIBOLD = str(fonts.face(fonts.SEMIBOLD))
# User text must not reach the file's metadata, and a date or version would change the bytes.
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}

Shape = Literal["o", "s", "D", "^", "<", ">", "|"]
_CAPITALS = 0.73  # the height of capitals and figures in this typeface, as a share of the size
_LEADING = 1.45
_FIRST_LINE: dict[Upright, float] = {"baseline": 0, "center": -_CAPITALS / 2, "top": -_CAPITALS}
_SHARE: dict[Across, float] = {"left": 0, "center": 0.5, "right": 1}
GAP: Point = (float("nan"), float("nan"))
"""A point where a line is interrupted."""


@dataclass(frozen=True, slots=True)
class Pen:
    """How text is set: size in pixels, colour, weight, and whether it clears the ground behind it."""

    size: float
    colour: str
    bold: bool = False
    ground: str | None = None


@dataclass(slots=True)
class Canvas:
    """``width`` x ``height`` pixels; transparent, so that it sits on whatever ground it was coloured for.

    What is drawn later lies on top. Text is drawn as outlines, since an image in a page can't load a typeface;
    ``live_text`` keeps it as text on top of all, for a reader that has the typeface: the PDF.
    """

    width: float
    height: float
    palette: Palette
    live_text: bool = False
    _live: list[str] = field(init=False, default_factory=list)
    _figure: Figure = field(init=False)
    _axes: Axes = field(init=False)
    _layer: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        size = (self.width / _PIXELS_PER_INCH, self.height / _PIXELS_PER_INCH)
        self._figure = Figure(figsize=size, frameon=False)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, self.width)
        self._axes.set_ylim(0, self.height)

    def line(self, points: Sequence[Point], colour: str, width: float = 1.0) -> None:
        """Join ``points``; a GAP among them interrupts the line."""
        self._plot(points, color=colour, linewidth=width, solid_capstyle="butt", solid_joinstyle="round")

    def dashes(self, points: Sequence[Point], colour: str, width: float = 1.0, pattern: Point = (4, 3)) -> None:
        """Join ``points`` with a broken line; ``pattern`` is how long a dash and a gap are."""
        dash, gap = pattern
        self._plot(points, color=colour, linewidth=width, linestyle=(0, (dash / width, gap / width)))

    def dots(self, points: Sequence[Point], size: float, *, filled: bool) -> None:
        """Mark ``points``: filled ones clear the line around them, hollow ones show the ground."""
        data, paper = self.palette.data, self.palette.paper
        self.marks(points, "o", size, data if filled else paper, paper if filled else data)

    def marks(self, points: Sequence[Point], shape: Shape, size: float, ground: str, edge: str) -> None:
        """Mark ``points`` with a shape that is ``size`` pixels wide; a diamond stands on its corner."""
        self._plot(
            points,
            linestyle="none",
            marker=shape,
            markersize=size,
            markerfacecolor=ground,
            markeredgecolor=edge,
            markeredgewidth=1.5,
        )

    def fill(self, box: Box, ground: str, line: str = "", width: float = 1.0) -> None:
        """Lay a ground over a box, and outline it inside its edges."""
        inset = width / 2 if line else 0
        left, low, right, high = box.left + inset, box.low + inset, box.right - inset, box.high - inset
        xs, ys = (left, left, right, right), (low, high, high, low)
        style: dict[str, Any] = {"edgecolor": line, "linewidth": width} if line else {"linewidth": 0}
        self._axes.fill(xs, ys, facecolor=ground, clip_on=False, zorder=self._above(), **style)

    def hatch(self, box: Box, colour: str, step: float = 5.0) -> None:
        """Draw slanting lines over a box."""
        strokes, across, up = list[Point](), box.right - box.left, box.high - box.low
        place = step
        while place < across + up:
            strokes += [(box.left + max(0, place - up), box.low + min(place, up))]
            strokes += [(box.left + min(place, across), box.low + max(0, place - across)), GAP]
            place += step
        self.line(strokes or [GAP], colour)

    def area(self, points: Sequence[Point], opacity: float) -> None:
        """Tint the shape that ``points`` enclose."""
        xs, ys = zip(*points, strict=True)
        colour = self.palette.data
        self._axes.fill(xs, ys, facecolor=colour, alpha=opacity, linewidth=0, clip_on=False, zorder=self._above())

    def write(
        self,
        at: Point,
        text: str,
        pen: Pen,
        *,
        across: Across = "center",
        upright: Upright = "baseline",
        turned: bool = False,
    ) -> None:
        """Set ``text`` at a point, each line by itself; ``turned`` reads upwards and is centred on the point."""
        x, y = at
        if turned:
            self._set((x + _CAPITALS / 2 * pen.size, y), text, pen, "center", turned=True)
            return
        lines = text.split("\n")
        y += _FIRST_LINE[upright] * pen.size + (len(lines) - 1) / 2 * _LEADING * pen.size
        for place, line in enumerate(lines):
            self._set((x, y - place * _LEADING * pen.size), line, pen, across)

    def svg(self, title: str) -> bytes:
        """Return the drawing, named by ``title``."""
        buffer = BytesIO()
        self._figure.savefig(buffer, format="svg", transparent=True, metadata=_NO_METADATA)
        return minify(buffer.getvalue().decode(), title, "".join(self._live))

    def _set(self, at: Point, line: str, pen: Pen, across: Across, *, turned: bool = False) -> None:
        """Set one line with its baseline at a point. It is never parsed as a formula."""
        if pen.ground:
            self._clear(at, line, pen, across, turned=turned)
        if self.live_text:
            self._live.append(self._text_element(at, line, pen, across, turned=turned))
            return
        self._axes.text(
            *at,
            line,
            color=pen.colour,
            fontproperties=FontProperties(fname=_SEMIBOLD if pen.bold else _REGULAR, size=pen.size),
            horizontalalignment=across,
            verticalalignment="baseline",
            rotation=90 if turned else 0,
            rotation_mode="anchor",
            parse_math=False,
            zorder=self._above(),
        )

    def _clear(self, at: Point, line: str, pen: Pen, across: Across, *, turned: bool) -> None:
        """Lay the ground over what was drawn where the line will stand."""
        width, height = text_width(line, pen) + 4, _CAPITALS * pen.size + 4
        left, low = -_SHARE[across] * width, -2.0
        corners = [(left, low), (left + width, low), (left + width, low + height), (left, low + height)]
        places = [(at[0] - y, at[1] + x) if turned else (at[0] + x, at[1] + y) for x, y in corners]
        xs, ys = zip(*places, strict=True)
        self._axes.fill(xs, ys, facecolor=pen.ground, linewidth=0, clip_on=False, zorder=self._above())

    def _text_element(self, at: Point, line: str, pen: Pen, across: Across, *, turned: bool) -> str:
        """Begin where the line begins: a text anchored elsewhere costs the PDF a drawing of its own."""
        back = _SHARE[across] * text_width(line, pen)
        x, y = (at[0], at[1] - back) if turned else (at[0] - back, at[1])
        x, y = round(x, 2), round(self.height - y, 2)
        turn = f' transform="rotate(-90 {x:g} {y:g})"' if turned else ""
        weight = ' font-weight="600"' if pen.bold else ""
        return (
            f'<text x="{x:g}" y="{y:g}" font-family="Inter" font-size="{pen.size:g}"{weight} '
            f'fill="{pen.colour}"{turn}>{escape(line)}</text>'
        )

    def _plot(self, points: Sequence[Point], **style: Any) -> None:  # noqa: ANN401 - whatever a line of matplotlib takes
        xs, ys = zip(*points, strict=True)
        self._axes.plot(xs, ys, clip_on=False, scalex=False, scaley=False, zorder=self._above(), **style)

    def _above(self) -> int:
        self._layer += 1
        return self._layer


def text_width(text: str, pen: Pen) -> float:
    """Return how many pixels ``text`` takes."""
    font = get_font(_SEMIBOLD if pen.bold else _REGULAR)
    font.set_size(pen.size, _PIXELS_PER_INCH)
    font.set_text(text, 0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64


def text_box(at: Point, text: str, pen: Pen, across: Across = "center", upright: Upright = "baseline") -> Box:
    """Return what one line of ``text``, set at a point, covers, with a little room around it."""
    (x, y), width = at, text_width(text, pen)
    left, low = x - _SHARE[across] * width, y + _FIRST_LINE[upright] * pen.size
    return Box(left - 2, low - 2, left + width + 2, low + _CAPITALS * pen.size + 2)


def can_be_drawn(text: str) -> bool:
    """Tell whether the typeface has every character of ``text``."""
    characters = get_font(_SEMIBOLD).get_charmap()
    return all(ord(character) in characters for character in text)
