"""Coming in: by the link of the room, by its code, or by a link of one's own. Nothing is asked but the group."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, select, tuple_, update
from sqlmodel import Session

from app.accounts.service import Member
from app.accounts.tokens import hash_of, new_token
from app.assessments.agreed import OTHER
from app.db.columns import table_of
from app.db.text import line_of_text
from app.db.vault import Vault
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.workshops.models import Participation, PersonalLink, Phase, Workshop
from app.workshops.pulses import announce
from app.workshops.room import BALLOTS, PARTICIPATIONS, WORKSHOPS, Room, find_room
from app.workshops.service import ALPHABET, MOST_PEOPLE, lead
from app.workshops.trail import keep

LINKS = table_of(PersonalLink)
NAME_MAX = 80
NO_DOOR = "This link leads to no open workshop. Ask who leads it for the new one, or type the code."
WRONG_CODE = "No open workshop has this code. Check it on the screen and type it again."
USED = "This personal link was used already, and each works once. Ask who leads the workshop for another one."
OWN_LINK = "Everybody joins this workshop by a personal link. Ask who leads it for yours."
NOT_IN = "This device has not joined this workshop, or the workshop is over. Join with the code on the screen."

_BY_LINK = select(WORKSHOPS.c.id).where(WORKSHOPS.c.link_hash == bindparam("hash"))
_BY_OWN_LINK = select(LINKS.c.workshop_id, LINKS.c.used).where(LINKS.c.token_hash == bindparam("hash"))
_BY_CODE = select(WORKSHOPS.c.id).where(WORKSHOPS.c.code == bindparam("code"))
_SEAT = select(PARTICIPATIONS).where(
    PARTICIPATIONS.c.token_hash == bindparam("hash"),
    PARTICIPATIONS.c.workshop_id == bindparam("workshop"),
    ~PARTICIPATIONS.c.removed,
)

_SEATS = select(PARTICIPATIONS.c.id, PARTICIPATIONS.c.group_key, PARTICIPATIONS.c.name, PARTICIPATIONS.c.removed).where(
    PARTICIPATIONS.c.workshop_id == bindparam("workshop")
)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who takes part, with the token on their device. ``name`` is empty unless votes are named."""

    id: int
    workshop_id: int
    group: str
    name: str
    token: str


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """A seat as who leads the workshop sees it. ``name`` is empty unless votes are named."""

    id: int
    group: str
    name: str
    removed: bool


def find_by_code(session: Session, code: str) -> Room:
    """Return the workshop with a typed code, spaces and small letters aside. InvalidInputError when none has it."""
    typed = "".join(letter for letter in code.upper() if letter in ALPHABET)
    found = session.scalar(_BY_CODE, {"code": typed})
    if found is None:
        raise InvalidInputError(WRONG_CODE, {"code": WRONG_CODE})
    return find_room(session, found)


def find_by_link(session: Session, link: str) -> Room:
    """Return the workshop that a link leads to: the room's own link, or an unused one of a person.

    NotFoundError when it leads to none that is open, or not any more.
    """
    values = {"hash": hash_of(link)}
    own = session.execute(_BY_OWN_LINK, values).first()
    workshop_id = own.workshop_id if own else session.scalar(_BY_LINK, values)
    room = find_room(session, workshop_id) if workshop_id else None
    if room is None or not room.is_open:
        raise NotFoundError(NO_DOOR)
    if own and own.used:
        raise NotFoundError(USED)
    if room.personal and not own:
        raise NotFoundError(OWN_LINK)
    return room


def leads_to(session: Session, link: str) -> int | None:
    """Return the id of the workshop that a link leads or led to, None when there is none."""
    values = {"hash": hash_of(link)}
    found: int | None = session.scalar(_BY_LINK, values) or session.scalar(_BY_OWN_LINK, values)
    return found


def join(session: Session, link: str, group: str, name: str = "") -> Seat:
    """Take a seat, and return it with the token that the device is to keep.

    InvalidInputError for a group or a name that can't be, ConflictError while the door is locked or the room full.
    """
    room = find_by_link(session, link)
    name = _checked(room, group, name)
    _use(session, room, link)
    row = session.get_one(Workshop, room.id, with_for_update=True)  # so that the last seat is taken once
    if row.locked:
        raise ConflictError("The door is locked: who leads the workshop lets nobody else in just now.")
    taken = session.scalar(
        select(func.count()).where(PARTICIPATIONS.c.workshop_id == room.id, ~PARTICIPATIONS.c.removed)
    )
    if (taken or 0) >= capacity(room):
        raise ConflictError("This workshop is full. Tell who leads it: they can see how many have joined.")
    token = new_token()
    seat = Participation(workshop_id=room.id, token_hash=hash_of(token), group_key=group, name=name)
    session.add(seat)
    session.flush()
    announce(session, room.id, "tally")
    assert seat.id is not None
    return Seat(seat.id, room.id, group, name, token)


def find_seat(session: Session, workshop_id: int, token: str) -> Seat:
    """Return whose device this is. NotFoundError when it has no seat in this workshop, or no longer."""
    row = session.execute(_SEAT, {"hash": hash_of(token), "workshop": workshop_id}).first()
    if row is None:
        raise NotFoundError(NOT_IN)
    return Seat(row.id, row.workshop_id, row.group_key, row.name, token)


def list_seats(session: Session, room: Room) -> list[SeatTaken]:
    """Return every seat of a workshop by group, then by name; those taken away, too."""
    order = [*(group.key for group in room.checklist.groups), OTHER]
    seats = [SeatTaken(*row) for row in session.execute(_SEATS, {"workshop": room.id})]
    return sorted(seats, key=lambda seat: (order.index(seat.group), seat.name, seat.id))


def change_group(session: Session, seat: Seat, group: str) -> None:
    """Let somebody belong to another group; what they answered goes with them. ConflictError once anything is revealed.

    Otherwise the difference of two views would tell what one person chose.
    """
    room = find_room(session, seat.workshop_id)
    _checked(room, group, seat.name)
    if room.has_revealed:
        raise ConflictError("Answers have been revealed already, so nobody changes groups any more.")
    mine = update(PARTICIPATIONS).where(PARTICIPATIONS.c.id == seat.id)
    session.execute(mine.values(group_key=group))
    announce(session, seat.workshop_id, "tally")


def leave(session: Session, vault: Vault, room: Room, seat: Seat) -> None:
    """Give up a seat, and with it every answer to a cell that is not revealed. Those that were stay counted.

    A name goes with its seat, so in a room with names it is then another room that everybody sees.
    """
    if room.named:
        session.execute(update(WORKSHOPS).where(WORKSHOPS.c.id == room.id).values(version=WORKSHOPS.c.version + 1))
    unrevealed = [cell.id for cell in room.cells.values() if not cell.is_revealed]
    mine = (BALLOTS.c.workshop_id == room.id) & (BALLOTS.c.mark == room.vault(vault).mark(seat.token))
    session.execute(delete(BALLOTS).where(mine, tuple_(BALLOTS.c.element, BALLOTS.c.group_key).in_(unrevealed)))
    session.execute(delete(PARTICIPATIONS).where(PARTICIPATIONS.c.id == seat.id))
    announce(session, room.id, "tally")


def make_links(session: Session, member: Member, workshop_id: int) -> list[str]:
    """Return a fresh link for each person expected: those that nobody used yet work no longer."""
    room, _ = lead(session, member, workshop_id)
    if not room.personal:
        raise ConflictError("This workshop has one link for everybody.")
    session.execute(LINKS.delete().where(LINKS.c.workshop_id == room.id, ~LINKS.c.used))
    used = session.scalar(select(func.count()).where(LINKS.c.workshop_id == room.id)) or 0
    tokens = [new_token() for _ in range(max(0, (room.expected or 0) - used))]
    session.add_all(PersonalLink(token_hash=hash_of(token), workshop_id=room.id) for token in tokens)
    session.flush()
    keep(session, member, room, "workshop.links-made", links=len(tokens))
    return tokens


def capacity(room: Room) -> int:
    """Return how many may join: some more than expected, for devices that are changed, but no crowd of strangers."""
    return MOST_PEOPLE if room.expected is None else room.expected + max(10, room.expected // 2)


def _use(session: Session, room: Room, link: str) -> None:
    if not room.personal:
        return
    mine = update(LINKS).where(LINKS.c.token_hash == hash_of(link), ~LINKS.c.used)
    if not session.execute(mine.values(used=True).returning(LINKS.c.workshop_id)).first():
        raise NotFoundError(USED)


def _checked(room: Room, group: str, name: str) -> str:
    """Return the name as it is kept. InvalidInputError for what can't be."""
    problems = {}
    if group not in {OTHER, *(one.key for one in room.checklist.groups)}:
        problems["group"] = "Choose the group that you belong to."
    name = line_of_text(name) if room.named else ""
    if room.named and not 1 <= len(name) <= NAME_MAX:
        problems["name"] = f"Enter your name, at most {NAME_MAX} characters: answers are shown with names here."
    if room.phase not in {Phase.LOBBY, Phase.VOTING}:
        raise ConflictError("This workshop is closed.")
    if problems:
        raise InvalidInputError("You have not joined yet.", problems)
    return name
