"""How the facilitator's pages answer: the whole page, or its parts for a page that is open already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field
from sqlmodel import Session

from app.accounts.service import Member
from app.db.columns import LAST_ID
from app.maturity.checklist import CellId
from app.web.failures import is_fragment
from app.web.forms import FormModel
from app.web.templates import render
from app.workshops.cell import RoomCell
from app.workshops.deciding import Decision
from app.workshops.deps import vault_of
from app.workshops.models import Phase
from app.workshops.overview import Overview, group_names, look
from app.workshops.room import Room, get_room
from app.workshops.tidying import close_if_due

Number = Annotated[int, Field(ge=0, le=LAST_ID)]


class RoomForm(FormModel):
    """A button of the facilitator's page. ``shown`` is the element that the page was asked for, if any."""

    shown: str = ""


class CellsForm(RoomForm):
    """A button that is about the cells of an element, or about one of them."""

    letter: str
    group: str = ""

    def cells(self, room: Room) -> list[CellId]:
        """Return the cells that are meant. NotFoundError when the workshop does not look at them."""
        groups = [self.group] if self.group else [group.key for group in room.checklist.groups]
        return [room.cell(CellId(self.letter, group)).id for group in groups]

    @property
    def cell(self) -> CellId:
        """The one cell that is meant."""
        return CellId(self.letter, self.group)


@dataclass(frozen=True, slots=True)
class Refused:
    """What was entered for a cell and not recorded, and why. ``theirs`` is what somebody else recorded meanwhile."""

    cell: CellId
    score: str
    decision: Decision
    version: int
    message: str
    status: int
    errors: Mapping[str, str]
    theirs: RoomCell | None = None


def open_room(session: Session, member: Member, workshop_id: int) -> Room:
    """Return a workshop for who leads it. ForbiddenError for members who do not direct."""
    room = get_room(session, member, workshop_id)
    member.must_manage()
    return room


def see(session: Session, member: Member, request: Request, workshop_id: int, pinned: str = "") -> Overview:
    """Return what who leads a workshop sees of it now."""
    return look(session, vault_of(request), open_room(session, member, workshop_id), pinned)


def draw(
    request: Request,
    member: Member,
    overview: Overview,
    template: str,
    status: int = 200,
    **more: Any,  # noqa: ANN401 - whatever the template needs
) -> Response:
    """Render a page, or a part of one, that shows a workshop."""
    room = overview.room
    response = render(
        request,
        f"workshops/{template}",
        status,
        member=member,
        overview=overview,
        room=room,
        people=overview.people,
        groups=group_names(room.checklist),
        door=door_of(request),
        **more,
    )
    if room.phase is Phase.CLOSING:
        response.background = close_if_due(request.app, room)
    return response


def door_of(request: Request) -> str:
    """Return the address to type where one joins, without its scheme."""
    base: str = request.app.state.settings.base
    return base.split("//", 1)[1] + "/join"


def answer(
    session: Session, member: Member, request: Request, workshop_id: int, shown: str, anchor: str = ""
) -> Response:
    """Answer a button: the parts of the open page as they are now, or the way back to the page."""
    if not is_fragment(request):
        return RedirectResponse(address_of(workshop_id, shown) + anchor, 303)
    session.flush()
    overview = see(session, member, request, workshop_id, shown)
    return draw(request, member, overview, "_lead_live.html", refused=None, answers=True)


def refuse(
    session: Session, member: Member, request: Request, workshop_id: int, shown: str, refused: Refused
) -> Response:
    """Show what was not recorded where it was entered."""
    session.rollback()
    letter = shown or ("" if is_fragment(request) else refused.cell.element)
    overview = see(session, member, request, workshop_id, letter)
    template = "_refused.html" if is_fragment(request) else "lead.html"
    return draw(request, member, overview, template, refused.status, refused=refused, answers=True)


def address_of(workshop_id: int, shown: str) -> str:
    """Return the address of the facilitator's page."""
    return f"/workshops/{workshop_id}" + (f"?element={shown}" if shown else "")
