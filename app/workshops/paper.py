"""What the page of somebody who takes part shows: where the room is, and the five cells of an element as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from app.assessments.cards import stage_cards
from app.db.recent import Recent
from app.maturity.checklist import CellId, Element, Group
from app.web.templates import draw
from app.workshops.cell import RoomCell
from app.workshops.joining import Seat
from app.workshops.models import Pace, Phase
from app.workshops.naming import Names
from app.workshops.room import Room, is_reached
from app.workshops.voting import Kept

LOBBY, LIST, OVER = "lobby", "list", "over"
KEPT = 1024  # cells, some 3 KB each
_RESULTS = Recent[tuple[str, int, CellId], Markup](KEPT)
_UPDATES = Recent[tuple[str, int, CellId, str, int, bool], Markup](KEPT)
_AROUND = Recent[tuple[str, int, str, str, bool, int], Markup](KEPT)
_ANSWERS = Recent[tuple[CellId, str, int, int], Markup](KEPT)


class Stand(StrEnum):
    """How far a cell is, for who takes part: it takes answers, no more, or they are seen, or off the screens."""

    OPEN = "open"
    CLOSED = "closed"
    SHOWN = "shown"
    HIDDEN = "hidden"


class Heading(NamedTuple):
    """What stands above what a page shows."""

    label: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Line:
    """One cell on somebody's paper: what is kept of their choice, and what is chosen on the page.

    ``own`` says that it is about the group they belong to, ``names`` who chose what, once that may be seen.
    """

    room: Room
    cell: RoomCell
    group: Group
    kept: Kept
    chosen: str
    own: bool
    names: Names

    @property
    def stand(self) -> Stand:
        """How far the cell is."""
        if self.cell.is_revealed:
            return Stand.HIDDEN if self.cell.hidden else Stand.SHOWN
        return Stand.OPEN if self.room.takes_votes(self.cell) else Stand.CLOSED

    @property
    def mark(self) -> str:
        """What a page says of what it shows of the cell, so that it is sent the rest anew once that differs."""
        version = f".{self.cell.version}" if self.stand is Stand.SHOWN else ""
        return f"{self.cell.round}.{self.stand}{version}"

    @property
    def result(self) -> Markup:
        """What everybody sees of how the cell was answered: nothing of the latest round until it is revealed."""
        return result_of(self.room, self.cell, self.names)


@dataclass(frozen=True, slots=True)
class Paper:
    """The cells of an element for one participant, their own group's first."""

    room: Room
    element: Element
    lines: list[Line]

    @property
    def answered(self) -> int:
        """How many of the cells this participant has answered."""
        return sum(line.kept.value != "" for line in self.lines)

    @property
    def first_open(self) -> Line | None:
        """The cell to answer next."""
        return next((line for line in self.lines if line.stand is Stand.OPEN and not line.kept.value), None)

    @property
    def is_led(self) -> bool:
        """Whether the room is at this element, or everybody is where they like."""
        return self.room.pace is Pace.OWN or self.room.letter == self.element.letter

    @property
    def neighbours(self) -> tuple[Element | None, Element | None]:
        """The elements before and after this one, among those that may be looked at."""
        open_ones = reached(self.room)
        at = open_ones.index(self.element)
        before = open_ones[at - 1] if at else None
        return before, open_ones[at + 1] if at + 1 < len(open_ones) else None


def paper_of(
    room: Room,
    seat: Seat,
    letter: str,
    votes: Mapping[CellId, Kept],
    sent: Mapping[CellId, str],
    names: Mapping[CellId, Names],
) -> Paper:
    """Return the cells of an element for whoever has this seat and these votes. ``sent`` is chosen, and not stored."""
    lines = []
    for cell in room.cells_of(letter):
        kept = votes.get(cell.id) or Kept(cell.id, round=cell.round)
        chosen = sent.get(cell.id, kept.value)
        group = room.checklist.group(cell.id.group)
        lines.append(Line(room, cell, group, kept, chosen, group.key == seat.group, names.get(cell.id, {})))
    return Paper(room, room.checklist.element(letter), sorted(lines, key=lambda line: not line.own))


def place_in(room: Room, letter: str = "") -> str:
    """Return what a page shows: LOBBY, LIST, OVER, or the letter of an element. ``letter`` is the one it asks for."""
    if room.phase is Phase.LOBBY:
        return LOBBY
    if room.phase is not Phase.VOTING:
        return OVER
    if room.pace is Pace.OWN:
        return letter or LIST
    return letter if letter and is_reached(room.letters, room.letter, letter) else room.letter


def heading_of(room: Room, place: str) -> Heading:
    """Return what stands above a place."""
    where = f"{room.title}, {room.unit}"
    if place in room.letters:
        element = room.checklist.element(place)
        return Heading(f"Element {room.letters.index(place) + 1} of {len(room.letters)}", element.name, element.about)
    words = {
        LOBBY: Heading("Workshop", where, "You are in. Leave this page open."),
        LIST: Heading(where, "The elements", "Answer them in any order and at your own pace."),
        OVER: Heading(where, "The workshop is over", "You can close this page."),
    }
    return words[place]


def reached(room: Room) -> list[Element]:
    """Return the elements that may be looked at: all, or those that the room has come to."""
    return [one for one in room.elements if room.pace is Pace.OWN or is_reached(room.letters, room.letter, one.letter)]


def result_of(room: Room, cell: RoomCell, names: Names) -> Markup:
    """Return what everybody sees of a cell, drawn once for all."""
    group = room.checklist.group(cell.id.group)
    make = partial(draw, "workshops/_result.html", room=room, cell=cell, group=group, names=names)
    return _RESULTS.made((room.nonce, room.version, cell.id), make)


def update_of(line: Line, *, is_stale: bool) -> Markup:
    """Return what brings a cell of an open page up to date, drawn once for all who chose the same.

    At a reveal 500 phones ask for it at the same moment. ``is_stale`` says that the page shows another stand.
    """
    room, revision = line.room, line.kept.revision if line.stand is Stand.OPEN else 0
    given = {"line": line, "is_stale": is_stale, "checklist": room.checklist, "stage_cards": stage_cards}
    key = room.nonce, room.version, line.cell.id, line.kept.value, revision, is_stale
    return _UPDATES.made(key, partial(draw, "workshops/_update.html", **given))


def around(room: Room, place: str, paper: Paper | None, *, stays_with: str, is_elsewhere: bool) -> Markup:
    """Return what an open page shows beside its cells, drawn once for all who are at this place and as far."""
    given = {"place": place, "stays_with": stays_with, "is_elsewhere": is_elsewhere, "heading": heading_of(room, place)}
    key = room.nonce, room.version, place, stays_with, is_elsewhere, paper.answered if paper else 0
    return _AROUND.made(key, partial(draw, "workshops/_around.html", room=room, paper=paper, **given))


def answer_to_vote(kept: Kept) -> Markup:
    """Return what a vote is answered with, drawn once for all who chose the same as often."""
    key = kept.cell, kept.value, kept.round, kept.revision
    return _ANSWERS.made(key, partial(draw, "workshops/_vote.html", kept=kept))
