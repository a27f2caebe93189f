"""An open page fetches anew what is said to have changed, by events where they get through."""

from collections.abc import Iterator
from contextlib import ExitStack
from time import monotonic

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import Engine

from app.settings import Settings
from tests.browser.people import look_again, look_away
from tests.browser.server import LiveServer
from tests.browser.watch import Watch
from tests.databases import Database
from tests.workshops.airwaves import airwaves_of
from tests.workshops.processes import Follower, post, station
from tests.workshops.station import create_station

WORKSHOP = "/followed/12"
EVENTS = "**/events"
FIRST_EVENT, POLL, AGAIN = 5_000, 10_000, 3_500
SOON = 5  # seconds in which a page has found a server that was started again


@pytest.fixture
def airwaves(database: Database) -> Iterator[Engine]:
    with airwaves_of(database) as engine:
        yield engine


@pytest.fixture
def address(airwaves: Engine) -> Iterator[str]:
    """Where a workshop can be followed. Somebody follows it already, so the page is nudged once as it comes."""
    url = airwaves.url.render_as_string(hide_password=False)
    app = create_station(Settings(database_url=url, warm_reports=False))
    server = LiveServer(app)
    follower = Follower(server.address)
    for _ in range(2):  # as it came, and when the watcher began to hear
        assert follower.next()["event"] == "nudge"
    yield server.address
    follower.close()
    server.wait_until_idle()
    server.stop()
    app.state.engine.dispose()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    watch = Watch(address)
    context = browser.new_context(base_url=address)
    watch.over(context)
    page = context.new_page()
    yield page
    context.close()
    watch.expect_failed_requests()
    assert not list(watch.faults)


def expect_fetched(page: Page, *, state: int, tally: int, both: int) -> None:
    for kinds, count in (("state", state), ("tally", tally), ("state tally", both)):
        expect(page.locator(f'[data-live="{kinds}"]')).to_have_text(str(count))


def hang(_route: Route) -> None:
    """Neither answer nor refuse, as a proxy that waits for the whole of an answer."""


def refuse(route: Route) -> None:
    route.fulfill(status=503, body="too many")


def test_it_fetches_everything_as_it_opens(page: Page) -> None:
    page.goto(WORKSHOP)
    expect_fetched(page, state=1, tally=1, both=1)


def test_it_fetches_what_is_said_to_have_changed_and_nothing_else(page: Page, address: str) -> None:
    page.goto(WORKSHOP)
    expect_fetched(page, state=1, tally=1, both=1)
    post(address, f"{WORKSHOP}/state")
    expect_fetched(page, state=2, tally=1, both=2)
    post(address, f"{WORKSHOP}/tally")
    expect_fetched(page, state=2, tally=2, both=3)


def test_it_fetches_everything_once_more_when_the_workshop_is_closed_and_then_rests(page: Page, address: str) -> None:
    page.clock.install()
    post(address, f"{WORKSHOP}/state")
    page.goto(WORKSHOP)
    expect_fetched(page, state=1, tally=1, both=1)
    post(address, f"{WORKSHOP}/end")
    expect_fetched(page, state=2, tally=2, both=2)
    page.clock.fast_forward(10 * POLL)
    look_again(page)
    expect_fetched(page, state=2, tally=2, both=2)


def test_it_looks_every_ten_seconds_where_events_do_not_get_through(page: Page) -> None:
    page.clock.install()
    page.route(EVENTS, hang)
    with page.expect_request(EVENTS):
        page.goto(WORKSHOP)
    page.clock.fast_forward(FIRST_EVENT)
    expect_fetched(page, state=1, tally=1, both=1)
    for count in (2, 3, 4):
        page.clock.fast_forward(POLL)
        expect_fetched(page, state=count, tally=count, both=count)


def test_it_goes_back_to_events_once_they_get_through(page: Page, address: str) -> None:
    page.clock.install()
    page.route(EVENTS, hang)
    with page.expect_request(EVENTS):
        page.goto(WORKSHOP)
    page.clock.fast_forward(FIRST_EVENT)
    expect_fetched(page, state=1, tally=1, both=1)
    page.route(EVENTS, Route.continue_)
    with page.expect_response(EVENTS):
        page.clock.fast_forward(POLL)
    expect_fetched(page, state=3, tally=3, both=3)
    page.clock.fast_forward(2 * POLL)
    post(address, f"{WORKSHOP}/state")
    expect_fetched(page, state=4, tally=3, both=4)


def test_it_asks_again_soon_when_it_was_refused(page: Page) -> None:
    page.clock.install()
    page.route(EVENTS, refuse)
    with page.expect_response(EVENTS) as refused:
        page.goto(WORKSHOP)
    assert refused.value.status == 503
    page.route(EVENTS, Route.continue_)
    with page.expect_response(EVENTS) as answered:
        page.clock.run_for(AGAIN)
    assert answered.value.status == 200
    expect_fetched(page, state=1, tally=1, both=1)


def test_it_gives_its_line_back_while_nobody_looks_and_fetches_once_when_somebody_does(
    page: Page, address: str
) -> None:
    page.goto(WORKSHOP)
    expect_fetched(page, state=1, tally=1, both=1)
    look_away(page)
    post(address, f"{WORKSHOP}/state")
    with page.expect_response(EVENTS):
        look_again(page)
    expect_fetched(page, state=2, tally=2, both=2)
    post(address, f"{WORKSHOP}/tally")
    expect_fetched(page, state=2, tally=3, both=3)


def test_it_looks_at_once_when_somebody_does_where_events_do_not_get_through(page: Page) -> None:
    page.clock.install()
    page.route(EVENTS, hang)
    with page.expect_request(EVENTS):
        page.goto(WORKSHOP)
    page.clock.fast_forward(FIRST_EVENT)
    expect_fetched(page, state=1, tally=1, both=1)
    look_away(page)
    look_again(page)
    expect_fetched(page, state=2, tally=2, both=2)


def test_it_finds_a_server_that_was_started_again_without_being_loaded_again(
    browser: Browser, airwaves: Engine
) -> None:
    context = browser.new_context()
    page = context.new_page()
    with station(airwaves) as first:
        with page.expect_response("**/now/state"):
            page.goto(f"{first.address}{WORKSHOP}")
        page.evaluate("window.isTheSame = true")
        first.kill()
    with ExitStack() as serving:
        with page.expect_response("**/now/state", timeout=60_000):
            serving.enter_context(station(airwaves, first.port))
            started = monotonic()
        assert monotonic() - started < SOON
    assert page.evaluate("window.isTheSame")
    context.close()
