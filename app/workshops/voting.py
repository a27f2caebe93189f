"""What a device chooses for a cell, until the answers are revealed. The last choice of a device is the one kept."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session

from app.accounts.tokens import hash_of
from app.db.columns import insert_of
from app.db.vault import Vault
from app.errors import BusyError, ConflictError, InvalidInputError, NotFoundError
from app.maturity.checklist import CellId
from app.workshops.joining import NOT_IN, Seat
from app.workshops.models import Pace, Phase
from app.workshops.pulses import announce
from app.workshops.room import BALLOTS, CELLS, PARTICIPATIONS, WORKSHOPS, Room, is_reached

UNKNOWN = 4  # as a ballot holds it: after the four stages
CLEARED = 5
VALUES = {"": CLEARED, "0": 0, "1": 1, "2": 2, "3": 3, "unknown": UNKNOWN}
WORDS = {number: word for word, number in VALUES.items()}
# How far ahead of what is stored a choice may be numbered; see assessments.answering.
MOST_AHEAD = 1_000
SEAT_BYTES = 8

_STANDING = (
    select(
        PARTICIPATIONS.c.id.label("seat"),
        WORKSHOPS.c.phase,
        WORKSHOPS.c.paused,
        WORKSHOPS.c.pace,
        WORKSHOPS.c.elements,
        WORKSHOPS.c.element.label("led"),
        WORKSHOPS.c.nonce,
        CELLS.c.round,
        CELLS.c.revealed_at,
    )
    .join_from(PARTICIPATIONS, WORKSHOPS, WORKSHOPS.c.id == PARTICIPATIONS.c.workshop_id)
    .outerjoin(
        CELLS,
        and_(
            CELLS.c.workshop_id == WORKSHOPS.c.id,
            CELLS.c.element == bindparam("element"),
            CELLS.c.group_key == bindparam("group"),
        ),
    )
    .where(
        PARTICIPATIONS.c.token_hash == bindparam("hash"),
        PARTICIPATIONS.c.workshop_id == bindparam("workshop"),
        ~PARTICIPATIONS.c.removed,
    )
)
# Whoever reveals a cell waits for those who vote on it just now, and their votes count.
_HELD = select(CELLS.c.round, CELLS.c.revealed_at).where(
    CELLS.c.workshop_id == bindparam("workshop"),
    CELLS.c.element == bindparam("element"),
    CELLS.c.group_key == bindparam("group"),
)
_HOLD = _HELD.with_for_update(read=True)
_MINE = (BALLOTS.c.workshop_id == bindparam("workshop"), BALLOTS.c.mark == bindparam("mark"))
_OWN = select(BALLOTS).where(*_MINE)
_OWN_OF_ELEMENT = _OWN.where(BALLOTS.c.element == bindparam("letter"))
_ANSWERED = select(BALLOTS.c.element, BALLOTS.c.group_key, BALLOTS.c.round).where(*_MINE, BALLOTS.c.answered)


@dataclass(frozen=True, slots=True)
class Vote:
    """A choice for a cell: "0" to "3", "unknown", or "" that takes it back. Numbered by the device as in an outbox."""

    value: str
    round: int
    revision: int
    client: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of a device's choice for a cell."""

    cell: CellId
    value: str = ""
    round: int = 1
    revision: int = 0
    client: str = ""

    def holds(self, vote: Vote) -> bool:
        """Whether this very vote is stored, be it just now or by an earlier attempt."""
        return (self.round, self.revision, self.client) == (vote.round, vote.revision, vote.client)


def vote(session: Session, vault: Vault, workshop_id: int, token: str, cell: CellId, vote: Vote) -> Kept:
    """Keep a vote unless a later one of the device is there. ``kept.holds(vote)`` tells which it was.

    NotFoundError for a device without a seat or a cell that is not looked at; ConflictError once the cell is revealed,
    voted on anew or passed; BusyError while voting is paused, so that the device tries again.
    """
    keys = {"workshop": workshop_id, "element": cell.element, "group": cell.group}
    # Not by the session, which looks after objects: here are none, and there is much more voting than anything else.
    connection = session.connection()
    row = connection.execute(_STANDING, {"hash": hash_of(token), **keys}).first()
    if row is None:
        raise NotFoundError(NOT_IN)
    if row.round is None:
        raise NotFoundError("This workshop has no such cell.")
    _must_take(row, cell, vote)
    if connection.dialect.name == "postgresql":
        _must_be_hidden(connection.execute(_HOLD, keys).one(), vote)
    room = vault.part("workshop", row.nonce)
    mark = room.mark(token)
    content = bytes([VALUES[vote.value]]) + int(row.seat).to_bytes(SEAT_BYTES, "big")
    values = {
        "workshop_id": workshop_id,
        "mark": mark,
        "element": cell.element,
        "group_key": cell.group,
        "round": vote.round,
        "revision": vote.revision,
        "client": vote.client,
        "answered": vote.value != "",
        "locked": room.lock(content, place_of(mark, cell, vote.round)),
    }
    stored = connection.execute(_upsert(connection.dialect.name), values).first()
    if stored is not None:
        announce(session, workshop_id, "tally")
        return Kept(cell, vote.value, vote.round, vote.revision, vote.client)
    mine = own_votes(session, room, workshop_id, token, cell.element)
    return next(kept for kept in mine if (kept.cell, kept.round) == (cell, vote.round))


def votes_of(session: Session, vault: Vault, room: Room, seat: Seat, letter: str = "") -> dict[CellId, Kept]:
    """Return what a device has chosen in the latest round of each cell, or of each of one element, in one query."""
    kept = own_votes(session, room.vault(vault), room.id, seat.token, letter)
    return {one.cell: one for one in kept if room.cells[one.cell].round == one.round}


def own_votes(session: Session, room: Vault, workshop_id: int, token: str, letter: str = "") -> list[Kept]:
    """Return every choice of a device that is stored, of all elements or of one."""
    keys = {"workshop": workshop_id, "mark": room.mark(token)}
    own = (_OWN_OF_ELEMENT, {"letter": letter, **keys}) if letter else (_OWN, keys)
    return [
        Kept(of, WORDS[unlocked(room, row)[0]], row.round, row.revision, row.client)
        for row in session.connection().execute(*own)
        for of in [CellId(row.element, row.group_key)]
    ]


def count_answered(session: Session, vault: Vault, room: Room, seat: Seat) -> Counter[str]:
    """Return how many cells of each element a device has answered in their latest round. No ballot is unlocked."""
    keys = {"workshop": room.id, "mark": room.vault(vault).mark(seat.token)}
    rows = session.connection().execute(_ANSWERED, keys)
    return Counter(letter for letter, group, round_ in rows if room.cells[CellId(letter, group)].round == round_)


def unlocked(room: Vault, row: Any) -> tuple[int, int]:  # noqa: ANN401 - a row of ballots
    """Return what a ballot says, as in VALUES, and whose seat it is."""
    place = place_of(row.mark, CellId(row.element, row.group_key), row.round)
    content = room.unlock(row.locked, place)
    return content[0], int.from_bytes(content[1:], "big")


def place_of(mark: str, cell: CellId, round_: int) -> str:
    """Return what binds a ballot to where it stands, so that nobody moves it to another cell."""
    return f"{mark} {cell.element} {cell.group} {round_}"


def _must_take(row: Any, cell: CellId, vote: Vote) -> None:  # noqa: ANN401 - a row of _STANDING
    if row.phase is Phase.LOBBY:
        raise ConflictError("Voting has not begun yet.")
    if row.phase is not Phase.VOTING:
        raise ConflictError("This workshop is closed. This answer came too late and does not count.")
    _must_be_hidden(row, vote)
    if row.pace is Pace.TOGETHER and not is_reached(row.elements, row.led, cell.element):
        raise ConflictError("The room is at another element. Choose again when it comes to this one.")
    if row.paused:
        raise BusyError("Voting is paused. This answer is sent when it goes on.", retry_after=3)
    if vote.value not in VALUES:
        raise InvalidInputError("A choice is a stage from 0 to 3, or don’t know.")


def _must_be_hidden(row: Any, vote: Vote) -> None:  # noqa: ANN401 - a row with round and revealed_at
    if row.revealed_at is not None:
        raise ConflictError("The answers to this cell are revealed. This one came too late and does not count.")
    if row.round != vote.round:
        raise ConflictError("This cell is voted on once more. Choose again.")


@cache
def _upsert(dialect: str) -> ReturningInsert[Any]:
    insert = insert_of(dialect, BALLOTS)
    stored, sent = BALLOTS.c, insert.excluded
    upsert: ReturningInsert[Any] = insert.on_conflict_do_update(
        index_elements=[stored.workshop_id, stored.mark, stored.element, stored.group_key, stored.round],
        set_={name: sent[name] for name in ("revision", "client", "answered", "locked")},
        where=(stored.revision < sent.revision) & (sent.revision <= stored.revision + MOST_AHEAD),
    ).returning(stored.revision)
    return upsert
