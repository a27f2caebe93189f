"""What the targets of a unit come to, as charts mark it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.web.dates import day


class Sum(NamedTuple):
    """The overall score that targets come to, and the most that it could be."""

    score: int
    maximum: int


@dataclass(frozen=True, slots=True)
class TargetMarks:
    """The points that elements should have by a date. An element that is missing has no target."""

    points: Mapping[str, int]
    """By letter."""
    due_on: date
    overall: Sum | None = None
    """None while cells are not scored: nobody can tell what the others would add."""

    @property
    def name(self) -> str:
        """What keys and alt texts call it: "Target for 1 November 2027"."""
        return f"Target for {day(self.due_on)}"

    @property
    def sentence(self) -> str:
        """What an alt text says of them: "Target for 1 November 2027: A 10, B 9 points."."""
        return f"{self.name}: {', '.join(f'{letter} {points}' for letter, points in self.points.items())} points."

    @property
    def overall_sentence(self) -> str:
        """What an alt text says of their sum, if it can be told."""
        if self.overall is None:
            return ""
        return f"{self.name}: {self.overall.score} of {self.overall.maximum}. Arithmetic, not a forecast."

    @property
    def key(self) -> str:
        """What it says, in short: equal keys, equal marks."""
        points = "".join(f"{letter}{points}" for letter, points in sorted(self.points.items()))
        overall = "of".join(map(str, self.overall or ()))
        return f"{self.due_on.isoformat()}{points}{overall}"


def key_with(key: str, targets: TargetMarks | None) -> str:
    """Return the key of what is drawn from content of this ``key`` and from these targets."""
    return f"{key}.{targets.key}" if targets else key
