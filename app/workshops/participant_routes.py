"""What somebody who takes part sees and does besides voting, by the cookie of the room."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError
from app.web.forms import FormModel, NoFields, form_of
from app.web.templates import draw, render
from app.workshops import joining
from app.workshops.attending import Attending
from app.workshops.deps import room_cookie, takes_part, vault_of, votes
from app.workshops.live import STATE, event_stream
from app.workshops.paper import around, place_in, update_of
from app.workshops.participant_pages import Refusal, context, must_be_looked_at, page, waited_for

router = APIRouter(prefix="/w/{workshop_id}")


class GroupForm(FormModel):
    """The group that somebody belongs to after all."""

    group: str = ""


@router.get("")
@takes_part
def show_the_room(session: Session, attending: Attending, request: Request) -> Response:
    """Show where the room is: the lobby, the element that is led to, or all elements at one's own pace."""
    return page(request, session, attending)


@router.get("/elements/{letter}")
@takes_part
def show_an_element(session: Session, attending: Attending, request: Request, letter: str) -> Response:
    """Show one element. As long as the room has not come to it, lead to where the room is."""
    must_be_looked_at(attending.room, letter)
    if place_in(attending.room, letter) != letter:
        return RedirectResponse(f"/w/{attending.room.id}", 303)
    return page(request, session, attending, letter)


@router.get("/live")
@takes_part
def bring_up_to_date(
    session: Session, attending: Attending, request: Request, element: str = "", at: str = ""
) -> Response:
    """Send a page what it does not show yet. ``at`` is what it shows, ``element`` the one that it stays with."""
    if element:
        must_be_looked_at(attending.room, element)
    now, shown = context(request, session, attending, element), request.query_params
    paper, place = now["paper"], now["place"]
    news = [around(attending.room, place, paper, stays_with=element, is_elsewhere=place != at)]
    if paper and place == at:
        news += [update_of(line, is_stale=shown.get(f"shown-{line.group.key}") != line.mark) for line in paper.lines]
    else:
        news.append(draw("workshops/_new_place.html", is_elsewhere=place != at, **now))
    return HTMLResponse("".join(news))


@router.get("/waited")
@takes_part
def say_how_many_are_waited_for(session: Session, attending: Attending, request: Request, at: str = "") -> Response:
    """Say how many have answered the element that a page shows. Asked for now and then, not with every vote."""
    return render(request, "workshops/_waited.html", waited_for=waited_for(session, attending, at))


@router.get("/events")
@takes_part
def follow(_session: Session, attending: Attending, request: Request) -> Response:
    """Nudge an open page when it should look again."""
    return event_stream(request, attending.room.id, STATE)


@router.post("/group")
@votes
def change_group(
    session: Session, attending: Attending, request: Request, form: Annotated[GroupForm, form_of(GroupForm)]
) -> Response:
    """Belong to another group, and take along what was answered."""
    try:
        joining.change_group(session, attending.seat, form.group)
    except (ConflictError, InvalidInputError) as error:
        session.rollback()
        errors = error.fields if isinstance(error, InvalidInputError) else {}
        return page(request, session, attending, refusal=Refusal(error.status, error.message, errors))
    return RedirectResponse(f"/w/{attending.room.id}", 303)


@router.post("/leave")
@votes
def leave(
    session: Session, attending: Attending, request: Request, _form: Annotated[NoFields, form_of(NoFields)]
) -> Response:
    """Give up the seat, and let the device forget it."""
    joining.leave(session, vault_of(request), attending.room, attending.seat)
    answer = RedirectResponse("/join", 303)
    room_cookie(attending.room.id, request.app.state.settings).take_back(answer)
    return answer
