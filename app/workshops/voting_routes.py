"""Voting, by the cookie of the room: a save for every single choice, and a plain form for the cells of an element."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import Field
from sqlmodel import Session
from starlette.datastructures import FormData

from app.errors import BusyError, ConflictError, InvalidInputError, NotFoundError
from app.maturity.checklist import CellId
from app.web.forms import FormModel, form_of, read_form, refuse_unknown
from app.web.turns import writers_of
from app.workshops import voting
from app.workshops.attending import Attending
from app.workshops.deps import shown_token, vault_of, votes
from app.workshops.paper import Line, Paper, Stand, answer_to_vote
from app.workshops.participant_pages import Refusal, page, paper_on_page
from app.workshops.room import Room
from app.workshops.voting import Kept, Vote

router = APIRouter(prefix="/w/{workshop_id}")
LAST_REVISION = 2**31 - 2
ROUND_DIGITS = 9
BY_FORM = "form"
INCOMPLETE = "The form is incomplete. Reload the page and try again."


class VoteForm(FormModel):
    """One choice as the page sends it; an empty value takes it back."""

    value: str = ""
    round: int = Field(ge=1, le=LAST_REVISION)
    revision: int = Field(ge=1, le=LAST_REVISION)
    client: str = Field("", max_length=40, pattern="^[!-~]*$")


@router.post("/cells/{letter}/{group}/vote")
async def save_vote(
    request: Request, workshop_id: int, letter: str, group: str, form: Annotated[VoteForm, form_of(VoteForm)]
) -> Response:
    """Save one choice. The headers say which revision is stored now and whether it is this one."""
    if not f"{letter}{group}".isidentifier():  # what no database looks for
        raise NotFoundError
    vote, cell = Vote(form.value, form.round, form.revision, form.client), CellId(letter, group)
    token = shown_token(request, workshop_id)

    def keep(session: Session) -> Kept:
        return voting.vote(session, vault_of(request), workshop_id, token, cell, vote)

    kept = await writers_of(request.app).save(keep)
    told = {"kam-stored": "yes" if kept.holds(vote) else "no", "kam-revision": str(kept.revision)}
    return HTMLResponse(answer_to_vote(kept), headers=told)


@router.post("/elements/{letter}")
@votes
def save_element(
    session: Session,
    attending: Attending,
    request: Request,
    letter: str,
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """Save the plain form of an element. Of a cell that no longer takes answers that is said; the others are saved."""
    paper = paper_on_page(request, session, attending, letter)
    refuse_unknown(form, _fields_of(attending.room))
    choices = {line.cell.id: vote for line in paper.lines if (vote := _choice(form, line))}
    stays_with = "" if form.get("follows") else letter
    try:
        late = _save(request, session, attending, choices)
    except BusyError as error:
        session.rollback()
        sent = {cell: vote.value for cell, vote in choices.items()}
        answer = page(request, session, attending, stays_with, Refusal(error.status, error.message, sent=sent))
        answer.headers["retry-after"] = str(error.retry_after)
        return answer
    if late:
        return page(request, session, attending, stays_with, Refusal(ConflictError.status, late=late))
    return RedirectResponse(_next(form, paper) if stays_with else f"/w/{attending.room.id}", 303)


def _fields_of(room: Room) -> set[str]:
    groups = room.checklist.groups
    return {"follows", "go", "clear"} | {f"{field}-{group.key}" for field in ("score", "shown") for group in groups}


def _choice(form: FormData, line: Line) -> Vote | None:
    """Return what a plain form says of a cell, None when that is nothing new."""
    shown, value = form.get(f"shown-{line.group.key}", ""), form.get(f"score-{line.group.key}", "")
    if not isinstance(shown, str) or not isinstance(value, str):
        raise InvalidInputError(INCOMPLETE)
    round_, _, stand = shown.partition(".")
    if stand != Stand.OPEN:
        return None
    if not (round_.isascii() and round_.isdecimal() and len(round_) <= ROUND_DIGITS):
        raise InvalidInputError(INCOMPLETE)
    if form.get("clear") == line.group.key:
        value = ""
    is_new = value != line.kept.value or int(round_) != line.kept.round
    return Vote(value, int(round_), line.kept.revision + 1, BY_FORM) if is_new else None


def _save(request: Request, session: Session, attending: Attending, choices: Mapping[CellId, Vote]) -> dict[str, str]:
    """Save these choices, and return by place what is to be said of those that came too late."""
    vault, workshop_id, late = vault_of(request), attending.room.id, {}
    for cell, vote in choices.items():
        try:
            voting.vote(session, vault, workshop_id, attending.seat.token, cell, vote)
        except ConflictError as error:
            late[f"cell-{cell.group}"] = f"{attending.room.checklist.group(cell.group).name}: {error.message}"
    return late


def _next(form: FormData, paper: Paper) -> str:
    """Return where the button of a plain form leads."""
    element = (paper.neighbours[1] if form.get("go") == "next" else None) or paper.element
    return f"/w/{paper.room.id}/elements/{element.letter}"
