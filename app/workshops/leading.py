"""What the facilitator does to the room: begin, move on, pause, lock, reveal, hide, vote anew, remove somebody."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session

from app.accounts.service import Member
from app.db.columns import now
from app.db.vault import Vault
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.maturity.checklist import CellId
from app.workshops.cell import RoomCell
from app.workshops.counting import store_tallies
from app.workshops.models import Phase, WorkshopCell
from app.workshops.room import BALLOTS, PARTICIPATIONS, Room
from app.workshops.service import lead
from app.workshops.trail import keep

LONGEST_TIMER = timedelta(hours=4)


def begin(session: Session, member: Member, workshop_id: int) -> None:
    """Let people vote, on the first element."""
    room, row = lead(session, member, workshop_id)
    if room.phase is not Phase.LOBBY:
        raise ConflictError("Voting has begun already.")
    row.phase, row.element = Phase.VOTING, room.letters[0]


def go_to(session: Session, member: Member, workshop_id: int, letter: str) -> None:
    """Lead everybody to an element. NotFoundError when the workshop does not look at it."""
    room, row = lead(session, member, workshop_id)
    if letter not in room.letters:
        raise NotFoundError("This workshop has no such element.")
    _must_vote(room)
    row.element, row.ends_at = letter, None


def pause(session: Session, member: Member, workshop_id: int, *, paused: bool) -> None:
    """Take no votes for a while, or go on."""
    room, row = lead(session, member, workshop_id)
    _must_vote(room)
    row.paused = paused


def lock(session: Session, member: Member, workshop_id: int, *, locked: bool) -> None:
    """Let nobody else in, or open the door again."""
    _, row = lead(session, member, workshop_id)
    row.locked = locked


def set_timer(session: Session, member: Member, workshop_id: int, minutes: int, at: datetime | None = None) -> None:
    """Add minutes to the visible timer, which starts now when it is not running; 0 takes it away. It ends nothing."""
    _, row = lead(session, member, workshop_id)
    at = at or now()
    start = max(row.ends_at, at) if row.ends_at else at
    ends_at = start + timedelta(minutes=minutes) if minutes else None
    if ends_at and ends_at > at + LONGEST_TIMER:
        raise InvalidInputError("The timer goes up to four hours.")
    row.ends_at = ends_at


def reveal(session: Session, member: Member, vault: Vault, workshop_id: int, cells: Sequence[CellId]) -> None:
    """Show how these cells were answered, to everybody. From then on their answers stay."""
    room, row = lead(session, member, workshop_id)
    _must_vote(room)
    revealed = [cell for cell in (room.cell(one) for one in cells) if not cell.is_revealed]
    if not revealed:
        raise ConflictError("These answers are shown already.")
    # Nobody votes on them from here on: who does just now is waited for.
    rows = {cell.id: row_of(session, room, cell.id) for cell in revealed}
    for cell, answers in store_tallies(session, vault, room, revealed).items():
        rows[cell].revealed_at, rows[cell].hidden, rows[cell].answers = now(), False, answers
    row.ends_at = None
    session.flush()
    keep(session, member, room, "workshop.revealed", cells=[_name(room, cell.id) for cell in revealed])


def hide(session: Session, member: Member, workshop_id: int, cells: Sequence[CellId], *, hidden: bool) -> None:
    """Take revealed answers off every screen, or show them again.

    They stay as they are meanwhile: answers that were seen and changed since would tell by the difference who did.
    """
    room, _ = lead(session, member, workshop_id)
    for cell in (room.cell(one) for one in cells):
        if not cell.is_revealed:
            raise ConflictError("These answers are not revealed yet.")
        row_of(session, room, cell.id).hidden = hidden
    session.flush()


def reopen(session: Session, member: Member, workshop_id: int, cell_id: CellId) -> None:
    """Let the room vote on a revealed cell once more. What was shown of the earlier round stays."""
    room, row = lead(session, member, workshop_id)
    _must_vote(room)
    cell = room.cell(cell_id)
    if not cell.is_revealed:
        raise ConflictError("This cell is being voted on already.")
    if cell.is_settled:
        raise ConflictError("A score was recorded for this cell. Take that back before it is voted on again.")
    stored = row_of(session, room, cell_id)
    stored.round, stored.revealed_at, stored.hidden = cell.round + 1, None, False
    row.element = cell_id.element
    session.flush()
    keep(session, member, room, "workshop.voted-again", cell=_name(room, cell_id), round=cell.round + 1)


def take_back_round(session: Session, member: Member, workshop_id: int, cell_id: CellId) -> None:
    """End a new round that was opened by mistake: its answers go, and the earlier round is shown again."""
    room, _ = lead(session, member, workshop_id)
    cell = room.cell(cell_id)
    if cell.is_revealed or cell.round == 1:
        raise ConflictError("This cell has no new round to take back.")
    stored = row_of(session, room, cell_id)
    stored.round, stored.revealed_at = cell.round - 1, now()
    session.execute(delete(BALLOTS).where(*_of(room, cell)))
    session.flush()


def remove(session: Session, member: Member, workshop_id: int, seat_id: int, *, removed: bool) -> None:
    """Take somebody's seat and answers out of the room, or give them back.

    ConflictError once anything is revealed: the difference would tell what they chose.
    """
    room, _ = lead(session, member, workshop_id)
    if room.has_revealed:
        raise ConflictError("Answers have been revealed already, so nobody is taken out any more.")
    theirs = update(PARTICIPATIONS).where(PARTICIPATIONS.c.id == seat_id, PARTICIPATIONS.c.workshop_id == room.id)
    if not session.execute(theirs.values(removed=removed).returning(PARTICIPATIONS.c.id)).first():
        raise NotFoundError("Nobody of this workshop has that seat.")
    keep(session, member, room, "workshop.seat-taken-away" if removed else "workshop.seat-given-back")


def _must_vote(room: Room) -> None:
    if room.phase is not Phase.VOTING:
        raise ConflictError("Voting has not begun yet. Begin it first.")


def _name(room: Room, cell: CellId) -> str:
    return f"{cell.element} {room.checklist.group(cell.group).name}"


def row_of(session: Session, room: Room, cell: CellId) -> WorkshopCell:
    """Return the row of a cell, which nobody else changes or votes on before this is committed."""
    key = {"workshop_id": room.id, "element": cell.element, "group_key": cell.group}
    return session.get_one(WorkshopCell, key, with_for_update=True, populate_existing=True)


def _of(room: Room, cell: RoomCell) -> list[ColumnElement[bool]]:
    """Return the conditions for the ballots of a cell's latest round."""
    return [
        BALLOTS.c.workshop_id == room.id,
        BALLOTS.c.element == cell.id.element,
        BALLOTS.c.group_key == cell.id.group,
        BALLOTS.c.round == cell.round,
    ]
