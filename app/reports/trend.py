"""Cycles of one unit in time order: what the pages, files and charts that compare them are drawn from."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.accounts.models import Unit
from app.accounts.service import Member
from app.accounts.units import get_unit
from app.assessments.cycle import Listed
from app.assessments.cycles import list_history
from app.assessments.sealing import digest
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


def load_trend(session: Session, member: Member, unit_id: int, ids: Collection[int] = ()) -> Trend:
    """Return the unit's final cycles that stand, or else those of its cycles that ``ids`` names, drafts too.

    NotFoundError when the unit is not the member's, or an id is none of its cycles or of a revision that is replaced.
    """
    unit = get_unit(session, member, unit_id)
    return trend_of(member, unit, choose(list_history(session, member, unit_id, drafts=bool(ids)), ids))


def choose(listed: Iterable[Listed], ids: Collection[int]) -> list[Listed]:
    """Return those that ``ids`` names, without any the final ones. NotFoundError as ``load_trend``."""
    chosen = [item for item in listed if (item.cycle.id in ids if ids else not item.cycle.is_draft)]
    if len(chosen) < len(set(ids)):
        raise NotFoundError("There is no such cycle of this unit, or a later revision replaces it.")
    return chosen


def trend_of(member: Member, unit: Unit, listed: Iterable[Listed]) -> Trend:
    """Return these cycles of the unit, which stand oldest first."""
    assert unit.id is not None
    return Trend(member.organisation, unit.id, unit.name, tuple(map(cycle_of, listed)))


def name_of(title: str, revision: int) -> str:
    """Return what a cycle is called beside others of its unit: "2026 H2", or "2026 H2, revision 2"."""
    return title if revision == 1 else f"{title}, revision {revision}"


def cycle_of(item: Listed) -> TrendCycle:
    """Return a cycle as it is compared."""
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
