"""Whether a request is meant for this installation."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.security.refusals import refuse

MESSAGE = "This server does not go by that name. Check the address and try again."
# Probes ask by number, from inside the container or the cluster. What they are told is no secret.
PROBES = {"/healthz", "/readyz"}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class KnownHost:
    """Refuses requests for a host that is not ours: a foreign name that resolves to this machine is an attack."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and not self._knows(scope):
            await refuse(scope, receive, send, 400, MESSAGE)
            return
        await self.app(scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        named = [value for name, value in scope["headers"] if name == b"host"]
        host = _hostname(Headers(scope=scope).get("host", "")) if len(named) == 1 else None
        return host in self.hosts or (host in LOOPBACK and scope["path"] in PROBES)


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
