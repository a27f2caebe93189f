"""Loading the cycles of a unit that are compared. What draws them knows no database: see trend."""

from collections.abc import Collection, Iterable

from sqlmodel import Session

from app.accounts.models import Unit
from app.accounts.service import Member
from app.accounts.units import get_unit
from app.assessments.cycle import Listed
from app.assessments.cycles import list_history
from app.errors import NotFoundError
from app.reports.trend import Trend, TrendCycle


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
