"""Ending a workshop. For a few seconds it can be taken back; then everything that was anybody's is destroyed."""

from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlmodel import Session

from app.accounts.models import Person, Role
from app.accounts.service import Member
from app.assessments import agreeing
from app.assessments.agreed import WorkshopRecord
from app.assessments.models import Assessment
from app.db.columns import now
from app.errors import ConflictError
from app.workshops.joining import LINKS
from app.workshops.models import Phase, Workshop
from app.workshops.pulses import announce, announce_end
from app.workshops.room import BALLOTS, PARTICIPATIONS, WORKSHOPS, Room, count_people, find_room, get_room
from app.workshops.service import lead
from app.workshops.trail import keep

GRACE = timedelta(seconds=15)
"""For so long closing can be taken back."""


def close(session: Session, member: Member, workshop_id: int, at: datetime | None = None) -> None:
    """Let nobody answer any more. It is closed for good GRACE later."""
    room, row = lead(session, member, workshop_id)
    row.phase, row.closes_at = Phase.CLOSING, (at or now()) + GRACE
    session.flush()
    keep(session, member, room, "workshop.closed")


def keep_open(session: Session, member: Member, workshop_id: int) -> None:
    """Take closing back. ConflictError once it is closed for good."""
    room = get_room(session, member, workshop_id)
    member.must_manage()
    row = session.get_one(Workshop, workshop_id, with_for_update=True, populate_existing=True)
    if row.phase is not Phase.CLOSING:
        raise ConflictError("This workshop is not being closed.")
    row.phase, row.closes_at = (Phase.VOTING if row.element else Phase.LOBBY), None
    row.version += 1
    announce(session, workshop_id, "state")
    session.flush()
    keep(session, member, room, "workshop.kept-open")


def is_any_due(session: Session) -> bool:
    """Whether the time to take closing back is over for any workshop that is not closed for good."""
    return session.scalar(_due(now()).limit(1)) is not None


def close_what_is_due(session: Session, at: datetime | None = None) -> int:
    """Close for good every workshop whose time to take it back is over, and return how many there were.

    Of several processes that do so at once, one closes it: the others wait for its row, and then it is not due.
    """
    ids = list(session.scalars(_due(at or now()).order_by(WORKSHOPS.c.id).with_for_update()))
    for workshop_id in ids:
        _close(session, workshop_id)
    return len(ids)


def _due(at: datetime) -> Select[int]:
    return select(WORKSHOPS.c.id).where(WORKSHOPS.c.phase == Phase.CLOSING, WORKSHOPS.c.closes_at <= at)


def _close(session: Session, workshop_id: int) -> None:
    """Keep what was shown and settled; destroy seats, ballots, links, the code and the nonce of the key."""
    room = find_room(session, workshop_id)
    row = session.get_one(Workshop, workshop_id)
    agreeing.record_workshop(session, _opener(session, room, row), room.cycle_id, _record(session, room))
    for table in (BALLOTS, PARTICIPATIONS, LINKS):
        session.execute(delete(table).where(table.c.workshop_id == workshop_id))
    row.phase, row.closed_at = Phase.CLOSED, now()
    row.code = row.link_hash = row.nonce = row.closes_at = row.ends_at = None
    session.get_one(Assessment, room.cycle_id).workshop_id = None
    announce_end(session, workshop_id)
    session.flush()


def _record(session: Session, room: Room) -> WorkshopRecord:
    people, cells = count_people(session, room), room.cells.values()
    return WorkshopRecord(
        held_on=room.held_on,
        named=room.named,
        minimum=room.minimum,
        elements=tuple(letter for letter in room.letters if any(cell.is_revealed for cell in room.cells_of(letter))),
        joined=people.by_group,
        answers=sum(cell.answers for cell in cells),
        agreed=sum(cell.agreed_score is not None for cell in cells),
        left_open=sum(cell.left_open for cell in cells),
    )


def _opener(session: Session, room: Room, row: Workshop) -> Member:
    """Return who opened it, in whose name the record is kept."""
    person = session.get_one(Person, row.opened_by_id)
    return Member(row.opened_by_id, person.name, room.organisation_id, room.organisation, Role.DIRECTOR)
