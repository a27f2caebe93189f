"""A real browser in front of a real server, on each database engine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from app.accounts.service import Member
from app.assessments import answering
from app.assessments.answering import Sheet
from app.assessments.answers import Answered
from app.db.engine import reading
from app.db.vault import open_vault
from app.maturity.checklist import CellId
from app.workshops.deps import room_cookie
from app.workshops.joining import Seat
from tests.browser.scoring import Scoring
from tests.browser.server import LiveServer
from tests.browser.stage import Stage
from tests.browser.voting import Voting
from tests.browser.watch import Watch
from tests.conftest import COOKIE, Cast, Scribe, token_of
from tests.workshops.rooms import Host

CHROMIUM = "/usr/bin/chromium-headless-shell"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
PATIENCE_MS = 10_000
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live(built_app: FastAPI) -> Iterator[LiveServer]:
    """The application on this engine, served."""
    server = LiveServer(built_app)
    yield server
    server.stop()


@dataclass(frozen=True)
class Site:
    """What a test knows of the served application besides its pages: its address, and what is really stored."""

    app: FastAPI
    address: str
    director: Member

    def sheet(self, cycle_id: int) -> Sheet:
        """Return what is stored of a cycle now."""
        with reading(self.app.state.engine) as session:
            return answering.get_sheet(session, self.director, cycle_id)

    def stored(self, cycle_id: int, letter: str, group: str) -> Answered:
        """Return what is stored of a cell now."""
        return self.sheet(cycle_id).cell(CellId(letter, group))


@pytest.fixture
def address(app: FastAPI, live: LiveServer) -> Iterator[str]:
    """Where the application is served, on an empty database."""
    yield live.address
    live.wait_until_idle()


@pytest.fixture
def site(app: FastAPI, cast: Cast, address: str) -> Site:
    """The application with its cast, each of them signed in."""
    return Site(app, address, cast.director)


@pytest.fixture
def watch(address: str) -> Iterator[Watch]:
    """Fails the test for anything a browser complains of, and for a request to another host."""
    watch = Watch(address)
    yield watch
    assert not list(watch.faults)


OpenBrowser = Callable[..., BrowserContext]


@pytest.fixture
def open_fresh_browser(browser: Browser, address: str, watch: Watch) -> Iterator[OpenBrowser]:
    """Open the browser of one more person: its own cookies and storage, nobody signed in. Closed with the test."""
    contexts: list[BrowserContext] = []

    def open_fresh_browser(**options: Any) -> BrowserContext:
        options = {"viewport": DESKTOP, "base_url": address, "locale": "en-GB", "timezone_id": "UTC"} | options
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        watch.over(context)
        contexts.append(context)
        return context

    yield open_fresh_browser
    for context in contexts:
        context.close()


@pytest.fixture
def open_browser(open_fresh_browser: OpenBrowser, site: Site, cast: Cast) -> OpenBrowser:
    """Open the browser of one of the cast, signed in."""

    def open_browser(who: str = "director", **options: Any) -> BrowserContext:
        context = open_fresh_browser(**options)
        token = token_of(getattr(cast, who).person)
        context.add_cookies([{"name": COOKIE, "value": token, "url": site.address}])
        return context

    return open_browser


@pytest.fixture
def context(open_browser: OpenBrowser) -> BrowserContext:
    """The director's browser, on a desktop."""
    return open_browser()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of the director's browser."""
    return context.new_page()


@pytest.fixture
def host(app: FastAPI, scribe: Scribe) -> Host:
    """Opens and leads workshops."""
    return Host(scribe, open_vault(app.state.settings.secret))


@pytest.fixture
def stage(page: Page, scribe: Scribe, cast: Cast, host: Host) -> Stage:
    """What scenes are set on: the director's page."""
    return Stage(page, scribe, cast, host)


@pytest.fixture
def scoring(page: Page) -> Scoring:
    """The director's scoring page."""
    return Scoring(page)


@pytest.fixture
def voting(open_fresh_browser: OpenBrowser, site: Site, host: Host) -> Voting:
    """The phone of somebody of the KAM unit, in a room that votes on two elements."""
    workshop_id = host.open("AB")
    host.begin(workshop_id)
    return Voting(*phone_in(open_fresh_browser, site, host.join(workshop_id)))


def phone_in(open_fresh_browser: OpenBrowser, site: Site, seat: Seat, **options: Any) -> tuple[Page, Seat]:
    """Return a page of the phone that has this seat, and the seat."""
    context = open_fresh_browser(viewport=PHONE, **options)
    name = room_cookie(seat.workshop_id, site.app.state.settings).name
    context.add_cookies([{"name": name, "value": seat.token, "url": site.address}])
    return context.new_page(), seat
