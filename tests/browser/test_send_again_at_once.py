"""Whoever asks for sending while an attempt is under way need not wait out the pause after it fails."""

import pytest

from tests.browser.conftest import Site
from tests.browser.line import Fate, Line
from tests.browser.scoring import Scoring
from tests.browser.watch import Watch
from tests.conftest import Scribe

CELL, OTHER = "kam_unit", "kam_team"
FAILURES = 5  # after so many the pause is longer than any of our tests waits


@pytest.fixture
def line(scoring: Scoring, cycle_id: int, watch: Watch) -> Line:
    """A line that has failed so often that the page now waits for long between attempts, and an attempt on it."""
    watch.expect_failed_requests()
    scoring.open(cycle_id)
    line = Line(scoring.page)
    scoring.tap(CELL, 2)
    for _ in range(FAILURES):
        line.settle(Fate.DROPPED)
        scoring.expect_not_saved(CELL)
        scoring.retry_now(CELL)
    line.wait_for_a_save()
    return line


@pytest.fixture
def cycle_id(scribe: Scribe) -> int:
    return scribe.start()


def test_it_sends_once_the_browser_was_online_again(scoring: Scoring, cycle_id: int, line: Line, site: Site) -> None:
    scoring.page.evaluate("window.dispatchEvent(new Event('online'))")
    line.settle(Fate.DROPPED)
    line.settle()
    scoring.expect_saved(CELL)
    assert site.stored(cycle_id, "A", CELL).score == 2


def test_it_sends_what_was_chosen_meanwhile(scoring: Scoring, cycle_id: int, line: Line, site: Site) -> None:
    scoring.tap(OTHER, 1)
    line.settle(Fate.DROPPED)
    line.settle()
    line.settle()
    scoring.expect_saved(CELL, OTHER)
    assert [site.stored(cycle_id, "A", cell).score for cell in (CELL, OTHER)] == [2, 1]


def test_it_waits_when_nobody_asked(scoring: Scoring, line: Line) -> None:
    line.settle(Fate.DROPPED)
    scoring.expect_not_saved(CELL)
    assert line.sent == 0
