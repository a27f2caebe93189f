"""What the room settles on for a cell: a score with its reason, or nothing. It goes into the cycle at once."""

from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.service import Member
from app.assessments import agreeing
from app.assessments.agreed import REMARK_MAX, Agreement
from app.db.columns import now
from app.db.text import text
from app.errors import ConflictError, InvalidInputError
from app.maturity.agreement import Spread
from app.maturity.checklist import CellId
from app.workshops.cell import RoomCell
from app.workshops.leading import row_of
from app.workshops.models import WorkshopCell
from app.workshops.room import Room
from app.workshops.service import lead


@dataclass(frozen=True, slots=True)
class Decision:
    """A score, or None where the room leaves the cell open, and why; ``dissent`` is what some hold against it."""

    score: int | None
    rationale: str = ""
    dissent: str = ""


class StaleDecisionError(ConflictError):
    """Another facilitator recorded something for this cell meanwhile. ``mine`` is not kept; ``theirs`` stands."""

    def __init__(self, mine: Decision, theirs: RoomCell) -> None:
        super().__init__("Someone else recorded this cell meanwhile. Both versions are shown: keep one.")
        self.mine = mine
        self.theirs = theirs


def decide(
    session: Session, member: Member, workshop_id: int, cell_id: CellId, decision: Decision, version: int
) -> None:
    """Record what the room settles on for a revealed cell, over ``version`` of it. An agreed score enters the draft.

    StaleDecisionError when that is no longer the current one, InvalidInputError for a text that is too long.
    """
    room, _ = lead(session, member, workshop_id)
    cell = room.cell(cell_id)
    decision = _checked(decision)
    if not cell.is_revealed:
        raise ConflictError("Reveal the answers to this cell before you record what the room settles on.")
    if cell.version != version and decision != Decision(cell.agreed_score, cell.rationale, cell.dissent):
        raise StaleDecisionError(decision, cell)
    stored = row_of(session, room, cell_id)
    _write(stored, decision)
    stored.settlement = None
    session.flush()
    _carry_over(session, member, room, cell, decision)


def take_back(session: Session, member: Member, workshop_id: int, cell_id: CellId) -> None:
    """Let a cell be unsettled again. Its score in the draft becomes what it was before; the texts stay here."""
    room, _ = lead(session, member, workshop_id)
    _take_back(session, member, room, room.cell(cell_id))


def settle(session: Session, member: Member, workshop_id: int) -> int:
    """Agree the median for every revealed cell in agreement that is not settled yet, and return how many there were."""
    room, row = lead(session, member, workshop_id)
    easy = [cell for cell in room.agenda if cell.views.whole and cell.views.whole.spread is Spread.CLOSE]
    if not easy:
        raise ConflictError("There is no cell in agreement that is still open.")
    row.settlements += 1
    for cell in easy:
        assert cell.views.whole
        decision = Decision(cell.views.whole.median, cell.rationale, cell.dissent)
        stored = row_of(session, room, cell.id)
        _write(stored, decision)
        stored.settlement = row.settlements
        session.flush()
        _carry_over(session, member, room, cell, decision)
    return len(easy)


def unsettle(session: Session, member: Member, workshop_id: int) -> int:
    """Take the last settling at once back, and return how many cells that were."""
    room, _ = lead(session, member, workshop_id)
    settled = room.settled_at_once
    if not settled:
        raise ConflictError("There is nothing to take back.")
    for cell in settled:
        _take_back(session, member, room, cell)
    return len(settled)


def _take_back(session: Session, member: Member, room: Room, cell: RoomCell) -> None:
    if not cell.is_settled:
        raise ConflictError("Nothing is recorded for this cell.")
    stored = row_of(session, room, cell.id)
    _write(stored, Decision(None, cell.rationale, cell.dissent))
    stored.left_open, stored.settlement = False, None
    session.flush()
    if cell.agreed_score is not None:
        agreeing.withdraw(session, member, room.cycle_id, cell.id)


def _write(stored: WorkshopCell, decision: Decision) -> None:
    stored.agreed_score = decision.score
    stored.agreed_at = now() if decision.score is not None else None
    stored.left_open = decision.score is None
    stored.rationale, stored.dissent = decision.rationale, decision.dissent
    stored.version += 1


def _carry_over(session: Session, member: Member, room: Room, cell: RoomCell, decision: Decision) -> None:
    if decision.score is None:
        if cell.agreed_score is not None:
            agreeing.withdraw(session, member, room.cycle_id, cell.id)
        return
    votes = cell.views.whole.n if cell.views.whole else cell.answers
    agreement = Agreement(decision.score, room.held_on, votes, decision.rationale, decision.dissent)
    agreeing.agree(session, member, room.cycle_id, cell.id, agreement)


def _checked(decision: Decision) -> Decision:
    written = {"rationale": text(decision.rationale), "dissent": text(decision.dissent)}
    for name, what in written.items():
        if len(what) > REMARK_MAX:
            message = f"This has {len(what)} characters; at most {REMARK_MAX} are kept. Shorten it."
            raise InvalidInputError(message, {name: message})
    if decision.score is not None and decision.score not in range(4):
        raise InvalidInputError("A score is 0, 1, 2 or 3.", {"score": "Choose a stage from 0 to 3."})
    return Decision(decision.score, **written)
