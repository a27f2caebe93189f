"""Scoring without a mouse: everything is reached, digits and arrows choose, and no key gets in the way of typing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.scoring import GROUPS, Scoring
from tests.conftest import Scribe

CELL = "kam_unit"
FOCUS = """() => {
  const focused = document.activeElement;
  return focused.name || focused.textContent.replace(/\\s+/g, ' ').trim();
}"""


@pytest.fixture
def cycle_id(scribe: Scribe) -> int:
    return scribe.start()


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def way_by_tab(page: Page) -> list[str]:
    """Return the name of everything that Tab reaches, from the start of the page to its end."""
    reached: list[str] = []
    last_of_all = page.get_by_label("System")
    while not reached or not last_of_all.evaluate("element => element === document.activeElement"):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUS))
        assert len(reached) < 100
    return reached


def test_it_reaches_everything_in_order(scoring: Scoring, cycle_id: int) -> None:
    scoring.open(cycle_id, "B")
    reached = way_by_tab(scoring.page)
    assert reached[:2] == ["Skip to content", "KAM Maturity"]
    cells = [f"{what}-{group}" for group in GROUPS for what in ("score", "evidence")]
    assert [name for name in reached if name.startswith(("score-", "evidence-"))] == cells
    assert len([name for name in reached if name.startswith("Note on")]) == len(GROUPS)
    end = ["Previous: Strategy", "Next: Leadership", "How the scores work", "theme"]
    assert [name for name in reached if name in end] == end
    assert any("Keyboard help" in name for name in reached)


def test_it_reaches_the_note_and_clear_of_a_scored_cell(scoring: Scoring, cycle_id: int) -> None:
    scoring.open(cycle_id)
    scoring.tap(CELL, 1)
    scoring.open_note(CELL)
    scoring.stage(CELL, 1).focus()
    names = []
    for _ in range(4):
        keys(scoring.page, "Tab")
        names.append(scoring.page.evaluate(FOCUS))
    assert names == [f"evidence-{CELL}", "clear", "Note on KAM unit", f"note-{CELL}"]


@pytest.mark.parametrize("score", range(4))
def test_it_chooses_by_digit(score: int, scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    scoring.stage(CELL, (score + 1) % 4).focus()
    keys(scoring.page, str(score))
    scoring.expect_shown(CELL, score)
    expect(scoring.stage(CELL, score)).to_be_focused()
    scoring.expect_saved(CELL)
    assert site.stored(cycle_id, "A", CELL).score == score


def test_it_chooses_by_arrow(scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    scoring.stage(CELL, 1).focus()
    keys(scoring.page, "1", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowRight")
    scoring.expect_shown(CELL, 3)
    scoring.expect_saved(CELL)
    scoring.expect_all_sent()
    assert site.stored(cycle_id, "A", CELL).score == 3


@pytest.mark.parametrize("key", ["Delete", "Backspace"])
def test_it_clears_by_key(key: str, scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    scoring.stage(CELL, 1).focus()
    keys(scoring.page, "2", key)
    scoring.expect_shown(CELL, None)
    scoring.expect_all_sent()
    assert site.stored(cycle_id, "A", CELL).score is None
    keys(scoring.page, "3")  # the focus stayed in the cell
    scoring.expect_shown(CELL, 3)


def test_it_keeps_the_focus_after_clear(scoring: Scoring, cycle_id: int) -> None:
    scoring.open(cycle_id)
    scoring.tap(CELL, 2)
    scoring.cell(CELL).get_by_role("button", name="Clear").focus()
    keys(scoring.page, "Enter")
    scoring.expect_shown(CELL, None)
    expect(scoring.stage(CELL, 0)).to_be_focused()


def test_it_does_nothing_on_enter_in_a_radio(scoring: Scoring, cycle_id: int) -> None:
    first = GROUPS[0]  # as in any form, Enter would press the first button, and that one clears this cell
    scoring.open(cycle_id)
    scoring.stage(first, 2).focus()
    keys(scoring.page, "2")
    scoring.expect_saved(first)
    address = scoring.page.url
    keys(scoring.page, "Enter")
    scoring.strength(first, "none").focus()
    keys(scoring.page, "Space", "Enter")
    scoring.expect_all_sent()
    scoring.expect_shown(first, 2)
    expect(scoring.strength(first, "none")).to_be_checked()
    assert scoring.page.url == address


def test_it_leaves_digits_in_a_note_alone(scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    scoring.open_note(CELL).focus()
    scoring.page.keyboard.type("10 of 23?")
    keys(scoring.page, "Backspace", "Delete", "Tab")
    scoring.expect_all_sent()
    expect(scoring.page.get_by_role("dialog")).to_be_hidden()
    stored = site.stored(cycle_id, "A", CELL)
    assert (stored.score, stored.note) == (None, "10 of 23")


def test_it_leaves_the_browsers_own_keys_alone(scoring: Scoring, cycle_id: int) -> None:
    scoring.open(cycle_id)
    scoring.stage(CELL, 0).focus()
    keys(scoring.page, "Control+1", "Alt+2")
    scoring.expect_shown(CELL, None)


@pytest.mark.parametrize("close", ["Escape", "Enter"])
def test_it_opens_help_and_comes_back(close: str, scoring: Scoring, cycle_id: int) -> None:
    scoring.open(cycle_id)
    scoring.stage(CELL, 1).focus()
    keys(scoring.page, "1", "?")
    help_dialog = scoring.page.get_by_role("dialog", name="Keyboard")
    expect(help_dialog).to_be_visible()
    expect(help_dialog.get_by_role("button", name="Close")).to_be_focused()
    keys(scoring.page, close)
    expect(help_dialog).to_be_hidden()
    expect(scoring.stage(CELL, 1)).to_be_focused()


def test_it_opens_help_by_its_button(scoring: Scoring, cycle_id: int) -> None:
    scoring.open(cycle_id)
    button = scoring.page.get_by_role("button", name="Keyboard help")
    button.click()
    expect(scoring.page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    keys(scoring.page, "Escape")
    expect(button).to_be_focused()


def test_it_skips_to_the_content(page: Page, cycle_id: int) -> None:
    page.goto(f"/cycles/{cycle_id}/elements/A")
    keys(page, "Tab", "Enter", "Tab")
    expect(page.locator(".crumb a").first).to_be_focused()


def test_it_starts_scores_and_finishes(page: Page, scribe: Scribe) -> None:
    cycle_id = scribe.complete(score=1)
    scoring = Scoring(page)
    scoring.open(cycle_id, "I")
    scoring.stage(CELL, 1).focus()
    keys(page, "3")
    scoring.expect_saved(CELL)
    page.get_by_role("link", name=re.compile("^Next")).focus()
    keys(page, "Enter")
    page.wait_for_url("**/check")
    page.get_by_role("button", name="Finish the cycle").focus()
    keys(page, "Enter")
    page.wait_for_url("**/results")
    expect(page.locator(".figure")).to_have_text("47 of 135")
