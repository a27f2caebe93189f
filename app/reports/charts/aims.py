"""Targets as charts mark them: a hollow diamond, and what the key says of it."""

from app.reports.charts.calendar import short_day
from app.reports.charts.canvas import Canvas, Pen, text_width
from app.reports.charts.placing import Box, Point, around
from app.reports.target_marks import TargetMarks

_SIDE = 6.5  # of the diamond, which is 1.4 times as wide
_AROUND = 11.0  # around a total that is already where it should be
_KEY_SIZE = 12.0


def mark(canvas: Canvas, at: Point, *, reached: bool) -> None:
    """Mark a target; one that is exactly ``reached`` stands around the total, which is drawn over it later."""
    canvas.marks([at], "D", _AROUND if reached else _SIDE, canvas.palette.paper, canvas.palette.ink)


def covered(at: Point) -> Box:
    """Return what a diamond at a point covers."""
    return around(at, _SIDE * 1.5)


def key(targets: TargetMarks) -> str:
    """Return what the diamonds mark: "Target for 1 Nov 2027"."""
    return f"Target for {short_day(targets.due_on)}"


def key_width(targets: TargetMarks | None) -> float:
    """Return how many pixels the key of the targets takes, with the room before what follows; 0 without targets."""
    return text_width(key(targets), Pen(_KEY_SIZE, "")) + 34 if targets else 0


def draw_key(canvas: Canvas, left: Point, targets: TargetMarks, *, aside: float = 0, figure: str = "") -> None:
    """Write what the diamonds mark, from ``left`` on, on this middle line; its words ``aside`` of where usual."""
    x, y = left
    canvas.marks([(x + 5, y)], "D", _SIDE, canvas.palette.paper, canvas.palette.ink)
    pen = Pen(_KEY_SIZE, canvas.palette.ink)
    said = f"{key(targets)}: {figure}" if figure else key(targets)
    canvas.write((x + 16 + aside, y), said, pen, across="left", upright="center")
