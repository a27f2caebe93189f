"""What a workshop settled on, cell by cell, and how it was held."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.maturity.agreement import RULE, SPREAD_RULE
from app.maturity.checklist import CellId
from app.web.dates import day

OTHER = "other"  # the group of those who belong to none of the checklist's
REMARK_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """The score that a workshop agreed for a cell, from how many votes, why, and who saw it differently."""

    score: int
    held_on: date
    votes: int
    rationale: str = ""
    dissent: str = ""

    def stands(self, score: int | None) -> bool:
        """Whether the cell still has the agreed score."""
        return self.score == score

    @property
    def in_words(self) -> str:
        """Where a standing score comes from: Agreed in the workshop of 12 November 2026, 14 votes."""
        return f"Agreed in {self._place}."

    @property
    def in_words_when_changed(self) -> str:
        """The same when the cell has another score now: Agreed 2 in the workshop of ..., changed since."""
        return f"Agreed {self.score} in {self._place}, changed since."

    def told(self, score: int | None) -> str:
        """Return either of them, by the score that the cell has now."""
        return self.in_words if self.stands(score) else self.in_words_when_changed

    @property
    def _place(self) -> str:
        return f"the workshop of {day(self.held_on)}, {self.votes} {'vote' if self.votes == 1 else 'votes'}"


Agreements = Mapping[CellId, Agreement]


@dataclass(frozen=True, slots=True)
class WorkshopRecord:
    """How a workshop was held, once it is closed. ``rule`` is that of agreement, in the words of the day."""

    held_on: date
    named: bool
    """Whether names stood beside the votes; else they were anonymous."""
    minimum: int
    """Votes that a distribution was shown of at least."""
    elements: tuple[str, ...]
    """Letters of those that were looked at."""
    joined: Mapping[str, int]
    """People by the key of their group, or OTHER."""
    answers: int
    """Votes and don't knows together."""
    agreed: int
    """Cells."""
    left_open: int
    """Cells."""
    rule: str = f"{RULE} {SPREAD_RULE}"


class Standing(NamedTuple):
    """How many agreed scores are what their cells have now, and how many were changed since."""

    stand: int
    changed: int


def standing_in(agreements: Agreements, scores: Mapping[CellId, int | None]) -> Standing:
    """Return how many of the agreements stand, by the scores that cells have now."""
    stand = sum(agreement.stands(scores.get(cell)) for cell, agreement in agreements.items())
    return Standing(stand, len(agreements) - stand)


def standing_in_words(standing: Standing, cells: int) -> str:
    """Return how many of so many scores were agreed in a workshop, and how many not any more. Nothing without any."""
    if not any(standing):
        return ""
    scores = f"{standing.stand} of {cells} scores {'was' if standing.stand == 1 else 'were'} agreed in a workshop."
    changed = f"{standing.changed} agreed {'score was' if standing.changed == 1 else 'scores were'} changed since."
    return f"{scores} {changed}" if standing.changed else scores
