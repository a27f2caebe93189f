"""Whatever the network does to the order of requests, the last choice of a device is stored and shown."""

from random import Random

import pytest
from playwright.sync_api import expect

from tests.browser.line import Fate, Late, Line, taking_turns
from tests.browser.voting import Voting
from tests.browser.watch import Watch
from tests.workshops.rooms import Host

CELL = "kam_unit"
VALUES = ("0", "1", "2", "3", "unknown")
SEQUENCES = 15


def test_it_keeps_the_last_of_many_quick_taps(voting: Voting, host: Host) -> None:
    voting.open()
    line = Line(voting.page)
    for value in ("1", "2", "unknown", "0"):
        voting.tap(CELL, value)
    line.settle()  # the first tap was under way; of the others only the last is left to send
    line.settle()
    voting.expect_saved(CELL, "0")
    assert line.sent == 0
    assert voting.stored(host, CELL) == "0"


def test_it_ignores_what_arrives_late(voting: Voting, host: Host, watch: Watch) -> None:
    watch.expect_failed_requests()
    voting.open()
    line = Line(voting.page)
    for value in ("1", "2", "3"):
        voting.tap(CELL, value)
        line.settle(Fate.DELAYED)
        voting.expect_not_saved(CELL)
    voting.tap(CELL, "unknown")
    line.settle()
    voting.expect_saved(CELL, "unknown")
    line.deliver_delayed()
    assert voting.stored(host, CELL) == "unknown"
    voting.page.reload()
    voting.expect_saved(CELL, "unknown")


def test_a_look_at_the_room_never_takes_back_a_choice_on_its_way(voting: Voting, host: Host) -> None:
    voting.open()
    line = Line(voting.page)
    voting.tap(CELL, "1")
    line.settle()
    voting.expect_saved(CELL, "1")
    voting.tap(CELL, "3")
    line.wait_for_a_save()
    voting.look()
    voting.expect_shown(CELL, "3")
    line.settle()
    voting.expect_saved(CELL, "3")


def test_a_look_that_comes_late_is_not_shown(voting: Voting, host: Host) -> None:
    voting.open()
    voting.tap(CELL, "1")
    voting.expect_saved(CELL, "1")
    look = Late(voting.page, "**/live*")
    voting.page.evaluate("htmx.trigger('#refresh', 'nudge')")
    look.wait_for_the_server()
    voting.tap(CELL, "3")
    voting.expect_saved(CELL, "3")
    look.arrive()
    voting.expect_saved(CELL, "3")


@pytest.mark.parametrize(("database", "seed"), taking_turns(SEQUENCES), indirect=["database"])
def test_it_stores_what_it_shows(seed: int, voting: Voting, host: Host, watch: Watch) -> None:
    """Random taps on two cells over a line that holds, drops, delays and loses: the seed repeats a failure."""
    watch.expect_failed_requests()
    random = Random(seed)
    voting.open()
    line = Line(voting.page)
    last: dict[str, str] = {}
    for _ in range(random.randint(2, 6)):
        for _ in range(random.randint(1, 3)):
            cell = random.choice((CELL, "kam_team"))
            value = random.choice([value for value in VALUES if value != last.get(cell)])
            voting.tap(cell, value)
            last[cell] = value
        line.settle(random.choice(list(Fate)))
        if random.random() < 0.3:
            voting.look()
        if random.random() < 0.2:
            line.deliver_delayed()
        if random.random() < 0.15:
            line.forget()
            voting.page.reload()
    line.open()
    voting.page.evaluate("window.dispatchEvent(new Event('online'))")
    for cell, value in last.items():
        voting.expect_saved(cell, value)
    line.deliver_delayed()
    voting.page.reload()
    for cell, value in last.items():
        voting.expect_saved(cell, value)
        assert voting.stored(host, cell) == value
    expect(voting.page.locator("#unsent")).to_be_hidden()
