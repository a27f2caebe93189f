"""Opening a workshop on a draft, and letting one member at a time lead it."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import choice

from sqlalchemy import bindparam, select
from sqlmodel import Session

from app.accounts import audit
from app.accounts.service import Member
from app.accounts.tokens import hash_of
from app.assessments import service as cycles
from app.assessments.models import Assessment
from app.assessments.trail import subject
from app.db.vault import Vault, new_nonce
from app.errors import ConflictError, InvalidInputError
from app.maturity.agreement import LOWEST_MINIMUM, MINIMUM
from app.maturity.checklist import Checklist, Element
from app.workshops.models import CODE_LENGTH, Pace, Workshop, WorkshopCell, WorkshopPulse
from app.workshops.pulses import announce
from app.workshops.room import WORKSHOPS, Room, get_room

# Nothing in it is taken for something else, on a projector or on the phone: 31 letters and figures.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
MOST_PEOPLE = 1000
HIGHEST_MINIMUM = 20
_CODE = select(WORKSHOPS.c.id).where(WORKSHOPS.c.code == bindparam("code"))
UNUSABLE = "The workshop can’t be opened like this."


@dataclass(frozen=True, slots=True)
class Plan:
    """What a workshop is opened with. ``letters`` are in the order in which the elements are led."""

    letters: Sequence[str]
    pace: Pace = Pace.TOGETHER
    named: bool = False
    minimum: int = MINIMUM
    expected: int | None = None
    personal: bool = False


def open_workshop(session: Session, member: Member, vault: Vault, cycle_id: int, plan: Plan) -> int:
    """Open a workshop on a draft, and return its id. InvalidInputError names each wrong field.

    ConflictError when the cycle is final, or another workshop is open on it.
    """
    member.must_manage()
    cycle = cycles.lock_cycle(session, member, cycle_id)
    cycle.must_be_draft()
    if cycle.workshop:
        raise ConflictError("A workshop is open on this cycle already. Close it before you open another.")
    _check(plan, [element for element in cycle.checklist.elements if element.letter not in cycle.details.out_of_scope])
    workshop = Workshop(
        organisation_id=member.organisation_id,
        assessment_id=cycle_id,
        elements="".join(plan.letters),
        pace=plan.pace,
        named=plan.named,
        minimum=plan.minimum,
        expected=plan.expected,
        personal=plan.personal,
        code=_new_code(session),
        nonce=new_nonce(),
        opened_by_id=member.person_id,
    )
    session.add(workshop)
    session.flush()
    assert workshop.id is not None
    session.add_all(_cells(workshop.id, cycle.checklist, plan.letters))
    session.add(WorkshopPulse(workshop_id=workshop.id))
    session.get_one(Assessment, cycle_id).workshop_id = workshop.id
    session.flush()
    workshop.link_hash = hash_of(get_room(session, member, workshop.id).link(vault))
    session.flush()
    facts = {"elements": workshop.elements, "votes": "named" if plan.named else "anonymous", "expected": plan.expected}
    audit.record(session, audit.Actor.of(member), "workshop.opened", subject(cycle_id, cycle.details), after=facts)
    return workshop.id


def lead(session: Session, member: Member, workshop_id: int) -> tuple[Room, Workshop]:
    """Return an open workshop and its row, which no other facilitator changes before this is committed.

    ForbiddenError unless the member directs, ConflictError once it is closed. Every screen is told to look again.
    """
    get_room(session, member, workshop_id)  # nobody holds up what they may not see
    member.must_manage()
    row = session.get_one(Workshop, workshop_id, with_for_update=True, populate_existing=True)
    room = get_room(session, member, workshop_id)
    room.must_be_open()
    row.version += 1
    announce(session, workshop_id, "state")
    return room, row


def _check(plan: Plan, elements: Sequence[Element]) -> None:
    letters = {element.letter for element in elements}
    problems = {}
    if not plan.letters or not set(plan.letters) <= letters or len(set(plan.letters)) < len(plan.letters):
        problems["elements"] = "Choose at least one element that is in scope."
    if not LOWEST_MINIMUM <= plan.minimum <= HIGHEST_MINIMUM:
        problems["minimum"] = f"Enter a number from {LOWEST_MINIMUM} to {HIGHEST_MINIMUM}."
    if plan.expected is not None and not 1 <= plan.expected <= MOST_PEOPLE:
        problems["expected"] = f"Enter a number from 1 to {MOST_PEOPLE:,}, or leave it empty."
    if plan.personal and not plan.expected:
        problems["expected"] = "Enter how many people should come: each gets a link."
    if problems:
        raise InvalidInputError(UNUSABLE, problems)


def _cells(workshop_id: int, checklist: Checklist, letters: Sequence[str]) -> list[WorkshopCell]:
    return [
        WorkshopCell(workshop_id=workshop_id, element=cell.id.element, group_key=cell.id.group)
        for letter in letters
        for cell in checklist.cells_of(letter)
    ]


def _new_code(session: Session) -> str:
    """Return a code that no other workshop has."""
    while True:
        code = "".join(choice(ALPHABET) for _ in range(CODE_LENGTH))
        if session.execute(_CODE, {"code": code}).first() is None:
            return code
