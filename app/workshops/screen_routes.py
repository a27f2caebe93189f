"""What the room sees on the projector, which has no controls, and the events that its screens follow."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.deps import reads
from app.accounts.service import Member
from app.workshops.facilitating import draw, open_room, see
from app.workshops.live import EVERYTHING, end_of_events, event_stream
from app.workshops.models import Phase

router = APIRouter(prefix="/workshops/{workshop_id}")


@router.get("/events")
@reads
def follow_workshop(session: Session, member: Member, request: Request, workshop_id: int) -> Response:
    """Nudge the facilitator's screens when they should look again."""
    if open_room(session, member, workshop_id).phase is Phase.CLOSED:
        return end_of_events()
    return event_stream(request, workshop_id, EVERYTHING)


@router.get("/screen")
@reads
def show_screen(session: Session, member: Member, request: Request, workshop_id: int) -> Response:
    """Show where the room is, large."""
    return draw(request, member, see(session, member, request, workshop_id), "screen.html")


@router.get("/screen/live")
@reads
def refresh_screen(session: Session, member: Member, request: Request, workshop_id: int) -> Response:
    """Bring an open screen up to date."""
    return draw(request, member, see(session, member, request, workshop_id), "_screen_live.html")
