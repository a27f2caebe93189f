"""Coarse fingers, keyboards and people who want no motion."""

from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, NARROW, PHONE, OpenBrowser
from tests.browser.scenes import SCENES, Stage
from tests.browser.scoring import GROUPS, Scoring
from tests.browser.watch import Watch
from tests.browser.width import too_wide
from tests.conftest import Scribe

# What is drawn and where is the same on either engine, so one is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

SMALL = """([selector, least]) => [...document.querySelectorAll(selector)]
  .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden'))
  .filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return width < least || height < least;
  })
  .map((element) => element.outerHTML.slice(0, 120))"""
HIDDEN_FOCUS = """() => {
  const focused = document.activeElement;
  const drawn = focused.closest('label') ?? focused;
  const { left, top, right, bottom } = drawn.getBoundingClientRect();
  const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const seen = at && (drawn.contains(at) || at.contains(drawn));
  const ringed = [focused, drawn].some((element) => getComputedStyle(element).outlineStyle === 'solid');
  return seen && ringed ? null : `${drawn.outerHTML.slice(0, 120)} seen: ${Boolean(seen)}, ringed: ${ringed}`;
}"""


@pytest.mark.parametrize("viewport", [NARROW, PHONE, DESKTOP], ids=["narrow", "phone", "desktop"])
def test_it_has_room_for_a_finger(viewport: ViewportSize, page: Page, stage: Stage, watch: Watch) -> None:
    watch.expect_failed_requests()
    page.set_viewport_size(viewport)
    SCENES["score_not_saved"](stage)
    controls = ".stage, .seg label, .cell button, .cell summary, .cell textarea, .tally .button"
    assert page.evaluate(SMALL, [controls, 44]) == []
    assert page.evaluate(SMALL, ["a, button, summary", 24]) == []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_it_always_shows_the_focus(viewport: ViewportSize, key: str, page: Page, stage: Stage) -> None:
    page.set_viewport_size(viewport)
    SCENES["score_partly"](stage)
    (page.get_by_label("System") if key == "Shift+Tab" else page.get_by_role("link", name="KAM Maturity")).focus()
    hidden: list[Any] = []
    for _ in range(35):
        page.keyboard.press(key)
        hidden.append(page.evaluate(HIDDEN_FOCUS))
    assert [place for place in hidden if place] == []


@pytest.mark.parametrize(("motion", "duration"), [("reduce", "0s"), ("no-preference", "0.12s, 0.12s")])
def test_it_moves_only_for_who_wants_it(motion: str, duration: str, open_browser: OpenBrowser, scribe: Scribe) -> None:
    page = open_browser(reduced_motion=motion).new_page()
    page.goto(f"/cycles/{scribe.start()}/elements/A")
    expect(page.locator(".stage").first).to_have_css("transition-duration", duration)


def test_it_stays_usable_with_more_space_between_letters(page: Page, scribe: Scribe) -> None:
    page.set_viewport_size(NARROW)
    scoring = Scoring(page)
    scoring.open(scribe.start())
    page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important;'
        + ' word-spacing: 0.16em !important } p { margin-block-end: 2em !important }');
      document.adoptedStyleSheets = [sheet];
    }""")
    assert too_wide(page) == []
    scoring.tap_all((0, 1, 2, 3, 0))
    scoring.expect_saved(*GROUPS)
