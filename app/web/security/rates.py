"""How often one browser, or one address, may ask."""

from collections.abc import Iterator
from hashlib import sha256
from ipaddress import IPv6Network
from math import ceil
from time import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.failures import MESSAGES
from app.web.security.refusals import refuse

EXEMPT = ("/static/", "/healthz", "/readyz")
# A whole company votes from behind one address. What its devices show of themselves tells them apart.
ROOMS = ("/join", "/w/")
ROOM_COOKIES = ("kam-room-", "__Host-kam-room-")
ROOM_SIZE = 50
PRUNED_FROM = 10_000
OWN_NETWORK = 64  # whoever has one IPv6 address has a whole network of them


class Counters(MemoryStorage):
    """Counts of this process, used from its event loop alone.

    The one that it is made from starts a thread for every request to throw away what is over, and takes locks.
    """

    def __init__(self) -> None:
        super().__init__()
        self._full = PRUNED_FROM

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count ``amount`` more, in a window that lasts ``expiry`` seconds, and return how many there are."""
        now = time()
        if self.expirations.get(key, 0) <= now:
            if len(self.expirations) >= self._full:
                self._prune(now)
            self.expirations[key] = now + expiry
            self.storage[key] = 0
        self.storage[key] += amount
        return self.storage[key]

    def _prune(self, now: float) -> None:
        for key in [key for key, end in self.expirations.items() if end <= now]:
            del self.expirations[key], self.storage[key]
        self._full = max(PRUNED_FROM, 2 * len(self.expirations))  # or a flood would have all looked at each time


class RequestRate:
    """Refuses what asks more often than people do. ``cookie`` tells the browsers behind one address apart.

    So do participants' cookies where participants ask, and there an address may ask as often as a roomful of people.
    """

    def __init__(self, app: ASGIApp, per_minute: int, cookie: str) -> None:
        self.app = app
        self.usual = RateLimitItemPerMinute(per_minute)
        self.roomful = RateLimitItemPerMinute(per_minute * ROOM_SIZE)
        self.cookie = cookie
        self.limiter = FixedWindowRateLimiter(Counters())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if self.usual.amount and scope["type"] == "http" and not scope["path"].startswith(EXEMPT):
            for limit, key in self._counts(scope):
                if not self.limiter.hit(limit, key):
                    wait = ceil(self.limiter.get_window_stats(limit, key).reset_time - time())
                    await refuse(scope, receive, send, 429, MESSAGES[429], retry_after=str(max(1, wait)))
                    return
        await self.app(scope, receive, send)

    def _counts(self, scope: Scope) -> Iterator[tuple[RateLimitItem, str]]:
        """Return what the request counts for. The address comes first, so that nobody helps themselves with cookies."""
        is_in_a_room = scope["path"].startswith(ROOMS)
        yield self.roomful if is_in_a_room else self.usual, _network(scope["client"][0] if scope["client"] else "")
        for cookies in Headers(scope=scope).getlist("cookie"):
            sent = cookie_parser(cookies)
            # One of a room is enough to know a device by: nobody fills the memory with a header full of them.
            of_a_room = next((name for name in sent if is_in_a_room and name.startswith(ROOM_COOKIES)), "")
            for token in filter(None, (sent.get(self.cookie), sent.get(of_a_room))):
                yield self.usual, sha256(token.encode()).hexdigest()


def _network(address: str) -> str:
    return str(IPv6Network((address.partition("%")[0], OWN_NETWORK), strict=False)) if ":" in address else address
