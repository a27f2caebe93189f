"""A workshop as its pages show it: what is asked, how far it is, and what may be seen of the answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlmodel import Session

from app.accounts.models import Organisation, Unit
from app.accounts.service import Member
from app.assessments.agreed import OTHER
from app.assessments.models import Assessment
from app.db.columns import LAST_ID, table_of
from app.db.vault import Vault
from app.errors import ConflictError, NotFoundError
from app.maturity import loading
from app.maturity.agreement import Counts, Views
from app.maturity.checklist import CellId, Checklist, Element
from app.workshops.cell import RoomCell
from app.workshops.models import Ballot, Pace, Participation, Phase, Tally, Workshop, WorkshopCell

WORKSHOPS, CELLS, TALLIES = table_of(Workshop), table_of(WorkshopCell), table_of(Tally)
PARTICIPATIONS, BALLOTS = table_of(Participation), table_of(Ballot)
ASSESSMENTS, UNITS, ORGANISATIONS = table_of(Assessment), table_of(Unit), table_of(Organisation)
ALL, REST = "all", "rest"
LINK_LENGTH = 32  # hex digits: 128 bits
GONE = "There is no such workshop, or it is not yours to see."

_ROOM = (
    select(
        *WORKSHOPS.c,
        ASSESSMENTS.c.title,
        ASSESSMENTS.c.held_on,
        ASSESSMENTS.c.checklist_version,
        ASSESSMENTS.c.checklist_language,
        UNITS.c.name.label("unit"),
        ORGANISATIONS.c.name.label("organisation"),
    )
    .join_from(WORKSHOPS, ASSESSMENTS, ASSESSMENTS.c.id == WORKSHOPS.c.assessment_id)
    .join(UNITS, UNITS.c.id == ASSESSMENTS.c.unit_id)
    .join(ORGANISATIONS, ORGANISATIONS.c.id == WORKSHOPS.c.organisation_id)
)
_ONE = _ROOM.where(WORKSHOPS.c.id == bindparam("id"))
_MEMBERS = _ONE.where(WORKSHOPS.c.organisation_id == bindparam("organisation"))
_CELLS = select(CELLS).where(CELLS.c.workshop_id == bindparam("id"))
_TALLIES = select(TALLIES).where(TALLIES.c.workshop_id == bindparam("id"))
_JOINED = (
    select(PARTICIPATIONS.c.group_key, func.count())
    .where(PARTICIPATIONS.c.workshop_id == bindparam("id"), ~PARTICIPATIONS.c.removed)
    .group_by(PARTICIPATIONS.c.group_key)
)
_ANSWERED = (
    select(BALLOTS.c.element, BALLOTS.c.group_key, BALLOTS.c.round, func.count())
    .where(BALLOTS.c.workshop_id == bindparam("id"), BALLOTS.c.answered)
    .group_by(BALLOTS.c.element, BALLOTS.c.group_key, BALLOTS.c.round)
)
_ANSWERED_OF_ELEMENT = _ANSWERED.where(BALLOTS.c.element == bindparam("letter"))


@dataclass(frozen=True)
class Room:
    """A workshop. What opens its door is empty once it is closed."""

    id: int
    organisation_id: int
    organisation: str
    cycle_id: int
    title: str
    unit: str
    checklist: Checklist
    letters: tuple[str, ...]
    pace: Pace
    named: bool
    minimum: int
    expected: int | None
    personal: bool
    code: str
    nonce: str
    phase: Phase
    letter: str
    paused: bool
    locked: bool
    ends_at: datetime | None
    closes_at: datetime | None
    version: int
    opened_at: datetime
    cells: Mapping[CellId, RoomCell]

    @property
    def held_on(self) -> date:
        """The day it was opened."""
        return self.opened_at.date()

    @property
    def is_open(self) -> bool:
        """Whether people may still take part."""
        return self.phase in {Phase.LOBBY, Phase.VOTING}

    @property
    def element(self) -> Element | None:
        """The element that the facilitator leads to, None before it has begun."""
        return self.checklist.element(self.letter) if self.letter else None

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """The elements that are looked at, in the order in which they are led."""
        return tuple(self.checklist.element(letter) for letter in self.letters)

    @property
    def has_revealed(self) -> bool:
        """Whether any answers were revealed yet. From then on it stays as it is who answers as what."""
        return any(cell.is_revealed or cell.round > 1 for cell in self.cells.values())

    def cells_of(self, letter: str) -> list[RoomCell]:
        """Return the cells of an element, in the order of the groups."""
        return [self.cells[CellId(letter, group.key)] for group in self.checklist.groups]

    def cell(self, cell: CellId) -> RoomCell:
        """Return one cell. NotFoundError when the workshop does not look at it."""
        if cell not in self.cells:
            raise NotFoundError("This workshop has no such cell.")
        return self.cells[cell]

    def takes_votes(self, cell: RoomCell) -> bool:
        """Whether a choice for this cell is taken now, or would be if voting were not paused."""
        reached = self.pace is Pace.OWN or is_reached(self.letters, self.letter, cell.id.element)
        return self.phase is Phase.VOTING and reached and not cell.is_revealed

    @cached_property
    def agenda(self) -> list[RoomCell]:
        """The revealed cells that are not settled, widest disagreement first, then in the order led."""
        order = {letter: place for place, letter in enumerate(self.letters)}
        open_ones = [cell for cell in self.cells.values() if cell.is_revealed and not (cell.hidden or cell.is_settled)]
        in_order = sorted(open_ones, key=lambda cell: order[cell.id.element])
        return sorted(in_order, key=_agreement)

    @property
    def settled_at_once(self) -> list[RoomCell]:
        """The cells of the latest settling at once that were not touched since."""
        latest = max((cell.settlement or 0 for cell in self.cells.values()), default=0)
        return [cell for cell in self.cells.values() if latest and cell.settlement == latest]

    def must_be_open(self) -> None:
        """Raise ConflictError once it is closed, or about to be."""
        if not self.is_open:
            raise ConflictError("This workshop is closed, so nothing in it changes any more.")

    def vault(self, installation: Vault) -> Vault:
        """Return what locks and marks in this room. Once it is closed there is none."""
        self.must_have_key()
        return installation.part("workshop", self.nonce)

    def must_have_key(self) -> None:
        """Raise ConflictError when its key is destroyed."""
        if not self.nonce:
            raise ConflictError("This workshop is closed, so nothing in it changes any more.")

    def link(self, installation: Vault) -> str:
        """Return the token that opens its door, LINK_LENGTH hex digits."""
        return self.vault(installation).mark("door")[:LINK_LENGTH]


@dataclass(frozen=True, slots=True)
class People:
    """Who has joined by group, and how many answered each cell in its latest round. Never who or what."""

    by_group: Mapping[str, int]
    answered: Mapping[CellId, int]

    @property
    def joined(self) -> int:
        """How many people take part."""
        return sum(self.by_group.values())

    def answered_to(self, cell: RoomCell) -> int:
        """Return how many have answered a cell. Who was taken out since has, too, and nobody can tell which answer."""
        return min(self.answered.get(cell.id, 0), self.joined)

    def extent(self, cells: Iterable[RoomCell]) -> tuple[int, int]:
        """Return between how many and how many have answered each of these cells that is not revealed."""
        numbers = [self.answered_to(cell) for cell in cells if not cell.is_revealed]
        return (min(numbers), max(numbers)) if numbers else (0, 0)


def is_reached(letters: Sequence[str], led: str | None, letter: str) -> bool:
    """Whether the room has come to an element: a choice that was made in time may still be on its way."""
    return bool(led) and letters.index(letter) <= letters.index(led or "")


def get_room(session: Session, member: Member, workshop_id: int) -> Room:
    """Return a workshop for a member. NotFoundError when there is none, or it is another organisation's."""
    return _room(session, _MEMBERS, workshop_id, organisation=member.organisation_id)


def find_room(session: Session, workshop_id: int) -> Room:
    """Return a workshop for somebody who has proved otherwise that they may see it. NotFoundError as get_room."""
    return _room(session, _ONE, workshop_id)


def count_people(session: Session, room: Room, letter: str = "") -> People:
    """Return who has joined, by group, and how many have answered, of one element if only that is asked for.

    Two queries, however many people there are.
    """
    joined = {group: number for group, number in session.execute(_JOINED, {"id": room.id})}  # noqa: C416 - rows are no pairs
    statement = _ANSWERED_OF_ELEMENT if letter else _ANSWERED
    answered = {
        CellId(element, group): number
        for element, group, round_, number in session.execute(statement, {"id": room.id, "letter": letter})
        if room.cells[CellId(element, group)].round == round_
    }
    order = [group.key for group in room.checklist.groups] + [OTHER]
    return People({group: joined[group] for group in order if group in joined}, answered)


def _room(session: Session, statement: Select[Any], workshop_id: int, **values: int) -> Room:
    known = 0 < workshop_id <= LAST_ID
    row = known and session.execute(statement, {"id": workshop_id, **values}).first()
    if not row:
        raise NotFoundError(GONE)
    return Room(
        id=row.id,
        organisation_id=row.organisation_id,
        organisation=row.organisation,
        cycle_id=row.assessment_id,
        title=row.title,
        unit=row.unit,
        checklist=loading.load(row.checklist_version, row.checklist_language),
        letters=tuple(row.elements),
        pace=row.pace,
        named=row.named,
        minimum=row.minimum,
        expected=row.expected,
        personal=row.personal,
        code=row.code or "",
        nonce=row.nonce or "",
        phase=row.phase,
        letter=row.element or "",
        paused=row.paused,
        locked=row.locked,
        ends_at=row.ends_at,
        closes_at=row.closes_at,
        version=row.version,
        opened_at=row.opened_at,
        cells=_cells(session, workshop_id),
    )


def _cells(session: Session, workshop_id: int) -> dict[CellId, RoomCell]:
    tallies: dict[CellId, dict[int, dict[str, Counts]]] = {}
    for row in session.execute(_TALLIES, {"id": workshop_id}):
        rounds = tallies.setdefault(CellId(row.element, row.group_key), {})
        rounds.setdefault(row.round, {})[row.seen_by] = _counts(row)
    found = {}
    for row in session.execute(_CELLS, {"id": workshop_id}):
        cell = CellId(row.element, row.group_key)
        seen = {number: _views(views) for number, views in tallies.get(cell, {}).items()}
        found[cell] = RoomCell(
            cell,
            row.round,
            row.revealed_at,
            row.hidden,
            row.answers,
            row.agreed_score,
            row.agreed_at,
            row.left_open,
            row.rationale,
            row.dissent,
            row.settlement,
            row.version,
            seen,
        )
    return found


def _views(views: Mapping[str, Counts]) -> Views:
    groups = {group: counts for group, counts in views.items() if group not in {ALL, REST}}
    return Views(views.get(ALL), groups, views.get(REST))


def _counts(row: Row[Any]) -> Counts:
    return Counts((row.chose_0, row.chose_1, row.chose_2, row.chose_3), row.unknown)


def _agreement(cell: RoomCell) -> tuple[bool, Fraction]:
    """Return what sorts cells: those of which nothing may be shown come last."""
    whole = cell.views.whole
    return whole is None, -whole.disagreement if whole else Fraction(0)
