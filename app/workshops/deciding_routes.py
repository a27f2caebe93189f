"""Recording what the room settles on."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from app.accounts.deps import writes
from app.accounts.service import Member
from app.assessments.scoring_routes import LAST_REVISION
from app.errors import InvalidInputError
from app.web.forms import form_of
from app.workshops import deciding
from app.workshops.deciding import Decision, StaleDecisionError
from app.workshops.facilitating import CellsForm, Refused, RoomForm, answer, refuse

router = APIRouter(prefix="/workshops/{workshop_id}")
LEAVE_OPEN = "open"
NOTHING_CHOSEN = "Choose a stage from 0 to 3, or leave the cell open."


class DecisionForm(CellsForm):
    """What the room settles on for a cell, written over a version of it."""

    score: Literal["", "0", "1", "2", "3", "open"] = ""
    rationale: str = ""
    dissent: str = ""
    version: int = Field(ge=1, le=LAST_REVISION)

    def decision(self) -> Decision:
        """Return what was entered. InvalidInputError when nothing is chosen: no score is filled in silently."""
        if not self.score:
            raise InvalidInputError(NOTHING_CHOSEN, {"score": NOTHING_CHOSEN})
        return self._over(None if self.score == LEAVE_OPEN else int(self.score))

    def refused(self, error: InvalidInputError | StaleDecisionError) -> Refused:
        """Return what was entered, with what is wrong about it."""
        stale = error if isinstance(error, StaleDecisionError) else None
        fields = error.fields if isinstance(error, InvalidInputError) else {}
        return Refused(
            self.cell,
            self.score,
            self._over(None),
            stale.theirs.version if stale else self.version,
            error.message,
            error.status,
            fields,
            stale.theirs if stale else None,
        )

    def _over(self, score: int | None) -> Decision:
        return Decision(score, self.rationale, self.dissent)


Cells = Annotated[CellsForm, form_of(CellsForm)]
Button = Annotated[RoomForm, form_of(RoomForm)]


@router.post("/agree")
@writes
def agree(
    session: Session,
    member: Member,
    request: Request,
    workshop_id: int,
    form: Annotated[DecisionForm, form_of(DecisionForm)],
) -> Response:
    """Record what the room settles on for a cell. A stale record is refused with both versions shown."""
    try:
        deciding.decide(session, member, workshop_id, form.cell, form.decision(), form.version)
    except (InvalidInputError, StaleDecisionError) as error:
        return refuse(session, member, request, workshop_id, form.shown, form.refused(error))
    return answer(session, member, request, workshop_id, form.shown, f"#cell-{form.letter}-{form.group}")


@router.post("/take-back")
@writes
def take_back(session: Session, member: Member, request: Request, workshop_id: int, form: Cells) -> Response:
    """Let a cell be unsettled again."""
    deciding.take_back(session, member, workshop_id, form.cell)
    return answer(session, member, request, workshop_id, form.shown, f"#cell-{form.letter}-{form.group}")


@router.post("/settle")
@writes
def settle(session: Session, member: Member, request: Request, workshop_id: int, form: Button) -> Response:
    """Agree the median for every cell in agreement at once."""
    deciding.settle(session, member, workshop_id)
    return answer(session, member, request, workshop_id, form.shown)


@router.post("/undo")
@writes
def unsettle(session: Session, member: Member, request: Request, workshop_id: int, form: Button) -> Response:
    """Take settling at once back."""
    deciding.unsettle(session, member, workshop_id)
    return answer(session, member, request, workshop_id, form.shown)
