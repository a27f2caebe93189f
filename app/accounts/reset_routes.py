"""A forgotten password: asking for a link, and choosing a new one by it."""

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, BackgroundTasks, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine

from app.accounts import hashing, links, mail, passwords, people, resets
from app.accounts.models import Purpose
from app.accounts.resets import Owner
from app.db.engine import reading, writing
from app.errors import NotFoundError
from app.web.forms import FormModel, form_of
from app.web.templates import render
from app.web.turns import writers_of

router = APIRouter()
SUBJECT = "Choose a new password for KAM Maturity"
TEXT = """Somebody asked for a new password for your account at {base}.

Choose it here within one hour; the link works once:

{link}

If it was not you, do nothing. Your password stays as it is.
"""
CHANGED = "Your password for KAM Maturity was changed"
CHANGED_TEXT = """The password of your account at {base} was changed by a link, and every sign-in was ended.

If it was not you, ask for a new password now, and tell the administrator of the installation.
"""


class ForgottenForm(FormModel):
    """Who has forgotten a password."""

    email: str = ""


class PasswordForm(FormModel):
    """A new password."""

    password: str = ""


@router.get("/forgotten-password")
def ask_for_a_link(request: Request) -> Response:
    """Show the form that asks for a link."""
    return _forgotten_page(request, ForgottenForm())


@router.post("/forgotten-password")
def send_a_link(
    request: Request, tasks: BackgroundTasks, form: Annotated[ForgottenForm, form_of(ForgottenForm)]
) -> Response:
    """Mail a link. Whether there is such a person is found out after the answer, which is the same for all."""
    if error := people.email_problem(people.email_of(form.email)):
        return _forgotten_page(request, form, error)
    if mail.is_configured(request.app.state.settings):
        tasks.add_task(_mail_link, request.app, form.email)
    return _forgotten_page(request, form, asked=True)


@router.get("/reset/{token}")
def ask_for_a_password(request: Request, token: str) -> Response:
    """Show the form that takes a new password."""
    return _reset_page(request, token, _owner(request.app.state.engine, token))


@router.post("/reset/{token}")
async def choose_password(
    request: Request, token: str, tasks: BackgroundTasks, form: Annotated[PasswordForm, form_of(PasswordForm)]
) -> Response:
    """Set a new password and end every sign-in of its owner, who signs in with it next."""
    in_thread = anyio.to_thread.run_sync
    engine: Engine = request.app.state.engine
    owner = await in_thread(_owner, engine, token)
    if error := await in_thread(passwords.problem, form.password, owner.words):
        return _reset_page(request, token, owner, error)
    password_hash = await hashing.hash_password(form.password)
    await writers_of(request.app).run(_choose, engine, token, password_hash)
    settings = request.app.state.settings
    if owner.email:
        mail.send_later(tasks, settings, owner.email, CHANGED, CHANGED_TEXT.format(base=settings.base))
    return RedirectResponse("/sign-in?changed=true", 303)


async def _mail_link(app: FastAPI, email: str) -> None:
    token = await writers_of(app).run(_asked, app.state.engine, email)
    if token:
        settings = app.state.settings
        text = TEXT.format(base=settings.base, link=links.address(settings.base, Purpose.RESET, token))
        await mail.send(settings, people.email_of(email), SUBJECT, text)


def _asked(engine: Engine, email: str) -> str | None:
    with writing(engine) as session:
        token = resets.ask(session, email)
        session.commit()
    return token


def _owner(engine: Engine, token: str) -> Owner:
    with reading(engine) as session:
        return resets.owner(session, token)


def _choose(engine: Engine, token: str, password_hash: str) -> None:
    with writing(engine) as session:
        resets.choose(session, token, password_hash)
        session.commit()


def _forgotten_page(request: Request, form: ForgottenForm, error: str = "", *, asked: bool = False) -> Response:
    settings = request.app.state.settings
    if not settings.local_sign_in:
        raise NotFoundError
    return render(
        request,
        "accounts/forgotten_password.html",
        422 if error else 200,
        form=form,
        error=error,
        asked=asked,
        mails=mail.is_configured(settings),
    )


def _reset_page(request: Request, token: str, owner: Owner, error: str = "") -> Response:
    status = 422 if error else 200
    return render(request, "accounts/reset.html", status, token=token, email=owner.email, error=error)
