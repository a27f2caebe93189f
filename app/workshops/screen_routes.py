"""What the room sees on the projector. It has no controls."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.deps import reads
from app.accounts.service import Member
from app.workshops.facilitating import draw, see

router = APIRouter(prefix="/workshops/{workshop_id}/screen")


@router.get("")
@reads
def show_screen(session: Session, member: Member, request: Request, workshop_id: int) -> Response:
    """Show where the room is, large."""
    return draw(request, member, see(session, member, request, workshop_id), "screen.html")


@router.get("/live")
@reads
def refresh_screen(session: Session, member: Member, request: Request, workshop_id: int) -> Response:
    """Bring an open screen up to date."""
    return draw(request, member, see(session, member, request, workshop_id), "_screen_live.html")
