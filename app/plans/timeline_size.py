"""How large the picture of the timeline is, which the page that shows it has to know before it is drawn."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.web.pixels import Pixels

SHOWN = 40
"""How many actions the picture has room for."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Pixels: above the rows, of the name of an element, of an action, and below the rows."""

    width: int
    head: int
    heading: int
    row: int
    foot: int

    def size(self, letters: Iterable[str]) -> Pixels:
        """Return how large the picture of actions for the elements with these letters is, one letter for each action.

        It has a row for none, and one for "and 2 more".
        """
        ordered = sorted(letters)
        shown = ordered[:SHOWN]
        more = self.heading if len(ordered) > SHOWN else 0
        rows = len(set(shown)) * self.heading + (len(shown) or 1) * self.row + more
        return Pixels(self.width, self.head + rows + self.foot)


WIDE = Measures(720, 62, 30, 36, 16)
NARROW = Measures(358, 80, 30, 56, 16)
