"""Who is acting, and the one transaction they act in. Until accounts exist, the local director is.

A handler marked with ``reads`` or ``writes`` is given a session and the acting member as its first two arguments.
Finding the member, the handler and the commit run in one thread, one after the other: as separate dependencies
they would each wait for a thread, which took longer than the work itself.
"""

import inspect
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, Concatenate, TypeVar

from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts.service import Member, get_local_member
from app.db.engine import reading, writing
from app.errors import NotFoundError

Identify = Callable[[Session], Member]
R = TypeVar("R")
Handler = Callable[Concatenate[Session, Member, ...], R]


async def identity() -> Identify:
    """Return what finds the acting member in the database."""
    return _local_director


def _local_director(session: Session) -> Member:
    member = get_local_member(session)
    if member is None:
        raise NotFoundError("There is no organisation yet. Restart the server to create one.")
    return member


@dataclass(frozen=True, slots=True)
class Acting:
    """What a request acts on, and as whom."""

    engine: Engine
    identify: Identify


Identity = Annotated[Identify, Depends(identity)]


async def _reader(request: Request, identify: Identity) -> Acting:
    return Acting(request.app.state.engine, identify)


async def _writer(request: Request, identify: Identity) -> AsyncIterator[Acting]:
    # Waiting here is fair and holds no thread; waiting for SQLite's one write lock is neither.
    async with request.app.state.write_turns:
        yield Acting(request.app.state.engine, identify)


def reads(handler: Handler[R]) -> Callable[..., R]:
    """Give the handler a session that only reads, and the acting member."""

    @wraps(handler)
    def handle(*, acting: Acting, **parameters: Any) -> R:  # noqa: ANN401 - whatever the handler declares
        with reading(acting.engine) as session:
            return handler(session, acting.identify(session), **parameters)

    return _with_dependency(handle, handler, Depends(_reader))


def writes(handler: Handler[R]) -> Callable[..., R]:
    """Give the handler a session and the acting member, and commit when it returns, before the answer is sent."""

    @wraps(handler)
    def handle(*, acting: Acting, **parameters: Any) -> R:  # noqa: ANN401 - whatever the handler declares
        with writing(acting.engine) as session:
            answer = handler(session, acting.identify(session), **parameters)
            session.commit()
            return answer

    # scope="function": the turn ends with the handler, not with the answer.
    return _with_dependency(handle, handler, Depends(_writer, scope="function"))


def _with_dependency(handle: Callable[..., R], handler: Callable[..., R], dependency: Any) -> Callable[..., R]:  # noqa: ANN401 - as FastAPI types it
    """Show FastAPI the handler's own parameters, but ``acting`` in place of the first two."""
    _session, _member, *own = inspect.signature(handler).parameters.values()
    acting = inspect.Parameter("acting", inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[Acting, dependency])
    named = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    handle.__signature__ = inspect.Signature([*named, acting])  # type: ignore[attr-defined]  # what inspect looks for
    return handle
