"""Who takes part, and the one transaction they act in: by the cookie of a room, without an account.

Handlers marked with ``takes_part`` or ``votes`` are given a session and who attends what as their first two arguments,
as those of members are by accounts.deps.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from functools import partial, wraps
from typing import Annotated, Any, Concatenate, TypeVar

from fastapi import Depends, Request
from sqlmodel import Session

from app.db.columns import LAST_ID
from app.db.engine import reading
from app.db.vault import Vault, open_vault
from app.errors import NotFoundError
from app.settings import Settings
from app.web.cookies import Cookie, cookie_named
from app.web.turns import readers_of, writers_of
from app.workshops.attending import Attending, attend
from app.workshops.joining import NOT_IN

R = TypeVar("R")
T = TypeVar("T")
Handler = Callable[Concatenate[Session, Attending, ...], R]


def room_cookie(workshop_id: int, settings: Settings) -> Cookie:
    """Return the cookie that holds a device's token in one workshop."""
    return cookie_named(f"kam-room-{workshop_id}", settings)


def token_of(request: Request, workshop_id: int) -> str:
    """Return the token that this device holds for a workshop, empty when it holds none."""
    return request.cookies.get(room_cookie(workshop_id, request.app.state.settings).name, "")


def shown_token(request: Request, workshop_id: int) -> str:
    """Return the token that this device holds for a workshop. NotFoundError when it holds none."""
    token = token_of(request, workshop_id)
    if not token or not 0 < workshop_id <= LAST_ID:
        raise NotFoundError(NOT_IN)
    return token


def vault_of(request: Request) -> Vault:
    """Return the vault of this installation."""
    return open_vault(request.app.state.settings.secret)


async def _asking(request: Request) -> Request:
    return request


def takes_part(handler: Handler[R]) -> Callable[..., Awaitable[R]]:
    """Give the handler a session that only reads, and who attends. NotFoundError when the device has no seat."""

    def read(asking: Request, workshop_id: int, parameters: Mapping[str, Any]) -> R:
        with reading(asking.app.state.engine) as session:
            attending = attend(session, workshop_id, shown_token(asking, workshop_id))
            return handler(session, attending, **parameters)

    @wraps(handler)
    async def handle(*, asking: Request, workshop_id: int, **parameters: Any) -> R:  # noqa: ANN401 - the handler's own
        return await readers_of(asking.app).run(read, asking, workshop_id, parameters)

    return _with_request(handle, handler)


def votes(handler: Handler[R]) -> Callable[..., Awaitable[R]]:
    """Give the handler a session and who attends, and commit when it returns, before the answer is sent."""

    def write(asking: Request, workshop_id: int, parameters: Mapping[str, Any], session: Session) -> R:
        attending = attend(session, workshop_id, shown_token(asking, workshop_id))
        return handler(session, attending, **parameters)

    @wraps(handler)
    async def handle(*, asking: Request, workshop_id: int, **parameters: Any) -> R:  # noqa: ANN401 - the handler's own
        return await writers_of(asking.app).commit(partial(write, asking, workshop_id, parameters))

    return _with_request(handle, handler)


def _with_request(handle: Callable[..., T], handler: Callable[..., object]) -> Callable[..., T]:
    """Show FastAPI the handler's own parameters and the workshop's id, but ``asking`` in place of the first two."""
    _session, _attending, *own = inspect.signature(handler).parameters.values()
    keyword = inspect.Parameter.KEYWORD_ONLY
    asking = inspect.Parameter("asking", keyword, annotation=Annotated[Request, Depends(_asking)])
    named = [parameter.replace(kind=keyword) for parameter in own]
    workshop = inspect.Parameter("workshop_id", keyword, annotation=int)
    handle.__signature__ = inspect.Signature([*named, workshop, asking])  # type: ignore[attr-defined]  # what inspect looks for
    return handle
