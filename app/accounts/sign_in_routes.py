"""Signing in and out."""

from functools import partial
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine

from app.accounts import audit, hashing, people, sessions, set_up
from app.accounts.cookies import session_cookie
from app.db.engine import reading, writing
from app.web.forms import FormModel, form_of
from app.web.paths import own_path
from app.web.templates import render

router = APIRouter()
WRONG = "Email address and password don’t match. Try again, or ask for a new password."


class SignInForm(FormModel):
    """Who somebody says they are."""

    email: str = ""
    password: str = ""
    next: str = "/"


@router.get("/sign-in")
def ask_who(request: Request, next: str = "/") -> Response:  # noqa: A002 - as the address has it
    """Show the form to sign in."""
    with reading(request.app.state.engine) as session:
        is_set_up = set_up.is_done(session)
    return _page(request, SignInForm(next=own_path(next)), is_set_up=is_set_up)


@router.post("/sign-in")
async def sign_in(request: Request, form: Annotated[SignInForm, form_of(SignInForm)]) -> Response:
    """Sign a person in and go to where they were."""
    in_thread = anyio.to_thread.run_sync
    engine: Engine = request.app.state.engine
    person_id, stored = await in_thread(_credentials, engine, form.email)
    right = await hashing.is_right(form.password, stored)
    async with request.app.state.write_turns:
        if not right or person_id is None:
            await in_thread(_refuse, engine, form.email)
            return _page(request, form, WRONG)
        browser = request.headers.get("user-agent", "")
        token = await in_thread(partial(_start, engine, person_id, browser))
    answer = RedirectResponse(own_path(form.next), 303)
    settings = request.app.state.settings
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


def _credentials(engine: Engine, email: str) -> tuple[int | None, str | None]:
    with reading(engine) as session:
        person = people.find(session, email)
        return (person.id, person.password_hash) if person else (None, None)


def _refuse(engine: Engine, email: str) -> None:
    with writing(engine) as session:
        person = people.find(session, email)
        actor = audit.Actor(person.name, person.id) if person else audit.Actor("Unknown")
        audit.record(session, actor, "sign-in.refused", people.email_of(email))
        session.commit()


def _start(engine: Engine, person_id: int, browser: str) -> str:
    with writing(engine) as session:
        token = sessions.start(session, person_id, browser)
        person = people.get(session, person_id)
        audit.record(session, audit.Actor(person.name, person_id), "sign-in.started", person.email or "")
        session.commit()
    return token


def _page(request: Request, form: SignInForm, error: str = "", *, is_set_up: bool = True) -> Response:
    status = 422 if error else 200
    return render(request, "accounts/sign_in.html", status, form=form, error=error, is_set_up=is_set_up)
