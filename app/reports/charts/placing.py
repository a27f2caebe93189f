"""Finds room for a text among what is drawn already. Pixels, with the origin at the lower left."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Point = tuple[float, float]
Across = Literal["left", "center", "right"]
Upright = Literal["baseline", "center", "top"]
_A_LINE = 60.0  # square pixels of overlap that are as bad as a line through the text


class Box(NamedTuple):
    """What something covers."""

    left: float
    low: float
    right: float
    high: float

    def is_in(self, other: "Box") -> bool:
        """Whether the other covers all of it."""
        return (
            self.left >= other.left and self.low >= other.low and self.right <= other.right and self.high <= other.high
        )

    def shared_with(self, other: "Box") -> float:
        """Return how many square pixels both cover."""
        across = min(self.right, other.right) - max(self.left, other.left)
        up = min(self.high, other.high) - max(self.low, other.low)
        return max(across, 0) * max(up, 0)

    def crossed_by(self, start: Point, end: Point) -> bool:
        """Whether the line between two points runs through it."""
        enters, leaves = 0.0, 1.0
        for begin, stop, low, high in zip(start, end, self[:2], self[2:], strict=True):
            if begin == stop:
                if not low <= begin <= high:
                    return False
                continue
            near, far = sorted(((low - begin) / (stop - begin), (high - begin) / (stop - begin)))
            enters, leaves = max(enters, near), min(leaves, far)
        return enters <= leaves


def around(at: Point, size: float) -> Box:
    """Return the square of this ``size`` whose middle is ``at``."""
    x, y = at
    return Box(x - size / 2, y - size / 2, x + size / 2, y + size / 2)


def crowding(box: Box, taken: Iterable[Box], lines: Sequence[tuple[Point, Point]]) -> float:
    """Return how much a text in this box would have to share its place; 0: nothing."""
    return sum(box.shared_with(other) for other in taken) + _A_LINE * sum(box.crossed_by(*line) for line in lines)
