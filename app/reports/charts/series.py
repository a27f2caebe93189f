"""What both charts draw: the totals of the elements in scope, and the words above them."""

from bisect import bisect_right

from app.assessments.snapshot import Snapshot
from app.maturity.checklist import Element
from app.maturity.scoring import ElementTotal
from app.reports.charts.canvas import Pen, can_be_drawn, text_width

_ELLIPSIS = "…"


def axes_of(snapshot: Snapshot) -> list[tuple[Element, ElementTotal]]:
    """Return the elements in scope with their totals, in checklist order."""
    return [(snapshot.checklist.element(letter), total) for letter, total in snapshot.result.elements.items()]


def label(snapshot: Snapshot, pen: Pen, room: float) -> str:
    """Return the cycle's title and figure in at most ``room`` pixels."""
    overall = snapshot.result.overall
    figure = f": {overall.score}" if overall.complete else f": so far {overall.score}"
    # The typeface has no Chinese, say; the file's name and title still carry the cycle's own.
    title = snapshot.title if can_be_drawn(snapshot.title) else "This cycle"
    return shortened(title, pen, room - text_width(figure, pen)) + figure


def shortened(text: str, pen: Pen, room: float) -> str:
    """Return ``text``, cut with an ellipsis when it is wider than ``room`` pixels."""
    if text_width(text, pen) <= room:
        return text
    # Halving what is left to try: a text of 120 characters is measured seven times, not a hundred.
    kept = bisect_right(range(1, len(text)), room, key=lambda length: text_width(text[:length] + _ELLIPSIS, pen))
    return text[:kept].rstrip() + _ELLIPSIS


def scope_note(snapshot: Snapshot) -> str:
    """Return "E out of scope", or nothing when every element is in."""
    left_out = snapshot.result.out_of_scope
    return f"{', '.join(left_out)} out of scope" if left_out else ""


def in_two_lines(text: str) -> str:
    """Break ``text`` between words so that the longer line is as short as can be."""
    words = text.split()
    breaks = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return "\n".join(min(breaks, key=lambda lines: max(map(len, lines)), default=(text,)))
