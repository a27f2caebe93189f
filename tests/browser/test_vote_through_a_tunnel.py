"""A phone that sleeps, is reloaded or loses its line: nothing that was chosen is lost, and all of it is said."""

import pytest
from playwright.sync_api import Route, expect

from app.workshops import leading
from tests.browser.line import SAVES, Fate, Line, before_its_script
from tests.browser.voting import Voting
from tests.browser.watch import Watch
from tests.workshops.rooms import Host

CELL = "kam_unit"
A_WHILE = 45_000  # ms: longer than the longest pause between two attempts


@pytest.fixture(autouse=True)
def _failures_are_expected(watch: Watch) -> None:
    watch.expect_failed_requests()


def refuse_connection(route: Route) -> None:
    route.abort("connectionrefused")


def test_it_is_sent_when_the_line_is_back(voting: Voting, host: Host) -> None:
    voting.open()
    voting.page.context.set_offline(True)
    voting.tap(CELL, "2")
    voting.tap("kam_team", "unknown")
    voting.expect_not_saved(CELL)
    expect(voting.page.locator("#unsent")).to_contain_text("2 entries are not saved yet.")
    expect(voting.page.locator("#told")).to_contain_text("Not saved - will retry")
    voting.page.context.set_offline(False)
    voting.expect_saved(CELL, "2")
    voting.expect_saved("kam_team", "unknown")
    assert (voting.stored(host, CELL), voting.stored(host, "kam_team")) == ("2", "unknown")


def test_it_survives_a_reload(voting: Voting, host: Host) -> None:
    voting.open()
    voting.page.route(SAVES, refuse_connection)
    voting.tap(CELL, "2")
    voting.expect_not_saved(CELL)
    voting.page.reload()
    voting.expect_not_saved(CELL)
    voting.expect_shown(CELL, "2")
    voting.page.unroute(SAVES)
    voting.page.locator("#unsent").get_by_role("button", name="Retry now").click()
    voting.expect_saved(CELL, "2")
    assert voting.stored(host, CELL) == "2"


def test_it_survives_closing_the_page(voting: Voting, host: Host) -> None:
    voting.open()
    voting.page.route(SAVES, refuse_connection)
    voting.tap(CELL, "3")
    voting.expect_not_saved(CELL)
    voting.page.close()
    later = Voting(voting.page.context.new_page(), voting.seat)
    later.open()
    later.expect_saved(CELL, "3")
    assert later.stored(host, CELL) == "3"


def test_it_is_delivered_after_the_room_has_moved_on(voting: Voting, host: Host) -> None:
    voting.open()
    voting.page.route(SAVES, refuse_connection)
    voting.tap(CELL, "3")
    voting.expect_not_saved(CELL)
    host.lead(leading.go_to, voting.seat.workshop_id, "B")
    voting.look()
    expect(voting.page.get_by_role("heading", level=1)).to_have_text("Structure")
    expect(voting.state(CELL)).to_have_text("Not answered")
    voting.page.unroute(SAVES)
    voting.page.evaluate("window.dispatchEvent(new Event('online'))")
    voting.expect_all_sent()
    assert voting.stored(host, CELL) == "3"


def test_what_came_too_late_from_an_element_that_is_passed_is_told(voting: Voting, host: Host) -> None:
    voting.open()
    voting.page.route(SAVES, refuse_connection)
    voting.tap(CELL, "3")
    voting.expect_not_saved(CELL)
    host.reveal(voting.seat.workshop_id, "A", CELL)
    host.lead(leading.go_to, voting.seat.workshop_id, "B")
    voting.look()
    expect(voting.page.get_by_role("heading", level=1)).to_have_text("Structure")
    voting.page.unroute(SAVES)
    voting.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(voting.page.locator("#refused")).to_contain_text("This one came too late and does not count.")
    voting.page.get_by_role("link", name="Show").click()
    expect(voting.state(CELL)).to_contain_text("Not counted: The answers to this cell are revealed.")


def test_it_is_sent_after_a_pause(voting: Voting, host: Host) -> None:
    voting.page.clock.install()
    host.lead(leading.pause, voting.seat.workshop_id, paused=True)
    voting.open()
    expect(voting.page.locator("#notice")).to_contain_text("What you choose now is sent when it goes on.")
    voting.tap(CELL, "1")
    voting.expect_not_saved(CELL)
    voting.expect_shown(CELL, "1")
    host.lead(leading.pause, voting.seat.workshop_id, paused=False)
    voting.page.clock.fast_forward(A_WHILE)
    voting.expect_saved(CELL, "1")
    assert voting.stored(host, CELL) == "1"


def test_it_is_stored_once_when_only_the_answer_is_lost(voting: Voting, host: Host) -> None:
    voting.open()
    line = Line(voting.page)
    voting.tap(CELL, "2")
    line.settle(Fate.UNANSWERED)
    voting.expect_not_saved(CELL)
    assert voting.stored(host, CELL) == "2"
    voting.page.evaluate("window.dispatchEvent(new Event('online'))")
    line.settle()
    voting.expect_saved(CELL, "2")


def test_it_looks_by_itself_now_and_then(voting: Voting, host: Host) -> None:
    voting.page.clock.install()
    voting.open()
    host.lead(leading.go_to, voting.seat.workshop_id, "B")
    voting.page.clock.fast_forward(A_WHILE)
    expect(voting.page.get_by_role("heading", level=1)).to_have_text("Structure")


def test_it_works_where_the_browser_keeps_nothing(voting: Voting, host: Host) -> None:
    voting.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    voting.open()
    voting.tap(CELL, "2")
    voting.expect_saved(CELL, "2")
    assert voting.stored(host, CELL) == "2"


def test_a_thumb_that_is_faster_than_the_scripts_is_heard(voting: Voting, host: Host) -> None:
    with before_its_script(voting.page, "voting.js"):
        voting.page.goto(f"/w/{voting.seat.workshop_id}", wait_until="commit")
        voting.choice(CELL, "2").click()
    voting.expect_saved(CELL, "2")
    voting.expect_all_sent()
    assert voting.stored(host, CELL) == "2"
