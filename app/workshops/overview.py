"""What the facilitator's page and the projector show of a workshop: an element at a time, disagreement first."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import Session

from app.assessments.agreed import OTHER
from app.db.vault import Vault
from app.errors import NotFoundError
from app.maturity.agreement import Spread
from app.maturity.checklist import CellId, Checklist, Element
from app.workshops.cell import RoomCell
from app.workshops.models import Phase
from app.workshops.naming import Names, names_in
from app.workshops.room import REST, People, Room, count_people


@dataclass(frozen=True, slots=True)
class Overview:
    """A workshop as who leads it sees it. ``pinned`` is the element that was asked for, empty to follow the room."""

    room: Room
    people: People
    element: Element | None
    pinned: str
    names: Mapping[CellId, Names]

    @property
    def title(self) -> str:
        """The element that is shown, if any is yet."""
        return self.element.name if self.element else "Workshop"

    @property
    def position(self) -> int:
        """The place of the element in the order in which they are led, from 1."""
        return self.room.letters.index(self.element.letter) + 1 if self.element else 0

    @property
    def follows(self) -> bool:
        """Whether this is the element that the room is at."""
        return self.element is None or self.element.letter == self.room.letter

    @property
    def following(self) -> Element | None:
        """The element after the one that is shown."""
        after = self.room.letters[self.position : self.position + 1]
        return self.room.checklist.element(after[0]) if after and self.element else None

    @property
    def cells(self) -> list[RoomCell]:
        """The cells of the element: revealed ones first, widest disagreement first, then in the order of the groups."""
        return sorted(self.room.cells_of(self.element.letter), key=_interest) if self.element else []

    @property
    def revealed(self) -> list[RoomCell]:
        """The cells of the element whose answers are revealed."""
        return [cell for cell in self.cells if cell.is_revealed]

    @property
    def agreed(self) -> list[RoomCell]:
        """The cells of the element that a score is agreed for."""
        return [cell for cell in self.cells if cell.agreed_score is not None]

    @property
    def all_agreed(self) -> list[RoomCell]:
        """Every cell of the workshop that a score is agreed for."""
        return [cell for cell in self.room.cells.values() if cell.agreed_score is not None]

    @property
    def all_left_open(self) -> list[RoomCell]:
        """Every cell that the room looked at and left open."""
        return [cell for cell in self.room.cells.values() if cell.left_open]

    @property
    def never_revealed(self) -> list[RoomCell]:
        """Every cell whose answers nobody has seen."""
        return [cell for cell in self.room.cells.values() if not cell.is_revealed]

    @property
    def looked_at(self) -> list[Element]:
        """The elements of which anything was revealed."""
        return [element for element in self.room.elements if self._is_looked_at(element)]

    @property
    def passed_by(self) -> list[Element]:
        """The elements of which nothing was revealed."""
        return [element for element in self.room.elements if not self._is_looked_at(element)]

    @property
    def easy(self) -> list[RoomCell]:
        """The cells that can be settled at once."""
        views = ((cell, cell.views.whole) for cell in self.room.agenda)
        return [cell for cell, whole in views if whole and whole.spread is Spread.CLOSE]

    @property
    def settled_at_once(self) -> list[RoomCell]:
        """The cells that were settled at once the last time, and were not touched since."""
        return self.room.settled_at_once

    @property
    def may_remove(self) -> bool:
        """Whether somebody can still be taken out without telling by the difference what they chose."""
        return self.room.is_open and not self.room.has_revealed

    def answered(self, cell: RoomCell) -> int:
        """Return how many have answered a cell. Who was taken out since has, too, and nobody can tell which answer."""
        return self.people.answered_to(cell)

    @property
    def extent(self) -> tuple[int, int]:
        """Between how many and how many have answered each cell of the element that is not revealed."""
        return self.people.extent(self.cells)

    def answers_so_far(self, element: Element) -> tuple[int, int]:
        """Return how many answers there are to an element, of how many there can be."""
        cells = self.room.cells_of(element.letter)
        return sum(self.answered(cell) for cell in cells), len(cells) * self.people.joined

    def _is_looked_at(self, element: Element) -> bool:
        return any(cell.is_revealed or cell.seen for cell in self.room.cells_of(element.letter))


def look(session: Session, vault: Vault, room: Room, pinned: str = "") -> Overview:
    """Return what there is to see. NotFoundError when the element that is asked for is not looked at."""
    if pinned and pinned not in room.letters:
        raise NotFoundError("This workshop has no such element.")
    letter = pinned or room.letter
    element = room.checklist.element(letter) if letter else None
    names = names_in(session, vault, room, letter) if room.phase is Phase.VOTING and letter else {}
    return Overview(room, count_people(session, room), element, pinned, names)


def group_names(checklist: Checklist) -> dict[str, str]:
    """Return what the groups of voters are called, the one that stands for several included."""
    own = {group.key: group.name for group in checklist.groups}
    return own | {OTHER: "Another group", REST: "All other groups together"}


def _interest(cell: RoomCell) -> tuple[bool, Fraction]:
    latest = cell.seen.get(cell.round) if cell.is_revealed else None
    return not cell.is_revealed, -latest.whole.disagreement if latest and latest.whole else Fraction(1)
