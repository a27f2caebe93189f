"""Accepting an invitation. Whoever holds the link may look; joining uses it up.

Who is new gives a name and a password. Whose address has an account already joins with that account, signed in.
"""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts import audit, hashing, invitations, passwords, sessions
from app.accounts.cookies import session_cookie
from app.accounts.invitations import Joined, Offer
from app.accounts.sessions import Place, SignedIn, limits_of
from app.db.engine import reading, writing
from app.db.text import line_of_text
from app.errors import ForbiddenError, SignedOutError
from app.web.forms import FormModel, form_of
from app.web.templates import render
from app.web.turns import writers_of

router = APIRouter(prefix="/invitations/{token}")
ACCOUNT_FIRST = "Sign in with the address that was invited, then join."


class NewPersonForm(FormModel):
    """Who somebody new is. Empty when somebody joins with their account."""

    name: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a link offers, and who looks at it: None when nobody is signed in."""

    offer: Offer
    signed_in: SignedIn | None

    @property
    def is_theirs(self) -> bool:
        """Whether the one who is signed in is the one invited."""
        return self.signed_in is not None and self.signed_in.email == self.offer.email


@router.get("")
def show_invitation(request: Request, token: str) -> Response:
    """Show who invites to what, and how to join."""
    return _page(request, _visit(request, token))


@router.post("")
async def accept_invitation(
    request: Request, token: str, form: Annotated[NewPersonForm, form_of(NewPersonForm)]
) -> Response:
    """Join, and go to the organisation."""
    visit = await anyio.to_thread.run_sync(_visit, request, token)
    if visit.offer.has_account:
        return await _join(request, token, visit)
    if not request.app.state.settings.local_sign_in:
        raise ForbiddenError(ACCOUNT_FIRST)
    if wrong := _problems(form, visit.offer):
        return _page(request, visit, form, wrong)
    return await _join_anew(request, token, form)


async def _join(request: Request, token: str, visit: Visit) -> Response:
    if visit.signed_in is None or not visit.is_theirs:
        raise ForbiddenError(ACCOUNT_FIRST)
    joined = await writers_of(request.app).run(_store, request.app.state.engine, visit.signed_in, token)
    return _to(joined)


async def _join_anew(request: Request, token: str, form: NewPersonForm) -> Response:
    stored = await hashing.hash_password(form.password)
    cookie = session_cookie(request.app.state.settings)
    browser, old = request.headers.get("user-agent", ""), request.cookies.get(cookie.name, "")
    store = partial(_store_anew, request.app.state.engine, token, form.name, stored, browser=browser, old=old)
    joined, sign_in = await writers_of(request.app).run(store)
    answer = _to(joined)
    cookie.put(answer, sign_in, request.app.state.settings.session_days * 24 * 3600)
    return answer


def _visit(request: Request, token: str) -> Visit:
    with reading(request.app.state.engine) as session:
        return Visit(invitations.look_at(session, token), _who_is_there(request, session))


def _who_is_there(request: Request, session: Session) -> SignedIn | None:
    settings = request.app.state.settings
    shown = request.cookies.get(session_cookie(settings).name, "")
    try:
        return sessions.find(session, shown, Place(), limits_of(settings))
    except SignedOutError:
        return None


def _problems(form: NewPersonForm, offer: Offer) -> dict[str, str]:
    found = {
        "name": invitations.name_problem(line_of_text(form.name)),
        "password": passwords.problem(form.password, (form.name, offer.email, offer.organisation)),
    }
    return {name: problem for name, problem in found.items() if problem}


def _store(engine: Engine, signed_in: SignedIn, token: str) -> Joined:
    with writing(engine) as session:
        joined = invitations.join(session, signed_in, token)
        session.commit()
    return joined


def _store_anew(engine: Engine, token: str, name: str, stored: str, *, browser: str, old: str) -> tuple[Joined, str]:
    """Return who joined, and the token they are signed in with. Whoever used this browser before is signed out."""
    with writing(engine) as session:
        joined = invitations.join_anew(session, token, name, stored)
        sessions.end(session, old)
        sign_in = sessions.start(session, joined.person_id, browser)
        actor = audit.Actor(line_of_text(name), joined.person_id)
        audit.record(session, actor, "sign-in.started", joined.email, after={"by": "invitation"})
        session.commit()
    return joined, sign_in


def _to(joined: Joined) -> Response:
    return RedirectResponse(f"/?organisation={joined.organisation_id}", 303)


def _page(
    request: Request, visit: Visit, form: NewPersonForm | None = None, errors: dict[str, str] | None = None
) -> Response:
    return render(
        request,
        "accounts/invitation.html",
        422 if errors else 200,
        offer=visit.offer,
        signed_in=visit.signed_in,
        is_theirs=visit.is_theirs,
        local_sign_in=request.app.state.settings.local_sign_in,
        form=form or NewPersonForm(),
        errors=errors or {},
    )
