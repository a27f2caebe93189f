"""The whole way: start a cycle, choose 45 stages, check, finish, and read the same result."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from app.maturity.checklist import CellId
from app.maturity.loading import load
from app.maturity.scoring import assess
from tests.browser.conftest import DESKTOP, PHONE, OpenBrowser, Site
from tests.browser.scoring import GROUPS, Scoring

# Every score appears, every element has its own total, and none lies on the edge of a band.
SCORES = {
    "A": (2, 1, 2, 1, 2),
    "B": (1, 0, 2, 1, 1),
    "C": (3, 2, 2, 1, 3),
    "D": (1, 1, 1, 0, 2),
    "E": (0, 1, 0, 0, 1),
    "F": (2, 2, 3, 1, 2),
    "G": (1, 1, 2, 2, 3),
    "H": (3, 2, 3, 3, 2),
    "I": (0, 0, 1, 0, 0),
}
RESULT = assess(
    load(),
    {CellId(letter, group): score for letter, row in SCORES.items() for group, score in zip(GROUPS, row, strict=True)},
)


def start_a_cycle(page: Page) -> int:
    page.goto("/")
    page.get_by_role("link", name="Start a cycle").click()
    page.get_by_label("Name of the cycle").fill("2027 H1")
    page.get_by_role("button", name="Start the cycle").click()
    page.wait_for_url("**/elements/A")
    return int(page.url.split("/cycles/")[1].split("/")[0])


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_it_leads_from_45_choices_to_the_result(viewport: ViewportSize, open_browser: OpenBrowser, site: Site) -> None:
    page = open_browser(viewport=viewport).new_page()
    scoring = Scoring(page)
    cycle_id = start_a_cycle(page)
    sum_so_far = 0
    for number, (letter, scores) in enumerate(SCORES.items(), 1):
        expect(page.get_by_text(re.compile(f"Element {number} of 9"))).to_be_visible()
        scoring.tap_all(scores)
        scoring.expect_saved(*GROUPS)
        sum_so_far += sum(scores)
        tally = page.get_by_label("Running total")
        expect(tally).to_contain_text(f"{RESULT.elements[letter].score} of 15")
        expect(page.locator("#progress")).to_contain_text(f"{5 * number} of 45 cells scored")
        if number < 9:
            high = sum_so_far + 15 * (9 - number)
            expect(tally).to_contain_text(f"{sum_so_far}, final between {sum_so_far} and {high}")
        page.get_by_role("link", name=re.compile("^Next")).click()
        page.wait_for_url("**/check" if number == 9 else f"**/elements/{'ABCDEFGHI'[number]}")
    expect(page.get_by_text("Every cell is scored.")).to_be_visible()
    expect(page.get_by_role("heading", name="Not scored yet")).to_have_count(0)
    expect(page.locator(".lead")).to_contain_text(f"Overall {RESULT.overall.score} of 135")
    assert site.sheet(cycle_id).result == RESULT
    page.get_by_role("button", name="Finish the cycle").click()
    page.wait_for_url("**/results")
    expect(page.locator(".figure")).to_have_text(f"{RESULT.overall.score} of 135")
    assert RESULT.band is not None
    expect(page.locator(".hero .lead")).to_contain_text(RESULT.band.name)
