"""The scoring page says at once when the score that a workshop agreed is chosen no more, and when it is again."""

import pytest
from playwright.sync_api import expect

from tests.agreements import CELL, agreement, hold
from tests.browser.scoring import Scoring
from tests.conftest import Scribe

STANDS = "Agreed in the workshop of 12 November 2026, 14 votes."
CHANGED = "Agreed 3 in the workshop of 12 November 2026, 14 votes, changed since."
GROUP = CELL.group


@pytest.fixture
def cycle_id(scribe: Scribe) -> int:
    """A draft in which 3 was agreed for one cell."""
    cycle_id = scribe.start()
    hold(scribe, cycle_id, {CELL: agreement(3)})
    return cycle_id


def expect_told(scoring: Scoring, words: str) -> None:
    expect(scoring.page.locator(f"#agreed-A-{GROUP}")).to_have_text(words)


def test_it_follows_what_is_chosen(scoring: Scoring, cycle_id: int) -> None:
    scoring.open(cycle_id)
    expect_told(scoring, STANDS)
    scoring.tap(GROUP, 1)
    expect_told(scoring, CHANGED)
    scoring.tap(GROUP, 3)
    expect_told(scoring, STANDS)
    scoring.clear(GROUP)
    expect_told(scoring, CHANGED)
    scoring.expect_all_sent()


def test_an_open_page_learns_what_was_agreed_meanwhile(scoring: Scoring, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    agreed = scoring.page.locator(f"#agreed-A-{GROUP}")
    expect(agreed).to_be_hidden()
    hold(scribe, cycle_id, {CELL: agreement(3)})
    scoring.page.evaluate("htmx.trigger('#refresh', 'refresh')")
    expect(agreed).to_be_visible()
    expect_told(scoring, STANDS)
    scoring.expect_shown(GROUP, 3)
