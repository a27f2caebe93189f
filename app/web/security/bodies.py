"""How much may be sent.

A route that takes more than usual says so itself: ``@router.post("/imports", max_body_size=LARGE)``. What is announced
as too long is refused here, before anything is done; what is not announced is counted while it is read.
"""

import re
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.datastructures import Headers
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.failures import MESSAGES
from app.web.security.refusals import refuse

USUAL = 64 * 1024
LARGE = 2 * 1024 * 1024  # imports and logos
# The plain form of one element: five notes, each of which may be long in a script that takes twelve bytes a letter
# as a form sends it. What is too long for a note must still arrive, so that it comes back with a word about it.
NOTES = 256 * 1024
DIGITS = 20


class AnnouncedBody:
    """Refuses a body that is announced as longer than its route takes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._larger: list[tuple[re.Pattern[str], int]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http":
            announced = _announced(Headers(scope=scope))
            if announced > USUAL and announced > self._limit(scope):
                await refuse(scope, receive, send, 413, MESSAGES[413])
                return
        await self.app(scope, receive, send)

    def _limit(self, scope: Scope) -> int:
        if self._larger is None:
            self._larger = list(_larger(scope["app"]))  # once all routes are there
        return next((limit for path, limit in self._larger if path.match(scope["path"])), USUAL)


def _larger(app: FastAPI) -> Iterator[tuple[re.Pattern[str], int]]:
    for route in iter_route_contexts(app.routes):
        limit = getattr(route.original_route, "max_body_size", None)
        if limit is not None and route.path is not None:
            yield compile_path(route.path)[0], limit


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length[:DIGITS]) if length.isdecimal() else 0  # so many digits are too long in any case
