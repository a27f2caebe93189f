"""What final cycles come to. That never changes, so it is worked out once and kept."""

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from app.maturity.scoring import Result, Scores

KEPT = 2048  # some 5 KB each


class Outcome(NamedTuple):
    """The scores that count, and what they come to."""

    scores: Scores
    result: Result


class Outcomes:
    """The outcomes that were asked for last, by the SHA-256 of their seal. Safe to use from several threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._by_seal: OrderedDict[str, Outcome] = OrderedDict()
        self._lock = Lock()

    def get(self, seal: str) -> Outcome | None:
        """Return what the cycle with this seal comes to, if that is known. No seal: a draft's is never known."""
        with self._lock:
            outcome = self._by_seal.get(seal)
            if outcome:
                self._by_seal.move_to_end(seal)
            return outcome

    def put(self, seal: str, outcome: Outcome) -> None:
        """Keep what a final cycle comes to, and forget what was not asked for longest."""
        with self._lock:
            self._by_seal[seal] = outcome
            if len(self._by_seal) > self._kept:
                self._by_seal.popitem(last=False)
