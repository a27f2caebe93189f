"""The facilitator's page, and the buttons that lead the room from element to element."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field
from sqlmodel import Session

from app.accounts.deps import reads, writes
from app.accounts.service import Member
from app.accounts.sessions import own_by
from app.db.columns import table_of
from app.web.forms import form_of
from app.workshops import leading
from app.workshops.deps import vault_of
from app.workshops.facilitating import CellsForm, RoomForm, address_of, answer, draw, open_room, see
from app.workshops.models import Phase, Workshop
from app.workshops.overview import Overview

router = APIRouter(prefix="/workshops/{workshop_id}")
own_by("workshop_id", table_of(Workshop))
LONGEST_MINUTES = 240


class ElementForm(RoomForm):
    """Where the room is led."""

    letter: str


class TimerForm(RoomForm):
    """How many minutes the timer gets; 0 stops it."""

    minutes: int = Field(ge=0, le=LONGEST_MINUTES)


Button = Annotated[RoomForm, form_of(RoomForm)]
Cells = Annotated[CellsForm, form_of(CellsForm)]


@router.get("")
@reads
def show_workshop(session: Session, member: Member, request: Request, workshop_id: int, element: str = "") -> Response:
    """Show the workshop to who leads it: where the room is, or the element that is asked for."""
    return _page(request, member, see(session, member, request, workshop_id, element))


@router.get("/live")
@reads
def refresh_workshop(
    session: Session, member: Member, request: Request, workshop_id: int, element: str = ""
) -> Response:
    """Bring an open page up to date. Once the workshop is closed the page is another one."""
    overview = see(session, member, request, workshop_id, element)
    response = draw(request, member, overview, "_lead_live.html", refused=None, answers=False)
    if overview.room.phase is Phase.CLOSED:
        response.headers["hx-refresh"] = "true"
    return response


@router.post("/begin")
@writes
def begin(session: Session, member: Member, request: Request, workshop_id: int, form: Button) -> Response:
    """Let people vote."""
    leading.begin(session, member, workshop_id)
    return answer(session, member, request, workshop_id, form.shown)


@router.post("/element")
@writes
def go_to_element(
    session: Session,
    member: Member,
    workshop_id: int,
    form: Annotated[ElementForm, form_of(ElementForm)],
) -> Response:
    """Lead the room to an element, and go there."""
    leading.go_to(session, member, workshop_id, form.letter)
    return RedirectResponse(address_of(workshop_id, ""), 303)


@router.post("/pause")
@writes
def pause(session: Session, member: Member, request: Request, workshop_id: int, form: Button) -> Response:
    """Take no votes for a while."""
    leading.pause(session, member, workshop_id, paused=True)
    return answer(session, member, request, workshop_id, form.shown)


@router.post("/resume")
@writes
def resume(session: Session, member: Member, request: Request, workshop_id: int, form: Button) -> Response:
    """Take votes again."""
    leading.pause(session, member, workshop_id, paused=False)
    return answer(session, member, request, workshop_id, form.shown)


@router.post("/timer")
@writes
def set_timer(
    session: Session,
    member: Member,
    request: Request,
    workshop_id: int,
    form: Annotated[TimerForm, form_of(TimerForm)],
) -> Response:
    """Give the timer more minutes, or take it away."""
    leading.set_timer(session, member, workshop_id, form.minutes)
    return answer(session, member, request, workshop_id, form.shown)


@router.post("/reveal")
@writes
def reveal(session: Session, member: Member, request: Request, workshop_id: int, form: Cells) -> Response:
    """Show everybody how an element, or one cell, was answered."""
    cells = form.cells(open_room(session, member, workshop_id))
    leading.reveal(session, member, vault_of(request), workshop_id, cells)
    return answer(session, member, request, workshop_id, form.shown)


@router.post("/hide")
@writes
def hide(session: Session, member: Member, request: Request, workshop_id: int, form: Cells) -> Response:
    """Take answers off every screen."""
    return _hide(session, member, request, workshop_id, form, hidden=True)


@router.post("/show")
@writes
def show_again(session: Session, member: Member, request: Request, workshop_id: int, form: Cells) -> Response:
    """Put hidden answers back on every screen."""
    return _hide(session, member, request, workshop_id, form, hidden=False)


@router.post("/reopen")
@writes
def vote_once_more(session: Session, member: Member, request: Request, workshop_id: int, form: Cells) -> Response:
    """Let the room vote on a cell once more."""
    leading.reopen(session, member, workshop_id, form.cell)
    return answer(session, member, request, workshop_id, form.shown)


@router.post("/take-back-round")
@writes
def take_back_round(session: Session, member: Member, request: Request, workshop_id: int, form: Cells) -> Response:
    """End a new round that was opened by mistake."""
    leading.take_back_round(session, member, workshop_id, form.cell)
    return answer(session, member, request, workshop_id, form.shown)


def _hide(
    session: Session, member: Member, request: Request, workshop_id: int, form: CellsForm, *, hidden: bool
) -> Response:
    room = open_room(session, member, workshop_id)
    cells = form.cells(room)
    revealed = cells if form.group else [cell for cell in cells if room.cells[cell].is_revealed]
    leading.hide(session, member, workshop_id, revealed, hidden=hidden)
    return answer(session, member, request, workshop_id, form.shown)


def _page(request: Request, member: Member, overview: Overview) -> Response:
    room = overview.room
    if room.phase is Phase.CLOSED:
        return draw(request, member, overview, "record.html")
    return draw(request, member, overview, "lead.html", refused=None, answers=False)
