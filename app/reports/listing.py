"""The list of cycles as the home page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.accounts.service import Member
from app.assessments.cycle import Cycle, Listed
from app.maturity.scoring import Result
from app.reports.scale import Scale, band_scale


@dataclass(frozen=True, slots=True)
class Entry:
    """One cycle of the list. ``address`` is where its title leads; ``correction`` says which revision corrects it."""

    cycle: Cycle
    result: Result
    address: str
    scale: Scale
    correction: str


def entries(member: Member, listed: Iterable[Listed]) -> list[Entry]:
    """Return the cycles of a page in their order."""
    return [_entry(member, item) for item in listed]


def correction(cycle: Cycle) -> str:
    """Return which revision corrects a cycle, or nothing."""
    if not cycle.corrected_by:
        return ""
    revision = cycle.revision + 1
    if cycle.is_replaced:
        return f"Replaced by revision {revision}."
    return f"Revision {revision}, still a draft, will replace it."


def _entry(member: Member, item: Listed) -> Entry:
    cycle = item.cycle
    to_score = cycle.is_draft and member.may_score
    return Entry(
        cycle=cycle,
        result=item.result,
        address=f"/cycles/{cycle.id}" if to_score else f"/cycles/{cycle.id}/results",
        scale=band_scale(cycle.checklist, item.result),
        correction=correction(cycle),
    )
