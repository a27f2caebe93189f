"""The line between a page and the server, in the hands of a test: what is sent waits until the test lets it go."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from time import monotonic

from playwright.sync_api import APIResponse, Page, Route

SAVES = "**/cells/**"
PATIENCE = 10
ENGINES = ("sqlite", "postgresql")
# What a browser adds by itself when it sends, and Playwright does not when it sends on.
FROM_HERE = {"sec-fetch-site": "same-origin"}


def taking_turns(sequences: int) -> list[tuple[str, int]]:
    """Return so many seeds, each with the engine that plays it: the page is the same on both, chance is not."""
    return [(ENGINES[seed % len(ENGINES)], seed) for seed in range(sequences)]


class Fate(Enum):
    """What becomes of one request."""

    DELIVERED = auto()
    """It arrives, and so does the answer."""
    DROPPED = auto()
    """It never arrives."""
    UNANSWERED = auto()
    """It arrives and is stored, but the answer is lost."""
    DELAYED = auto()
    """The page gives it up, and it arrives later, when the test says so."""


class Line:
    """Holds every save that the page sends. ``settle`` decides about the one that waits."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._waiting: deque[Route] = deque()
        self._delayed: list[Callable[[], None]] = []
        self._held = True
        page.route(SAVES, self._hold)

    def _hold(self, route: Route) -> None:
        if self._held:
            self._waiting.append(route)
        else:
            route.continue_()

    def wait_for_a_save(self) -> None:
        """Return once the page has sent something."""
        _wait_until(self._page, lambda: bool(self._waiting), "the page sent nothing")

    @property
    def sent(self) -> int:
        """How many saves are waiting for the test."""
        return len(self._waiting)

    def settle(self, fate: Fate = Fate.DELIVERED) -> None:
        """Decide about the save that waits, once there is one."""
        self.wait_for_a_save()
        route = self._waiting.popleft()
        if fate is Fate.DELIVERED:
            route.fulfill(response=_sent_on(route))
        elif fate is Fate.UNANSWERED:
            _sent_on(route)
            route.abort("connectionreset")
        else:
            if fate is Fate.DELAYED:
                self._delayed.append(self._again(route))
            route.abort("connectionreset")

    def deliver_delayed(self) -> None:
        """Let everything that was delayed arrive, the latest first."""
        while self._delayed:
            self._delayed.pop()()

    def open(self) -> None:
        """Hold nothing any more."""
        self._held = False
        while self._waiting:
            self._waiting.popleft().continue_()

    def forget(self) -> None:
        """Drop what waits: its page is about to go."""
        while self._waiting:
            self._waiting.popleft().abort()

    def _again(self, route: Route) -> Callable[[], None]:
        sent = route.request
        headers = {"content-type": "application/x-www-form-urlencoded", "hx-request": "true"} | FROM_HERE

        def arrive() -> None:
            self._page.request.post(sent.url, data=sent.post_data or "", headers=headers)

        return arrive


@contextmanager
def before_its_script(page: Page, name: str) -> Iterator[None]:
    """Within the block, pages that are opened stay without one of their scripts, as on a slow line."""
    asked: list[Route] = []
    page.route(f"**/static/{name}*", lambda route: asked.append(route))  # noqa: PLW0108 - Playwright marks functions
    yield
    _wait_until(page, lambda: bool(asked), "the page asked for no script")
    asked[0].continue_()
    page.unroute(f"**/static/{name}*")


class Late:
    """Holds what the server answers to one kind of request, until ``arrive`` lets the page have it."""

    def __init__(self, page: Page, address: str) -> None:
        self._page = page
        self._asked: deque[Route] = deque()
        self._answered: list[tuple[Route, APIResponse]] = []
        page.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        self._asked.append(route)

    def wait_for_the_server(self) -> None:
        """Return once the page has asked and the server has answered."""
        _wait_until(self._page, lambda: bool(self._asked), "the page asked for nothing")
        route = self._asked.popleft()
        self._answered.append((route, _sent_on(route)))

    def arrive(self) -> None:
        """Let the page have the answers, and return once it has dealt with them."""
        for route, answer in self._answered:
            with self._page.expect_response(route.request.url):
                route.fulfill(response=answer)
        self._page.evaluate("new Promise((done) => setTimeout(done))")


def _wait_until(page: Page, is_so: Callable[[], bool], otherwise: str) -> None:
    deadline = monotonic() + PATIENCE
    while not is_so():
        assert monotonic() < deadline, otherwise
        page.evaluate("new Promise(requestAnimationFrame)")  # while the page draws, Playwright reports


def _sent_on(route: Route) -> APIResponse:
    return route.fetch(headers=route.request.headers | FROM_HERE)
