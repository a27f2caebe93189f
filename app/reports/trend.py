"""Cycles of one unit in time order: what the pages, files and charts that compare them are drawn from."""

import json
from dataclasses import dataclass
from datetime import date

from app.assessments.sealing import digest
from app.maturity.checklist import Checklist
from app.maturity.scoring import Result, Scores


@dataclass(frozen=True, slots=True)
class TrendCycle:
    """A cycle as it is compared. A provisional one is still a draft."""

    id: int
    title: str
    held_on: date
    revision: int
    provisional: bool
    checklist: Checklist
    scores: Scores
    """Those in scope only."""
    result: Result

    @property
    def name(self) -> str:
        """What it is called: unlike the title, no other cycle of its unit has this name."""
        return name_of(self.title, self.revision)


@dataclass(frozen=True, slots=True)
class Trend:
    """A unit's cycles that are compared, oldest first."""

    organisation: str
    unit_id: int
    unit: str
    cycles: tuple[TrendCycle, ...]

    @property
    def key(self) -> str:
        """The SHA-256 of what it says: equal keys, equal charts."""
        said = [
            [cycle.title, cycle.held_on.isoformat(), cycle.revision, cycle.provisional, cycle.checklist.version]
            + [[*cell, score] for cell, score in sorted(cycle.scores.items())]
            + [list(cycle.result.out_of_scope)]
            for cycle in self.cycles
        ]
        return digest(json.dumps([self.organisation, self.unit, said], separators=(",", ":")))


def name_of(title: str, revision: int) -> str:
    """Return what a cycle is called beside others of its unit: "2026 H2", or "2026 H2, revision 2"."""
    return title if revision == 1 else f"{title}, revision {revision}"
