"""Starting a cycle and editing its details: errors are shown where they are, and a stale edit overwrites nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenBrowser, Site
from tests.browser.watch import Watch
from tests.conftest import Scribe


@pytest.fixture(autouse=True)
def _refusals_are_expected(watch: Watch) -> None:
    watch.expect_failed_requests()


def test_it_leads_to_what_is_wrong(page: Page, site: Site) -> None:
    page.goto("/cycles/new")
    page.get_by_label("Leave out").check()
    page.get_by_role("button", name="Start the cycle").click()
    expect(page).to_have_title(re.compile("^Error: "))
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Enter a name for the cycle").click()
    expect(page.get_by_label("Name of the cycle")).to_be_focused()
    expect(page.get_by_label("Name of the cycle")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Leave out")).to_be_checked()
    page.get_by_label("Name of the cycle").fill("2027 H1")
    page.get_by_label("Why it is out of scope").fill("One country.")
    page.get_by_role("button", name="Start the cycle").click()
    page.wait_for_url("**/elements/A")
    expect(page.locator("#progress")).to_contain_text("0 of 40 cells scored")


def test_it_shows_both_versions_of_a_stale_edit(open_browser: OpenBrowser, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start("2026 H2")
    mine, theirs = (open_browser().new_page() for _ in range(2))
    for page, title in ((mine, "Mine"), (theirs, "Theirs")):
        page.goto(f"/cycles/{cycle_id}/details")
        page.get_by_label("Name of the cycle").fill(title)
    theirs.get_by_role("button", name="Save the details").click()
    theirs.wait_for_url("**/elements/A")
    mine.get_by_role("button", name="Save the details").click()
    expect(mine).to_have_title(re.compile("^Error: "))
    expect(mine.get_by_role("row", name="Name")).to_contain_text("Theirs")
    expect(mine.get_by_role("row", name="Name")).to_contain_text("Mine")
    expect(mine.get_by_label("Name of the cycle")).to_have_value("Mine")
    assert site.sheet(cycle_id).cycle.details.title == "Theirs"
    mine.get_by_role("button", name="Save the details").click()
    mine.wait_for_url("**/elements/A")
    assert site.sheet(cycle_id).cycle.details.title == "Mine"
