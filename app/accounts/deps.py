"""Who is acting, and the one transaction they act in.

A handler marked with ``reads`` or ``writes`` is given a session and who is acting as its first two arguments. The
annotation of the second says who that must be: a ``Member`` of the organisation that the address lies in, anybody who
is ``SignedIn``, or an ``Administrator`` of the installation.
Finding the person, the handler and the commit run in one thread, one after the other: as separate dependencies
they would each wait for a thread, which took longer than the work itself.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial, wraps
from typing import Annotated, Any, Concatenate, TypeVar

from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts import audit, sessions
from app.accounts.cookies import session_cookie
from app.accounts.service import Member
from app.accounts.sessions import Administrator, SignedIn, limits_of, place_of
from app.db.engine import reading
from app.errors import ForbiddenError, NotFoundError, SignedOutError
from app.web.turns import WriteTurns, readers_of, writers_of

Identify = Callable[[Session], SignedIn]
A = TypeVar("A", Member, SignedIn, Administrator)
R = TypeVar("R")
T = TypeVar("T")
Handler = Callable[Concatenate[Session, A, ...], R]

_ACTORS: dict[Any, Callable[[SignedIn], Any]] = {
    Member: SignedIn.as_member,
    SignedIn: lambda signed_in: signed_in,
    Administrator: SignedIn.as_administrator,
}


async def identity(request: Request) -> Identify:
    """Return what finds in the database who is signed in. SignedOutError when the browser shows no token."""
    token = request.cookies.get(session_cookie(request.app.state.settings).name)
    if not token:
        raise SignedOutError
    place = place_of(request.path_params, request.query_params.get("organisation", ""))
    return partial(sessions.find, token=token, place=place, limits=limits_of(request.app.state.settings))


@dataclass(frozen=True, slots=True)
class Acting:
    """What a request acts on, and as whom."""

    request: Request
    identify: Identify

    @property
    def engine(self) -> Engine:
        """The database."""
        engine: Engine = self.request.app.state.engine
        return engine

    def introduce(self, actor: Callable[[SignedIn], A], signed_in: SignedIn) -> A:
        """Return who is signed in as who they act as. Every page then shows who it is for."""
        page = self.request.state
        page.person = signed_in
        who = actor(signed_in)
        page.member = signed_in.as_member_if_any()
        return who


Identity = Annotated[Identify, Depends(identity)]


async def acting(request: Request) -> Acting:
    """Return what a request acts on, and as whom. Raises as ``identity`` does."""
    return Acting(request, await identity(request))


def reads(handler: Handler[A, R]) -> Callable[..., Awaitable[R]]:
    """Give the handler a session that only reads, and who is acting."""
    actor = _actor(handler)

    def read(acting: Acting, parameters: Mapping[str, Any]) -> tuple[R, SignedIn]:
        with reading(acting.engine) as session:
            signed_in = acting.identify(session)
            return handler(session, acting.introduce(actor, signed_in), **parameters), signed_in

    @wraps(handler)
    async def handle(*, acting: Acting, **parameters: Any) -> R:  # noqa: ANN401 - whatever the handler declares
        app = acting.request.app
        answer, signed_in = await _answered(acting, actor, readers_of(app).run(read, acting, parameters))
        if signed_in.unseen:
            await writers_of(app).commit(partial(sessions.seen, sign_in_id=signed_in.sign_in_id))
        return answer

    return _with_acting(handle, handler)


def writes(handler: Handler[A, R]) -> Callable[..., Awaitable[R]]:
    """Give the handler a session and who is acting, and commit when it returns, before the answer is sent."""
    return _writing(handler, WriteTurns.commit)


def saves(handler: Handler[A, R]) -> Callable[..., Awaitable[R]]:
    """As ``writes``, for what many do at once. The handler is fit for WriteTurns.save, which says what that asks."""
    return _writing(handler, WriteTurns.save)


def _writing(
    handler: Handler[A, R], turn: Callable[[WriteTurns, Callable[[Session], R]], Awaitable[R]]
) -> Callable[..., Awaitable[R]]:
    actor = _actor(handler)

    def write(acting: Acting, parameters: Mapping[str, Any], session: Session) -> R:
        signed_in = acting.identify(session)
        if signed_in.unseen:  # first, so that nobody waits for this row with the audit trail in their hand
            sessions.seen(session, signed_in.sign_in_id)
        return handler(session, acting.introduce(actor, signed_in), **parameters)

    @wraps(handler)
    async def handle(*, acting: Acting, **parameters: Any) -> R:  # noqa: ANN401 - whatever the handler declares
        answer = turn(writers_of(acting.request.app), partial(write, acting, parameters))
        return await _answered(acting, actor, answer)

    return _with_acting(handle, handler)


def _actor(handler: Handler[A, R]) -> Callable[[SignedIn], A]:
    _session, actor, *_own = inspect.signature(handler).parameters.values()
    return _ACTORS[actor.annotation]


async def _answered(acting: Acting, actor: Callable[[SignedIn], A], answer: Awaitable[R]) -> R:
    """Return the answer, or keep that the person was refused it."""
    try:
        return await answer
    except (ForbiddenError, NotFoundError) as error:
        request = acting.request
        if refused := _refused(request.state.person, actor, error):
            asked = f"{request.method} {request.url.path}"
            await writers_of(request.app).run(audit.record_refusal, acting.engine, refused, asked)
        raise


def _refused(
    signed_in: SignedIn, actor: Callable[[SignedIn], A], error: ForbiddenError | NotFoundError
) -> audit.Actor | None:
    """Return who was refused something. That it does not exist at all is nobody's refusal.

    Reaching into another organisation, or for what only administrators see, concerns the installation.
    """
    who = None
    with suppress(ForbiddenError, NotFoundError):
        who = actor(signed_in)
    belongs = {belonging.organisation_id for belonging in signed_in.belongings}
    foreign = signed_in.organisation_id is not None and signed_in.organisation_id not in belongs
    names_nothing = signed_in.place.parameter and signed_in.organisation_id is None
    barred = not names_nothing if who is None else foreign and not isinstance(who, Administrator)
    return audit.Actor.of(who or signed_in) if barred or isinstance(error, ForbiddenError) else None


def _with_acting(handle: Callable[..., T], handler: Callable[..., object]) -> Callable[..., T]:
    """Show FastAPI the handler's own parameters, but ``acting`` in place of the first two."""
    _session, _actor, *own = inspect.signature(handler).parameters.values()
    dependency = Annotated[Acting, Depends(acting)]
    shown = inspect.Parameter("acting", inspect.Parameter.KEYWORD_ONLY, annotation=dependency)
    named = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    handle.__signature__ = inspect.Signature([*named, shown])  # type: ignore[attr-defined]  # what inspect looks for
    return handle
