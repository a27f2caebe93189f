"""Workshops as a test needs them: opened, joined, voted in and led."""

from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient

from app.db.vault import Vault
from app.maturity.checklist import CellId
from app.settings import Settings
from app.workshops import closing, deciding, joining, leading, service, voting
from app.workshops.deciding import Decision
from app.workshops.deps import room_cookie
from app.workshops.joining import Seat, SeatTaken
from app.workshops.room import Room, find_room
from app.workshops.service import Plan
from app.workshops.voting import Kept, Vote
from tests.conftest import Scribe, visitor

A_CELL = CellId("A", "kam_unit")
GROUPS = ("key_account_manager", "kam_unit", "kam_team", "associated_functions", "senior_management")


@dataclass
class Host:
    """Opens and leads workshops as the director would, and lets people join and vote. Everything is committed."""

    scribe: Scribe
    vault: Vault

    def open(self, letters: str = "AB", cycle_id: int = 0, **plan: Any) -> int:
        """Open a workshop, on a fresh draft unless there is one, and return its id."""
        cycle_id = cycle_id or self.scribe.start()
        session, director = self.scribe.session, self.scribe.director
        workshop_id = service.open_workshop(session, director, self.vault, cycle_id, Plan(tuple(letters), **plan))
        session.commit()
        return workshop_id

    def room(self, workshop_id: int) -> Room:
        """Return the workshop as it is stored now."""
        self.scribe.session.expire_all()
        room = find_room(self.scribe.session, workshop_id)
        self.scribe.session.rollback()
        return room

    def link(self, workshop_id: int) -> str:
        """Return the token that opens its door."""
        return self.room(workshop_id).link(self.vault)

    def join(self, workshop_id: int, group: str = "kam_unit", name: str = "") -> Seat:
        """Let somebody join."""
        seat = joining.join(self.scribe.session, self.link(workshop_id), group, name)
        self.scribe.session.commit()
        return seat

    def vote(self, seat: Seat, value: str, letter: str = "A", group: str = "kam_unit", **more: Any) -> Kept:
        """Let somebody choose for a cell, for the first time in its first round unless ``more`` says otherwise."""
        choice = Vote(value, **({"round": 1, "revision": 1} | more))
        cell = CellId(letter, group)
        kept = voting.vote(self.scribe.session, self.vault, seat.workshop_id, seat.token, cell, choice)
        self.scribe.session.commit()
        return kept

    def fill(self, workshop_id: int, values: str, letter: str = "A", group: str = "kam_unit") -> list[Seat]:
        """Let one more person of the KAM team join for each of ``values``, and choose it for a cell; ? is unknown."""
        seats = [self.join(workshop_id, "kam_team", f"Person {number}") for number in range(len(values))]
        for seat, value in zip(seats, values, strict=True):
            self.vote(seat, "unknown" if value == "?" else value, letter, group)
        return seats

    def seats(self, workshop_id: int) -> list[SeatTaken]:
        """Return every seat, as who leads sees them."""
        seats = joining.list_seats(self.scribe.session, self.room(workshop_id))
        self.scribe.session.rollback()
        return seats

    def begin(self, workshop_id: int) -> None:
        """Let people vote."""
        self.lead(leading.begin, workshop_id)

    def reveal(self, workshop_id: int, letter: str = "A", *groups: str) -> None:
        """Show how cells of an element were answered, all five unless some are named."""
        cells = [CellId(letter, group) for group in groups or GROUPS]
        self.lead(leading.reveal, self.vault, workshop_id, cells)

    def at(self, state: str, cycle_id: int = 0) -> int:
        """Open a workshop on A and B, bring it so far, with five people who agree on a cell, and return its id."""
        room = self.open(cycle_id=cycle_id, personal=state == "personal", expected=9)
        if state == "personal":
            return room
        seats = [self.join(room) for _ in range(5)]
        if state != "lobby":
            self.begin(room)
            for seat in seats:
                self.vote(seat, "2")
        if state not in {"lobby", "voting"}:
            self.reveal(room)
        steps = {"settled": (deciding.settle,), "voted again": (leading.reopen, A_CELL), "closing": (closing.close,)}
        if state in steps:
            verb, *what = steps[state]
            self.lead(verb, room, *what)
        return room

    def busy(self, cycle_id: int = 0) -> int:
        """Open a workshop with names, in which something is hidden, settled, voted anew, and written; return its id."""
        room = self.open(cycle_id=cycle_id, named=True)
        self.begin(room)
        for seat in self.fill(room, "22222"):
            self.vote(seat, "1", "A", "kam_team")
        self.reveal(room)
        self.lead(deciding.decide, room, A_CELL, Decision(2, "Why.", "Not everybody."), 1)
        self.lead(leading.reopen, room, CellId("A", "kam_team"))
        self.lead(leading.hide, room, [CellId("A", "associated_functions")], hidden=True)
        return room

    def lead(self, verb: Any, *what: Any, **how: Any) -> None:
        """Do something else that the director may, such as ``lead(leading.pause, workshop_id, paused=True)``."""
        verb(self.scribe.session, self.scribe.director, *what, **how)
        self.scribe.session.commit()


def phone_of(app: Any, *seats: Seat) -> TestClient:
    """Return a browser without an account, which holds these seats."""
    phone = visitor(app)
    for seat in seats:
        phone.cookies.set(room_cookie(seat.workshop_id, Settings()).name, seat.token)
    return phone
