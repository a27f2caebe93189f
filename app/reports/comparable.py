"""Which cycles can be compared: those to choose from, and the units that have any."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.accounts.models import Unit
from app.assessments.cycle import Cycle, Listed
from app.maturity.scoring import Result
from app.reports.trend import name_of


@dataclass(frozen=True, slots=True)
class ComparableUnit:
    """A unit, how many cycles of it can be compared, and which ones they are."""

    id: int
    name: str
    counts: str
    span: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A cycle that can be chosen, and whether it is."""

    cycle: Cycle
    result: Result
    chosen: bool

    @property
    def name(self) -> str:
        """What it is called beside others."""
        return name_of(self.cycle.details.title, self.cycle.revision)


def comparable_units(units: Iterable[Unit], listed: Iterable[Listed]) -> tuple[ComparableUnit, ...]:
    """Return the units that have a cycle that stands or a draft, in their order; ``listed`` is oldest first."""
    cycles: dict[int, list[Cycle]] = {}
    for item in listed:
        cycles.setdefault(item.cycle.unit_id, []).append(item.cycle)
    return tuple(_comparable(unit, cycles[unit.id]) for unit in units if unit.id in cycles)


def choices(listed: Sequence[Listed], chosen: Iterable[Listed]) -> tuple[Choice, ...]:
    """Return every cycle that can be chosen, newest first."""
    ids = {item.cycle.id for item in chosen}
    return tuple(Choice(item.cycle, item.result, item.cycle.id in ids) for item in reversed(listed))


def _comparable(unit: Unit, cycles: Sequence[Cycle]) -> ComparableUnit:
    drafts = sum(cycle.is_draft for cycle in cycles)
    counts = [f"{len(cycles) - drafts} final", f"{drafts} provisional" if drafts else ""]
    names = [name_of(cycle.details.title, cycle.revision) for cycle in (cycles[0], cycles[-1])]
    return ComparableUnit(
        cycles[0].unit_id, unit.name, ", ".join(filter(None, counts)), " to ".join(dict.fromkeys(names))
    )
