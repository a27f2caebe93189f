"""What final cycles come to. That never changes, so it is worked out once and kept."""

from typing import NamedTuple

from app.db.recent import Recent
from app.maturity.scoring import Result, Scores

KEPT = 2048  # some 5 KB each


class Outcome(NamedTuple):
    """The scores that count, and what they come to."""

    scores: Scores
    result: Result


class Outcomes(Recent[str, Outcome]):
    """The outcomes that were asked for last, by the SHA-256 of their seal. No seal: a draft's is never known."""

    def __init__(self, kept: int = KEPT) -> None:
        super().__init__(kept)
