"""Who takes part in a workshop, with the workshop as it is now: one query, as long as nobody leads it on."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import bindparam, select
from sqlmodel import Session

from app.accounts.tokens import hash_of
from app.db.recent import Recent
from app.errors import NotFoundError
from app.workshops.joining import NOT_IN, Seat
from app.workshops.room import PARTICIPATIONS, WORKSHOPS, Room, find_room

KEPT = 64  # workshops at one moment, some 100 KB each

_ATTENDING = (
    select(
        PARTICIPATIONS.c.id,
        PARTICIPATIONS.c.group_key,
        PARTICIPATIONS.c.name,
        WORKSHOPS.c.nonce,
        WORKSHOPS.c.version,
    )
    .join_from(PARTICIPATIONS, WORKSHOPS, WORKSHOPS.c.id == PARTICIPATIONS.c.workshop_id)
    .where(
        PARTICIPATIONS.c.token_hash == bindparam("hash"),
        PARTICIPATIONS.c.workshop_id == bindparam("workshop"),
        ~PARTICIPATIONS.c.removed,
    )
)
# By the nonce, which no other workshop has, and by how often the workshop was led on.
_ROOMS = Recent[tuple[str, int], Room](KEPT)


@dataclass(frozen=True, slots=True)
class Attending:
    """Somebody who takes part, and what they take part in."""

    seat: Seat
    room: Room


def attend(session: Session, workshop_id: int, token: str) -> Attending:
    """Return who a device's token belongs to, and the workshop. NotFoundError when it has no seat there, or no longer.

    Everybody is given the same room, which is read once after each change: 500 phones look at the same moment.
    """
    row = session.connection().execute(_ATTENDING, {"hash": hash_of(token), "workshop": workshop_id}).first()
    if row is None:
        raise NotFoundError(NOT_IN)
    seat = Seat(row.id, workshop_id, row.group_key, row.name, token)
    return Attending(seat, _ROOMS.made((row.nonce, row.version), partial(find_room, session, workshop_id)))
