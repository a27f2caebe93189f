"""Closing a workshop: what it means, doing it, and taking it back."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts.deps import reads, writes
from app.accounts.service import Member
from app.web.forms import NoFields, form_of
from app.workshops import closing
from app.workshops.facilitating import RoomForm, address_of, draw, see
from app.workshops.tidying import close_later

router = APIRouter(prefix="/workshops/{workshop_id}")


@router.get("/close")
@reads
def ask_to_close(session: Session, member: Member, request: Request, workshop_id: int) -> Response:
    """Show what is agreed, what is open, and what closing destroys."""
    overview = see(session, member, request, workshop_id)
    overview.room.must_be_open()
    return draw(request, member, overview, "close.html")


@router.post("/close")
@writes
def close(
    session: Session,
    member: Member,
    request: Request,
    workshop_id: int,
    form: Annotated[NoFields, form_of(NoFields)],  # noqa: ARG001 - it refuses what is no field of it
) -> Response:
    """Close the workshop, for good a little later."""
    closing.close(session, member, workshop_id)
    response = RedirectResponse(address_of(workshop_id, ""), 303)
    response.background = close_later(request.app)
    return response


@router.post("/keep-open")
@writes
def keep_open(
    session: Session,
    member: Member,
    workshop_id: int,
    form: Annotated[RoomForm, form_of(RoomForm)],
) -> Response:
    """Take closing back."""
    closing.keep_open(session, member, workshop_id)
    return RedirectResponse(address_of(workshop_id, form.shown), 303)
