"""Setting an installation up by the link that the server printed."""

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine

from app.accounts import audit, hashing, sessions, set_up
from app.accounts.cookies import session_cookie
from app.accounts.set_up import Chosen
from app.db.engine import reading, writing
from app.errors import InvalidInputError
from app.web.forms import FormModel, form_of
from app.web.templates import render
from app.web.turns import writers_of

router = APIRouter()


class SetUpForm(FormModel):
    """The first administrator, and the first organisation."""

    organisation: str = ""
    name: str = ""
    email: str = ""
    password: str = ""


@router.get("/set-up/{token}")
def ask_for_the_first(request: Request, token: str) -> Response:
    """Show the form that sets this installation up."""
    return _page(request, token, SetUpForm(organisation=_organisation(request.app.state.engine, token)))


@router.post("/set-up/{token}")
async def set_up_once(request: Request, token: str, form: Annotated[SetUpForm, form_of(SetUpForm)]) -> Response:
    """Make the first administrator and director, and sign them in."""
    in_thread = anyio.to_thread.run_sync
    engine: Engine = request.app.state.engine
    await in_thread(_organisation, engine, token)
    settings = request.app.state.settings
    brought = request.cookies.get(session_cookie(settings).name, "")
    try:
        chosen = await in_thread(set_up.checked, Chosen(form.organisation, form.name, form.email, form.password))
        password_hash = await hashing.hash_password(chosen.password)
        browser = request.headers.get("user-agent", "")
        key = await writers_of(request.app).run(_finish, engine, token, chosen, password_hash, browser, brought)
    except InvalidInputError as error:
        return _page(request, token, form, error)
    answer = RedirectResponse("/", 303)
    session_cookie(settings).put(answer, key, settings.session_days * 24 * 3600)
    return answer


def _organisation(engine: Engine, token: str) -> str:
    """Return the name of the organisation that is taken over, if one is. NotFoundError when the link is no good."""
    with reading(engine) as session:
        director = set_up.look_at(session, token)
        return director.organisation if director else ""


def _finish(engine: Engine, token: str, chosen: Chosen, password_hash: str, browser: str, brought: str) -> str:
    """Return the token of a new sign-in. The one that the browser had before ends."""
    with writing(engine) as session:
        sessions.end(session, brought)
        member = set_up.finish(session, chosen, password_hash, token)
        key = sessions.start(session, member.person_id, browser)
        actor, by = audit.Actor(member.person, member.person_id), {"by": "set-up link"}
        audit.record(session, actor, "sign-in.started", chosen.email, after=by)
        session.commit()
    return key


def _page(request: Request, token: str, form: SetUpForm, error: InvalidInputError | None = None) -> Response:
    status = 422 if error else 200
    return render(request, "accounts/set_up.html", status, token=token, form=form, error=error)
