"""The one page of a participant: where the room is, and what they chose there."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.tokens import hash_of
from app.assessments.cards import stage_cards
from app.db.vault import Vault
from app.errors import NotFoundError
from app.maturity.checklist import CellId
from app.web.templates import render
from app.workshops.attending import Attending
from app.workshops.deps import vault_of
from app.workshops.naming import names_in
from app.workshops.paper import LIST, Paper, heading_of, paper_of, place_in
from app.workshops.room import Room, count_people
from app.workshops.voting import count_answered, votes_of

KEY_LENGTH = 16
NOTHING_SENT: Mapping[CellId, str] = {}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why what somebody sent was not done, or not all of it.

    ``sent`` is what they chose and is not stored, ``late`` says by a cell's place why their choice does not count.
    """

    status: int
    message: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    late: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[CellId, str] = field(default_factory=dict)


DONE = Refusal(200)


def page(
    request: Request, session: Session, attending: Attending, letter: str = "", refusal: Refusal = DONE
) -> Response:
    """Show the page of somebody who takes part. It stays with the element ``letter``, or else goes with the room."""
    room, token = attending.room, attending.seat.token
    return render(
        request,
        "workshops/room.html",
        refusal.status,
        refusal=refusal,
        outbox=f"room-{room.id}-{hash_of(f'outbox {token}')[:KEY_LENGTH]}",
        **context(request, session, attending, letter, refusal.sent, is_page=True),
    )


def context(
    request: Request,
    session: Session,
    attending: Attending,
    letter: str,
    sent: Mapping[CellId, str] = NOTHING_SENT,
    *,
    is_page: bool = False,
) -> dict[str, Any]:
    """Return what the page and what brings it up to date are drawn from; see waited_for for what only the page has."""
    room, seat = attending.room, attending.seat
    place = place_in(room, letter)
    vault = vault_of(request)
    return {
        "room": room,
        "checklist": room.checklist,
        "seat": seat,
        "stays_with": letter,
        "place": place,
        "heading": heading_of(room, place),
        "paper": _paper(session, vault, attending, place, sent) if place in room.letters else None,
        "answered": count_answered(session, vault, room, seat) if place == LIST else Counter(),
        "waited_for": waited_for(session, attending, place) if is_page else None,
        "stage_cards": stage_cards,
    }


def paper_on_page(request: Request, session: Session, attending: Attending, letter: str) -> Paper:
    """Return the paper of an element that may be looked at. NotFoundError when the workshop has no such element."""
    must_be_looked_at(attending.room, letter)
    return _paper(session, vault_of(request), attending, letter, NOTHING_SENT)


def _paper(session: Session, vault: Vault, attending: Attending, letter: str, sent: Mapping[CellId, str]) -> Paper:
    room, seat = attending.room, attending.seat
    mine, names = votes_of(session, vault, room, seat, letter), names_in(session, vault, room, letter)
    return paper_of(room, seat, letter, mine, sent, names)


def waited_for(session: Session, attending: Attending, place: str) -> tuple[int, int, int] | None:
    """Return between how many and how many have answered the open cells of an element, of how many people.

    The facilitator and the projector say the same. None where nobody is waited for.
    """
    room = attending.room
    if place not in room.letters or place_in(room, place) != place:
        return None
    cells = [cell for cell in room.cells_of(place) if room.takes_votes(cell)]
    people = count_people(session, room, place)
    return (*people.extent(cells), people.joined) if cells else None


def must_be_looked_at(room: Room, letter: str) -> None:
    """Raise NotFoundError unless the workshop looks at this element."""
    if letter not in room.letters:
        raise NotFoundError("This workshop has no such element.")
