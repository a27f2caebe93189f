"""Cycles of one unit in time order: what the pages, files and charts that compare them are drawn from."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.accounts.service import Member
from app.accounts.units import get_unit
from app.assessments.sealing import digest
from app.assessments.service import Listed, list_history
from app.errors import NotFoundError
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
        return self.title if self.revision == 1 else f"{self.title}, revision {self.revision}"


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


def load_trend(session: Session, member: Member, unit_id: int, ids: Collection[int] = ()) -> Trend:
    """Return the unit's final cycles that stand, or else those of its cycles that ``ids`` names, drafts too.

    NotFoundError when the unit is not the member's, or an id is none of its cycles or of a revision that is replaced.
    """
    unit = get_unit(session, member, unit_id)
    listed = list_history(session, member, unit_id, drafts=bool(ids))
    chosen = [item for item in listed if not ids or item.cycle.id in ids]
    if len(chosen) < len(set(ids)):
        raise NotFoundError("There is no such cycle of this unit, or a later revision replaces it.")
    return Trend(member.organisation, unit_id, unit.name, tuple(_cycle(item) for item in chosen))


def _cycle(item: Listed) -> TrendCycle:
    cycle = item.cycle
    return TrendCycle(
        id=cycle.id,
        title=cycle.details.title,
        held_on=cycle.details.held_on,
        revision=cycle.revision,
        provisional=cycle.is_draft,
        checklist=cycle.checklist,
        scores=item.scores,
        result=item.result,
    )
