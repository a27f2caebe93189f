"""Signing in with a password, and out."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine

from app.accounts import audit, hashing, passwords, people, second_factors, sessions, throttling
from app.accounts.cookies import session_cookie
from app.db.engine import writing
from app.errors import ForbiddenError, ThrottledError
from app.web.forms import FormModel, form_of
from app.web.paths import own_path
from app.web.templates import render

router = APIRouter()
WRONG = "Email address and password don’t match. Try again, or ask for a new password."
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


@router.get("/sign-in")
async def ask_who(request: Request, next: str = "/") -> Response:  # noqa: A002 - as the address has it
    """Show the form to sign in."""
    return _page(request, SignInForm(next=own_path(next)))


@router.post("/sign-in")
async def sign_in(request: Request, form: Annotated[SignInForm, form_of(SignInForm)]) -> Response:
    """Sign a person in and go to where they were, or to the second factor first."""
    settings, in_thread = request.app.state.settings, anyio.to_thread.run_sync
    if not settings.local_sign_in:
        raise ForbiddenError(SWITCHED_OFF)
    engine, turns = request.app.state.engine, request.app.state.write_turns
    tried = _try_of(request, form)
    try:
        async with turns:
            person_id, stored = await in_thread(_count, engine, tried)
    except ThrottledError as error:
        return _page(request, form, error.message, error.status, error.retry_after)
    right = await hashing.is_right(form.password, stored)
    if not right or person_id is None:
        async with turns:
            await in_thread(_refuse, engine, tried)
        return _page(request, form, WRONG, 422)
    renewed = await hashing.hash_password(form.password) if passwords.is_outdated(stored or "") else None
    async with turns:
        token, waits = await in_thread(partial(_start, engine, tried, person_id, renewed))
    further = f"{sessions.GIVE_SECOND_FACTOR}?{urlencode({'next': own_path(form.next)})}"
    answer = RedirectResponse(further if waits else own_path(form.next), 303)
    session_cookie(settings).put(answer, token, settings.session_days * 24 * 3600)
    return answer


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End this browser's sign-in, on the server too."""
    cookie = session_cookie(request.app.state.settings)
    with writing(request.app.state.engine) as session:
        sessions.end(session, request.cookies.get(cookie.name, ""))
        session.commit()
    answer = RedirectResponse("/sign-in", 303)
    cookie.take_back(answer)
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def _try_of(request: Request, form: SignInForm) -> Try:
    brought = request.cookies.get(session_cookie(request.app.state.settings).name, "")
    address = request.client.host if request.client else ""
    return Try(form.email, address, request.headers.get("user-agent", ""), brought)


def _count(engine: Engine, tried: Try) -> tuple[int | None, str | None]:
    """Return whose account it is and what is stored of its password. ThrottledError when too many tries failed."""
    with writing(engine) as session:
        throttling.count(session, tried.bounds)
        person = people.find(session, tried.email)
        session.commit()
        return (person.id, person.password_hash) if person else (None, None)


def _refuse(engine: Engine, tried: Try) -> None:
    with writing(engine) as session:
        person = people.find(session, tried.email)
        actor = audit.Actor(person.name, person.id) if person else audit.Actor("Unknown")
        audit.record(session, actor, "sign-in.refused", people.email_of(tried.email))
        session.commit()


def _start(engine: Engine, tried: Try, person_id: int, renewed: str | None) -> tuple[str, bool]:
    """Return the token of a new sign-in, and whether it waits for a second factor. The browser's old one ends."""
    with writing(engine) as session:
        throttling.take_back(session, tried.bounds)
        sessions.end(session, tried.brought)
        person = people.get(session, person_id)
        if renewed:
            person.password_hash = renewed
        waits = second_factors.is_on(session, person_id)
        token = sessions.start(session, person_id, tried.browser, awaits_second_factor=waits)
        if not waits:
            audit.record(session, audit.Actor(person.name, person_id), "sign-in.started", person.email or "")
        session.commit()
    return token, waits


def _page(request: Request, form: SignInForm, error: str = "", status: int = 200, retry_after: int = 0) -> Response:
    local = request.app.state.settings.local_sign_in
    answer = render(request, "accounts/sign_in.html", status, form=form, error=error, local_sign_in=local)
    if retry_after:
        answer.headers["retry-after"] = str(retry_after)
    return answer
