"""Coming into a workshop, without an account: by its code, by its link, or by a link of one's own."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts import throttling
from app.db.engine import reading, writing
from app.errors import ConflictError, InvalidInputError, NotFoundError, ThrottledError
from app.web.forms import FormModel, form_of
from app.web.templates import render
from app.web.turns import writers_of
from app.workshops import joining
from app.workshops.deps import room_cookie, token_of, vault_of
from app.workshops.room import Room

router = APIRouter(prefix="/join")
A_MONTH = 30 * 24 * 3600  # a workshop at everybody's own pace may take weeks


class CodeForm(FormModel):
    """The code of a workshop as somebody types it."""

    code: str = ""


class JoinForm(FormModel):
    """The group that somebody belongs to; a name only where votes are named."""

    group: str = ""
    name: str = ""


@router.get("")
def ask_for_the_code(request: Request) -> Response:
    """Show where a code is typed."""
    return _code_page(request, CodeForm())


@router.post("")
async def enter_the_code(request: Request, form: Annotated[CodeForm, form_of(CodeForm)]) -> Response:
    """Lead to the workshop with this code. Only wrong ones count against who tries."""
    return await writers_of(request.app).run(_find, request, form)


def _find(request: Request, form: CodeForm) -> Response:
    bounds = throttling.of_code(request.client.host if request.client else "")
    with writing(request.app.state.engine) as session:
        try:
            throttling.count(session, bounds)
            room = joining.find_by_code(session, form.code)
        except ThrottledError as error:
            answer = _code_page(request, form, error.message, error.status)
            answer.headers["retry-after"] = str(error.retry_after)
            return answer
        except InvalidInputError as error:
            session.commit()
            return _code_page(request, form, error.message, error.status)
        throttling.take_back(session, bounds)
        session.commit()
    return RedirectResponse(f"/join/{room.link(vault_of(request))}", 303)


@router.get("/{token}")
def show_the_door(request: Request, token: str) -> Response:
    """Show what the workshop is and what becomes of votes. A device that is in already goes on where it was."""
    with reading(request.app.state.engine) as session:
        seated = _seat(request, session, token)
        room = None if seated else joining.find_by_link(session, token)
    return _to(seated) if room is None else _door(request, room, JoinForm())


@router.post("/{token}")
async def join(request: Request, token: str, form: Annotated[JoinForm, form_of(JoinForm)]) -> Response:
    """Take a seat, which this device keeps, and go to the workshop."""
    return await writers_of(request.app).run(_join, request, token, form)


def _join(request: Request, token: str, form: JoinForm) -> Response:
    with writing(request.app.state.engine) as session:
        if seated := _seat(request, session, token):
            return _to(seated)
        try:
            seat = joining.join(session, token, form.group, form.name)
        except (ConflictError, InvalidInputError) as error:
            session.rollback()
            return _door(request, joining.find_by_link(session, token), form, error)
        session.commit()
    answer = _to(seat.workshop_id)
    room_cookie(seat.workshop_id, request.app.state.settings).put(answer, seat.token, A_MONTH)
    return answer


def _seat(request: Request, session: Session, token: str) -> int:
    """Return the workshop that a link leads to if this device has a seat in it, else 0."""
    workshop_id = joining.leads_to(session, token)
    if workshop_id is None:
        return 0
    try:
        return joining.find_seat(session, workshop_id, token_of(request, workshop_id)).workshop_id
    except NotFoundError:
        return 0


def _to(workshop_id: int) -> Response:
    return RedirectResponse(f"/w/{workshop_id}", 303)


def _code_page(request: Request, form: CodeForm, error: str = "", status: int = 200) -> Response:
    return render(request, "workshops/code.html", status, form=form, error=error)


def _door(
    request: Request, room: Room, form: JoinForm, error: ConflictError | InvalidInputError | None = None
) -> Response:
    return render(
        request,
        "workshops/join.html",
        error.status if error else 200,
        room=room,
        form=form,
        error=error,
        errors=error.fields if isinstance(error, InvalidInputError) else {},
    )
