"""Who comes in: the ways to the door, its lock, personal links, and seats that are taken away."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts.deps import reads, writes
from app.accounts.service import Member
from app.errors import ConflictError
from app.web.forms import NoFields, form_of
from app.web.static import SVG
from app.workshops import joining, leading
from app.workshops.deps import vault_of
from app.workshops.facilitating import Number, RoomForm, answer, draw, open_room, see
from app.workshops.pictures import qr_path, qr_svg
from app.workshops.room import Room, get_room

router = APIRouter(prefix="/workshops/{workshop_id}")


class SeatForm(RoomForm):
    """Whose seat is meant."""

    seat: Number


Button = Annotated[RoomForm, form_of(RoomForm)]
Seat = Annotated[SeatForm, form_of(SeatForm)]


@router.get("/join")
@reads
def join_as_member(session: Session, member: Member, request: Request, workshop_id: int) -> Response:
    """Lead a member of the organisation to the door that everybody else comes in by."""
    return RedirectResponse(_link(request, get_room(session, member, workshop_id)), 303)


@router.get("/qr.svg")
@reads
def draw_code(session: Session, member: Member, request: Request, workshop_id: int) -> Response:
    """Draw the link to the door as a QR code."""
    room = open_room(session, member, workshop_id)
    link = request.app.state.settings.base + _link(request, room)
    return Response(qr_svg(link), media_type=SVG)


@router.get("/people")
@reads
def show_people(session: Session, member: Member, request: Request, workshop_id: int) -> Response:
    """List the seats."""
    overview = see(session, member, request, workshop_id)
    return draw(request, member, overview, "people.html", seats=joining.list_seats(session, overview.room))


@router.get("/links")
@reads
def show_links(session: Session, member: Member, request: Request, workshop_id: int) -> Response:
    """Tell what personal links are, and let them be made."""
    overview = see(session, member, request, workshop_id)
    _must_be_personal(overview.room)
    return draw(request, member, overview, "links.html", links=[])


@router.post("/links")
@writes
def make_links(
    session: Session,
    member: Member,
    request: Request,
    workshop_id: int,
    form: Annotated[NoFields, form_of(NoFields)],  # noqa: ARG001 - it refuses what is no field of it
) -> Response:
    """Make a link for each person, and show them this once."""
    base = request.app.state.settings.base
    made = [f"{base}/join/{token}" for token in joining.make_links(session, member, workshop_id)]
    links = [(link, *qr_path(link)) for link in made]
    overview = see(session, member, request, workshop_id)
    return draw(request, member, overview, "links.html", links=links)


@router.post("/lock")
@writes
def lock(session: Session, member: Member, request: Request, workshop_id: int, form: Button) -> Response:
    """Let nobody else in."""
    leading.lock(session, member, workshop_id, locked=True)
    return answer(session, member, request, workshop_id, form.shown)


@router.post("/unlock")
@writes
def unlock(session: Session, member: Member, request: Request, workshop_id: int, form: Button) -> Response:
    """Open the door again."""
    leading.lock(session, member, workshop_id, locked=False)
    return answer(session, member, request, workshop_id, form.shown)


@router.post("/remove")
@writes
def remove(session: Session, member: Member, workshop_id: int, form: Seat) -> Response:
    """Take a seat away."""
    leading.remove(session, member, workshop_id, form.seat, removed=True)
    return RedirectResponse(f"/workshops/{workshop_id}/people", 303)


@router.post("/give-back")
@writes
def give_back(session: Session, member: Member, workshop_id: int, form: Seat) -> Response:
    """Give a seat back."""
    leading.remove(session, member, workshop_id, form.seat, removed=False)
    return RedirectResponse(f"/workshops/{workshop_id}/people", 303)


def _link(request: Request, room: Room) -> str:
    room.must_be_open()
    if room.personal:
        raise ConflictError("Everybody joins this workshop by a link of their own. Ask who leads it for yours.")
    return f"/join/{room.link(vault_of(request))}"


def _must_be_personal(room: Room) -> None:
    room.must_be_open()
    if not room.personal:
        raise ConflictError("This workshop has one link for everybody.")
