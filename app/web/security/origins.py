"""Whether what would change something comes from our own pages."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.security.refusals import refuse

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
MESSAGE = "This came from another site, so nothing was changed. Open the page here and try again."
DEFAULT_PORTS = {"http": 80, "https": 443}


def origins_of(base: str, hosts: Collection[str]) -> set[str]:
    """Return what browsers may call an installation at ``base`` that goes by these names too."""
    parts = urlsplit(base)
    port = "" if parts.port in {None, DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    names = (f"[{host}]" if ":" in host else host for host in hosts)
    return {f"{parts.scheme}://{name}{port}" for name in names}


class SameOrigin:
    """Refuses what another site makes a browser send: by Sec-Fetch-Site, else by Origin.

    What says neither comes from no browser of today. It is let in only when it is signed in by nothing that a browser
    sends along by itself: without ``cookie``.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str], cookie: str) -> None:
        self.app = app
        self.origins = frozenset(origins)
        self.cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and not self._is_own(Headers(scope=scope)):
            await refuse(scope, receive, send, 403, MESSAGE)
            return
        await self.app(scope, receive, send)

    def _is_own(self, headers: Headers) -> bool:
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site in {"same-origin", "none"}
        if origin is not None:
            return origin in self.origins
        return not any(self.cookie in cookie_parser(cookies) for cookies in headers.getlist("cookie"))
