"""Signing in with a password, and out."""

from dataclasses import dataclass
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts import audit, hashing, passwords, people, second_factors, sessions, set_up, throttling
from app.accounts.cookies import session_cookie
from app.db.engine import reading, writing
from app.errors import ForbiddenError, ThrottledError
from app.web.forms import FormModel, NoFields, form_of
from app.web.paths import own_path
from app.web.templates import render
from app.web.turns import writers_of

router = APIRouter()
WRONG = "Email address and password don’t match. Try again, or ask for a new password."
NO_ADDRESS = "no email address"
SWITCHED_OFF = "Signing in with a password is switched off here."


class SignInForm(FormModel):
    """Who somebody says they are."""

    email: str = ""
    password: str = ""
    next: str = "/"


@dataclass(frozen=True, slots=True)
class Try:
    """Who wants to sign in, from where, with which browser, and the token that this browser brought."""

    email: str
    address: str
    browser: str
    brought: str

    @property
    def bounds(self) -> tuple[throttling.Bound, ...]:
        """What counts it."""
        return throttling.of_sign_in(self.email, self.address)


class Started(NamedTuple):
    """A new sign-in: its token, and whether it waits for a second factor."""

    token: str
    waits: bool


@router.get("/sign-in")
def ask_who(request: Request, next: str = "/", changed: bool = False) -> Response:  # noqa: A002, FBT001, FBT002 - as the address has it
    """Show the form to sign in. ``changed`` tells who comes from choosing a new password that it was taken."""
    with reading(request.app.state.engine) as session:
        is_set_up = set_up.is_done(session)
    return _page(request, SignInForm(next=own_path(next)), is_set_up=is_set_up, is_changed=changed)


@router.post("/sign-in")
async def sign_in(request: Request, form: Annotated[SignInForm, form_of(SignInForm)]) -> Response:
    """Sign a person in and go to where they were, or to the second factor first."""
    settings = request.app.state.settings
    if not settings.local_sign_in:
        raise ForbiddenError(SWITCHED_OFF)
    try:
        async with hashing.GUESSES:
            started = await _start(request, form)
    except ThrottledError as error:
        return _page(request, form, error.message, error.status, retry_after=error.retry_after)
    if started is None:
        return _page(request, form, WRONG, 422)
    further = f"{sessions.GIVE_SECOND_FACTOR}?{urlencode({'next': own_path(form.next)})}"
    answer = RedirectResponse(further if started.waits else own_path(form.next), 303)
    session_cookie(settings).put(answer, started.token, settings.session_days * 24 * 3600)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, _form: Annotated[NoFields, form_of(NoFields)]) -> Response:
    """End this browser's sign-in, on the server too."""
    cookie = session_cookie(request.app.state.settings)
    await writers_of(request.app).run(_end, request.app.state.engine, request.cookies.get(cookie.name, ""))
    answer = RedirectResponse("/sign-in", 303)
    cookie.take_back(answer)
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def _end(engine: Engine, token: str) -> None:
    with writing(engine) as session:
        person_id = sessions.end(session, token)
        if person_id is not None:
            person = people.get(session, person_id)
            actor = audit.Actor(person.name, person_id)
            audit.record(session, actor, "sign-in.ended", person.email or "", after={"ended": 1})
        session.commit()


async def _start(request: Request, form: SignInForm) -> Started | None:
    """Start a sign-in when the password is right. Hashing happens between two transactions, in neither."""
    engine, writers, tried = request.app.state.engine, writers_of(request.app), _try_of(request, form)
    person_id, stored = await writers.run(_count, engine, tried)
    right = await hashing.is_right(form.password, stored)
    if not right or person_id is None:
        return await writers.run(_refuse, engine, tried)
    renewed = await hashing.hash_password(form.password) if passwords.is_outdated(stored or "") else None
    return await writers.run(_admit, engine, tried, person_id, renewed)


def _try_of(request: Request, form: SignInForm) -> Try:
    brought = request.cookies.get(session_cookie(request.app.state.settings).name, "")
    address = request.client.host if request.client else ""
    return Try(form.email, address, request.headers.get("user-agent", ""), brought)


def _count(engine: Engine, tried: Try) -> tuple[int | None, str | None]:
    """Return whose account it is and what is stored of its password. ThrottledError when too many tries failed."""
    with writing(engine) as session:
        try:
            throttling.count(session, tried.bounds)
        except ThrottledError:
            session.rollback()
            _tell(session, tried)
            raise
        person = people.find(session, tried.email)
        session.commit()
        return (person.id, person.password_hash) if person else (None, None)


def _tell(session: Session, tried: Try) -> None:
    """Keep that somebody tries too often, once in a window of time: whoever goes on fills no disk."""
    if throttling.is_untold(session, tried.address):
        _record(session, tried, "sign-in.throttled")


def _refuse(engine: Engine, tried: Try) -> None:
    with writing(engine) as session:
        _record(session, tried, "sign-in.refused")


def _record(session: Session, tried: Try, action: str) -> None:
    """Keep what came of a try. What was typed as the address is kept only if it is one: it may be a password."""
    person, email = people.find(session, tried.email), people.email_of(tried.email)
    actor = audit.Actor(person.name, person.id) if person else audit.Actor("Unknown")
    audit.record(session, actor, action, NO_ADDRESS if people.email_problem(email) else email)
    session.commit()


def _admit(engine: Engine, tried: Try, person_id: int, renewed: str | None) -> Started:
    """Start a sign-in. The one that the browser had before ends."""
    with writing(engine) as session:
        throttling.take_back(session, tried.bounds)
        sessions.end(session, tried.brought)
        person = people.get(session, person_id)
        if renewed:
            person.password_hash = renewed
        waits = second_factors.is_on(session, person_id)
        token = sessions.start(session, person_id, tried.browser, awaits_second_factor=waits)
        if not waits:
            actor, by = audit.Actor(person.name, person_id), {"by": "password"}
            audit.record(session, actor, "sign-in.started", person.email or "", after=by)
        session.commit()
    return Started(token, waits)


def _page(
    request: Request,
    form: SignInForm,
    error: str = "",
    status: int = 200,
    *,
    retry_after: int = 0,
    is_set_up: bool = True,
    is_changed: bool = False,
) -> Response:
    context = {"form": form, "error": error, "is_set_up": is_set_up, "is_changed": is_changed}
    local = request.app.state.settings.local_sign_in
    answer = render(request, "accounts/sign_in.html", status, local_sign_in=local, **context)
    if retry_after:
        answer.headers["retry-after"] = str(retry_after)
    return answer
