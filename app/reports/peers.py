"""The units of an organisation side by side, as of a day: what the page and the file that compare them are made of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from string import ascii_uppercase
from typing import NamedTuple

from sqlmodel import Session

from app.accounts.models import Unit
from app.accounts.service import Member
from app.accounts.units import list_all_units
from app.assessments.cycle import Listed
from app.assessments.cycles import list_latest
from app.assessments.service import CHECKLIST_VERSION, LANGUAGE
from app.maturity import loading, peers
from app.maturity.checklist import Checklist
from app.maturity.peers import CellSpread, ElementSpread, Help, Peer, Place
from app.maturity.planning import Aim
from app.plans.outlook import list_aims
from app.reports.against import marks
from app.reports.target_marks import TargetMarks
from app.reports.trend_loading import cycle_of

ALIAS_RULE = (
    "Aliases stand for the names of the units. They are given in the order in which the units were added, so each "
    "unit keeps its own. Titles of cycles are left out, since they may name a unit."
)


@dataclass(frozen=True, slots=True)
class Compared:
    """A unit with its latest final cycle, and the one before that, if there is one. ``name`` may be an alias."""

    name: str
    archived: bool
    latest: Listed
    before: Listed | None
    targets: TargetMarks | None = None
    """What its elements should have next after the latest cycle."""

    @property
    def peer(self) -> Peer:
        """The unit as the rules compare it."""
        return Peer(self.name, self.latest.scores, self.latest.result)


class LeftOut(NamedTuple):
    """A unit that is not compared, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The units compared as of ``on``. ``places`` is empty unless a ranking was asked for."""

    on: date
    aliased: bool
    checklist: Checklist
    units: tuple[Compared, ...]
    left_out: tuple[LeftOut, ...]
    places: Mapping[str, Place]

    @property
    def peers(self) -> tuple[Peer, ...]:
        """The units as the rules compare them."""
        return tuple(unit.peer for unit in self.units)

    @property
    def same_scope(self) -> bool:
        """Whether every unit has the same elements in scope."""
        return peers.same_scope(self.peers)

    @property
    def elements(self) -> tuple[ElementSpread, ...]:
        """How far the units lie apart in each element."""
        return peers.element_spreads(self.checklist, self.peers)

    @property
    def cells(self) -> tuple[CellSpread, ...]:
        """How far the units lie apart in each cell."""
        return peers.cell_spreads(self.checklist, self.peers)

    @property
    def helps(self) -> tuple[Help, ...]:
        """Where one unit could help another."""
        return peers.who_could_help(self.checklist, self.peers)


def load_comparison(
    session: Session, member: Member, on: date, *, aliased: bool = False, ranked: bool = False
) -> Comparison:
    """Compare the latest final cycle of each unit that was held by ``on``.

    It takes four queries, however many units and cycles there are. Units stand in the order of their names, aliased
    ones in that of the aliases, ranked ones by their places.
    """
    latest: dict[int, list[Listed]] = defaultdict(list)
    for listed in list_latest(session, member, on, count=2):
        latest[listed.cycle.unit_id].append(listed)
    named = _named(list_all_units(session, member), aliased=aliased)
    found = compare(on, named, latest, aliased=aliased, ranked=ranked)
    aims = list_aims(session, member)
    return replace(found, units=tuple(_with_targets(unit, aims) for unit in found.units))


def compare(
    on: date, units: Iterable[tuple[str, Unit]], latest: Mapping[int, Sequence[Listed]], *, aliased: bool, ranked: bool
) -> Comparison:
    """Compare units, given with what they are called here, by their cycles, newest first, found by their ids.

    An archived unit without a cycle is passed over. One whose cycle has another checklist than the newest cycle of
    all is left out: its stages say other things.
    """
    checklist = _checklist(latest)
    compared: list[Compared] = []
    left_out: list[LeftOut] = []
    for name, unit in units:
        cycles = latest.get(unit.id or 0, ())
        archived = unit.archived_at is not None
        if cycles and cycles[0].cycle.checklist == checklist:
            compared.append(Compared(name, archived, cycles[0], cycles[1] if len(cycles) > 1 else None))
        elif cycles:
            version = cycles[0].cycle.checklist.version
            left_out.append(LeftOut(name, f"Scored with another version of the checklist, {version}."))
        elif not archived:
            left_out.append(LeftOut(name, "No final cycle by then."))
    places = peers.rank(unit.peer for unit in compared) if ranked else {}
    if places:
        compared.sort(key=lambda unit: places[unit.name].number)
    return Comparison(on, aliased, checklist, tuple(compared), tuple(left_out), places)


def _with_targets(unit: Compared, aims: Mapping[int, Sequence[Aim]]) -> Compared:
    return replace(unit, targets=marks(cycle_of(unit.latest), aims.get(unit.latest.cycle.unit_id, ())))


def alias(number: int) -> str:
    """Return the alias of the unit that was added as this one, from 0: Unit A to Unit Z, Unit AA, Unit AB."""
    letters = ""
    number += 1
    while number:
        number, place = divmod(number - 1, len(ascii_uppercase))
        letters = ascii_uppercase[place] + letters
    return f"Unit {letters}"


def _named(units: Iterable[Unit], *, aliased: bool) -> list[tuple[str, Unit]]:
    if aliased:
        added = sorted(units, key=lambda unit: unit.id or 0)
        return [(alias(number), unit) for number, unit in enumerate(added)]
    return sorted(((unit.name, unit) for unit in units), key=lambda named: named[0].casefold())


def _checklist(latest: Mapping[int, Sequence[Listed]]) -> Checklist:
    newest = max((cycles[0].cycle for cycles in latest.values()), key=lambda cycle: cycle.details.held_on, default=None)
    return newest.checklist if newest else loading.load(CHECKLIST_VERSION, LANGUAGE)
