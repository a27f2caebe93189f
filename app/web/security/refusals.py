"""What a middleware answers when it lets a request go no further."""

import logging
from functools import cache

from fastapi import Request
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from app.web.failures import failure, is_fragment

log = logging.getLogger(__name__)
PATH_MAX = 200


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, message: str, **headers: str) -> None:
    """Answer with a page or a fragment. ``headers`` are sent along, with underscores for dashes."""
    note(scope["method"], scope["path"], status)
    body = _drawn(status, message, is_fragment(Request(scope)))
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    await HTMLResponse(body, status, sent)(scope, receive, send)


def note(method: str, path: str, status: int) -> None:
    """Write a line of what was refused, without what a query may hold."""
    log.warning("refused with %d: %s %s", status, method, path[:PATH_MAX])


@cache
def _drawn(status: int, message: str, fragment: bool) -> bytes:  # noqa: FBT001 - part of what is remembered
    """Return what is the same for everybody, drawn once: who is refused often shall cost little."""
    headers = [(b"hx-request", b"true")] if fragment else []
    anyone = Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers})
    return bytes(failure(anyone, status, message).body)
