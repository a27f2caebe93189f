"""Signing in through an OpenID provider: there and back."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts import audit, identities, sessions
from app.accounts.cookies import session_cookie, visit_cookie
from app.accounts.identities import LOST, Introduction, RefusedSignInError
from app.accounts.models import ProviderVisit
from app.db.engine import writing
from app.errors import NotFoundError
from app.settings import Settings
from app.web.paths import own_path
from app.web.templates import render
from app.web.turns import writers_of

if TYPE_CHECKING:
    from app.accounts.oidc import Provider

log = logging.getLogger(__name__)
router = APIRouter()
T = TypeVar("T")
AGAIN_SECONDS = "60"


@router.get("/sign-in/provider")
async def visit_provider(request: Request, next: str = "/") -> Response:  # noqa: A002 - as the address has it
    """Send the browser to the provider, and remember it by a cookie."""
    token, visit = identities.new_visit(own_path(next))
    try:
        address = await _provider(request).address_for(visit)
    except RefusedSignInError as error:
        return await _refuse(request, error, visit.next_path)
    await _write(request, partial(identities.leave, visit=visit))
    answer = RedirectResponse(address, 303)
    visit_cookie(request.app.state.settings).put(answer, token, int(identities.VISIT.total_seconds()))
    return answer


@router.get("/sign-in/provider/callback")
async def come_back_from_provider(request: Request) -> Response:
    """Sign in whom the provider introduces, and go to where they were."""
    _provider(request)  # without one there is nothing to come back from
    settings = request.app.state.settings
    cookie, state = visit_cookie(settings), request.query_params.get("state", "")
    token = request.cookies.get(cookie.name, "")
    visit = await _write(request, partial(identities.come_back, token=token, state=state))
    next_path = own_path(visit.next_path if visit else "/")
    try:
        session_token = await _sign_in(request, visit)
    except RefusedSignInError as error:
        answer = await _refuse(request, error, next_path)
    else:
        answer = RedirectResponse(next_path, 303)
        session_cookie(settings).put(answer, session_token, settings.session_days * 24 * 3600)
    cookie.take_back(answer)
    return answer


async def _sign_in(request: Request, visit: ProviderVisit | None) -> str:
    """Return the token of a sign-in of whom the provider introduces."""
    if visit is None:
        raise RefusedSignInError("no visit to the provider fits the cookie and the state", LOST, 400)
    who = await _provider(request).introduce(visit, request.query_params)
    settings, browser = request.app.state.settings, request.headers.get("user-agent", "")
    brought = request.cookies.get(session_cookie(settings).name, "")
    return await _write(request, partial(_let_in, who=who, settings=settings, browser=browser, brought=brought))


def _provider(request: Request) -> "Provider":
    """Return the configured provider. NotFoundError when there is none."""
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise NotFoundError
    return provider


def _let_in(session: Session, who: Introduction, settings: Settings, browser: str, brought: str) -> str:
    """Start a sign-in. The one that the browser had before ends."""
    sessions.end(session, brought)
    person = identities.admit(session, who, settings.group_roles)
    assert person.id is not None
    token = sessions.start(session, person.id, browser)
    actor, subject = audit.Actor(person.name, person.id), person.email or person.name
    audit.record(session, actor, "sign-in.started", subject, after={"provider": who.issuer})
    return token


async def _refuse(request: Request, error: RefusedSignInError, next_path: str) -> Response:
    """Keep why somebody does not come in, and tell them what to do."""
    settings = request.app.state.settings
    log.warning("sign-in through the provider refused: %s", error.reason)
    facts = {"provider": settings.oidc_issuer, "reason": error.reason}
    unknown = audit.Actor("Unknown")
    await _write(request, lambda session: audit.record(session, unknown, "sign-in.refused", error.subject, after=facts))
    answer = render(
        request,
        "accounts/provider_refused.html",
        error.status,
        error=error.message,
        next_path=next_path,
        local=settings.local_sign_in,
        provider=settings.oidc_name,
    )
    if error.status == 503:  # noqa: PLR2004 - as RefusedSignInError has it
        answer.headers["retry-after"] = AGAIN_SECONDS
    return answer


async def _write(request: Request, work: Callable[[Session], T]) -> T:
    """Do something in one transaction, in a thread. Nobody waits for the provider in one."""
    return await writers_of(request.app).run(_in_transaction, request.app.state.engine, work)


def _in_transaction(engine: Engine, work: Callable[[Session], T]) -> T:
    with writing(engine) as session:
        done = work(session)
        session.commit()
        return done
