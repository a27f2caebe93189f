"""Whatever the network does to the order of requests, the last choice a person made is stored and shown."""

from random import Random

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.line import Fate, Late, Line, taking_turns
from tests.browser.scoring import Scoring
from tests.browser.watch import Watch
from tests.conftest import Scribe

CELL = "kam_team"
SEQUENCES = 25


def test_it_keeps_the_last_of_many_quick_taps(scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    line = Line(scoring.page)
    for score in (1, 2, 3, 0):
        scoring.tap(CELL, score)
    line.settle()  # the first tap was under way; of the others only the last is left to send
    line.settle()
    scoring.expect_saved(CELL)
    scoring.expect_shown(CELL, 0)
    assert line.sent == 0
    assert site.stored(cycle_id, "A", CELL).score == 0


def test_it_ignores_what_arrives_late(scoring: Scoring, scribe: Scribe, site: Site, watch: Watch) -> None:
    watch.expect_failed_requests()
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    line = Line(scoring.page)
    for score in (1, 2, 3):
        scoring.tap(CELL, score)
        line.settle(Fate.DELAYED)
        scoring.expect_not_saved(CELL)
    scoring.tap(CELL, 0)
    line.settle()
    scoring.expect_saved(CELL)
    line.deliver_delayed()
    assert site.stored(cycle_id, "A", CELL).score == 0
    scoring.page.reload()
    scoring.expect_shown(CELL, 0)


def test_it_sends_one_choice_at_a_time(scoring: Scoring, scribe: Scribe) -> None:
    scoring.open(scribe.start())
    line = Line(scoring.page)
    for score in (1, 2, 3, 0):
        scoring.tap(CELL, score)
        scoring.tap("kam_unit", score)
    line.wait_for_a_save()
    assert line.sent == 1
    line.open()
    scoring.expect_saved(CELL, "kam_unit")


def test_a_look_that_comes_late_is_not_shown(scoring: Scoring, scribe: Scribe) -> None:
    scoring.open(scribe.start())
    scoring.tap(CELL, 1)
    scoring.expect_saved(CELL)
    look = Late(scoring.page, "**/states")
    scoring.page.evaluate("htmx.trigger('#refresh', 'refresh')")
    look.wait_for_the_server()
    scoring.tap(CELL, 3)
    scoring.expect_stored(CELL, 3)
    look.arrive()
    scoring.expect_stored(CELL, 3)
    scoring.expect_shown(CELL, 3)


@pytest.mark.parametrize(("database", "seed"), taking_turns(SEQUENCES), indirect=["database"])
def test_it_stores_what_it_shows(seed: int, scoring: Scoring, scribe: Scribe, site: Site, watch: Watch) -> None:
    """Random taps on two cells over a line that holds, drops, delays and loses: the seed repeats a failure."""
    watch.expect_failed_requests()
    random = Random(seed)
    cells = ("kam_team", "kam_unit")
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    line = Line(scoring.page)
    last: dict[str, int] = {}
    for _ in range(random.randint(2, 6)):
        for _ in range(random.randint(1, 3)):
            cell = random.choice(cells)
            score = random.choice([score for score in range(4) if score != last.get(cell)])
            scoring.tap(cell, score)
            last[cell] = score
        line.settle(random.choice(list(Fate)))
        if random.random() < 0.2:
            line.deliver_delayed()
        if random.random() < 0.15:
            line.forget()
            scoring.page.reload()
    line.open()
    scoring.page.evaluate("window.dispatchEvent(new Event('online'))")
    scoring.expect_saved(*last)
    line.deliver_delayed()
    for cell, score in last.items():
        scoring.expect_shown(cell, score)
        assert site.stored(cycle_id, "A", cell).score == score
    scoring.page.reload()
    for cell, score in last.items():
        scoring.expect_shown(cell, score)
    expect(scoring.page.locator("#unsent")).to_be_hidden()
