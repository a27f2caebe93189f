"""The second step of signing in: a code of the authenticator, or a recovery code."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts import audit, people, second_factors, sessions, throttling
from app.accounts.cookies import session_cookie
from app.accounts.models import SignInRow
from app.db.engine import reading, writing
from app.errors import ThrottledError
from app.web.forms import FormModel, form_of
from app.web.paths import own_path
from app.web.templates import render
from app.web.turns import writers_of

router = APIRouter()
WRONG = "This code is not right, has been used, or is no longer valid. Enter the one that the app shows now."


class CodeForm(FormModel):
    """A code that only the person can have."""

    code: str = ""
    next: str = "/"


@router.get(sessions.GIVE_SECOND_FACTOR)
def ask_code(request: Request, next: str = "/") -> Response:  # noqa: A002 - as the address has it
    """Ask somebody whose password was right for a code. Anybody else goes to where they wanted to go."""
    with reading(request.app.state.engine) as session:
        waits = sessions.find_waiting(session, _token(request)) is not None
    return _page(request, CodeForm(next=own_path(next))) if waits else RedirectResponse(own_path(next), 303)


@router.post(sessions.GIVE_SECOND_FACTOR)
async def give_code(request: Request, form: Annotated[CodeForm, form_of(CodeForm)]) -> Response:
    """Finish signing in with a right code. The sign-in gets a fresh token."""
    return await writers_of(request.app).run(_take, request, form)


def _take(request: Request, form: CodeForm) -> Response:
    settings = request.app.state.settings
    with writing(request.app.state.engine) as session:
        row = sessions.find_waiting(session, _token(request))
        try:
            token = _finish(session, row, form.code) if row else None
        except ThrottledError as error:
            return _page(request, form, error.message, error.status, error.retry_after)
        session.commit()
    if row and not token:
        return _page(request, form, WRONG, 422)
    answer = RedirectResponse(own_path(form.next), 303)
    if token:
        session_cookie(settings).put(answer, token, settings.session_days * 24 * 3600)
    return answer


def _finish(session: Session, row: SignInRow, code: str) -> str | None:
    """Return the fresh token of the sign-in, or None when the code is wrong."""
    assert row.id is not None
    person = people.get(session, row.person_id)
    actor, email = audit.Actor(person.name, row.person_id), person.email or ""
    bounds = throttling.of_person(row.person_id)
    try:
        throttling.count(session, bounds)
    except ThrottledError:
        session.rollback()
        _tell(session, actor, email)
        raise
    right = second_factors.accept(session, row.person_id, code)
    by = {"by": "password and code"}
    audit.record(session, actor, "sign-in.started" if right else "sign-in.refused", email, after=by)
    if not right:
        return None
    throttling.take_back(session, bounds)
    return sessions.renew(session, row.id)


def _tell(session: Session, actor: audit.Actor, email: str) -> None:
    """Keep that somebody tries too often, once in a window of time."""
    if throttling.is_untold(session, f"person {actor.person_id}"):
        audit.record(session, actor, "sign-in.throttled", email)
        session.commit()


def _token(request: Request) -> str:
    return request.cookies.get(session_cookie(request.app.state.settings).name, "")


def _page(request: Request, form: CodeForm, error: str = "", status: int = 200, retry_after: int = 0) -> Response:
    answer = render(request, "accounts/second_step.html", status, form=form, error=error)
    if retry_after:
        answer.headers["retry-after"] = str(retry_after)
    return answer
