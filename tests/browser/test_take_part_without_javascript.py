"""Taking part where no script runs: plain forms, and a button to look again."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.workshops import leading
from tests.browser.conftest import PHONE, OpenBrowser, Site
from tests.browser.people import fill, press
from tests.browser.voting import choose_group
from tests.browser.watch import Watch
from tests.workshops.rooms import GROUPS, Host


@pytest.fixture
def page(open_fresh_browser: OpenBrowser, site: Site) -> Page:
    """A phone that runs no script."""
    return open_fresh_browser(viewport=PHONE, java_script_enabled=False).new_page()


def choose(page: Page, group: str, name: str) -> None:
    cell = page.locator(f"#cell-{group}")
    if cell.get_attribute("open") is None:
        cell.locator("summary").first.click()
    cell.get_by_label(name).check(force=True)


def test_it_goes_from_the_code_to_the_reveal(page: Page, host: Host, watch: Watch) -> None:
    watch.expect_failed_requests()
    workshop_id = host.open("AB")
    page.goto("/join")
    fill(page, code=host.room(workshop_id).code)
    press(page, "Go on")
    choose_group(page, "KAM unit")
    press(page, "Join")
    expect(page.get_by_text("Voting has not begun.")).to_be_visible()
    host.begin(workshop_id)
    page.get_by_role("link", name="Refresh").click()
    for group, name in zip(
        GROUPS, ("Change required", "Ready to change", "Don’t know", "Best practice KAM"), strict=False
    ):
        choose(page, group, name)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("#answered")).to_have_text("4 of 5 answered.")
    expect(page.locator("#state-A-kam_team")).to_have_text("Saved: Don’t know")
    host.fill(workshop_id, "1122")
    host.reveal(workshop_id, "A", "kam_unit")
    choose(page, "senior_management", "Transition state")
    choose(page, "kam_unit", "Best practice KAM")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text("KAM unit: The answers to this cell are revealed.")
    expect(page.locator("#cell-kam_unit")).to_contain_text("You chose 1 Ready to change. So did 3 of 5.")
    expect(page.locator("#state-A-senior_management")).to_have_text("Saved: 2 Transition state")
    host.lead(leading.go_to, workshop_id, "B")
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Structure")


def test_it_changes_group_takes_back_and_leaves(page: Page, host: Host) -> None:
    workshop_id = host.open("A")
    host.begin(workshop_id)
    page.goto(f"/join/{host.link(workshop_id)}")
    choose_group(page, "Other")
    press(page, "Join")
    page.get_by_text("Change group").click()
    choose_group(page, "KAM team")
    press(page, "Change")
    expect(page.get_by_text("Joined as KAM team")).to_be_visible()
    choose(page, "kam_team", "Ready to change")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("#state-A-kam_team")).to_have_text("Saved: 1 Ready to change")
    page.locator("#cell-kam_team summary").first.click()
    press(page, "Take back the answer for KAM team")
    expect(page.locator("#state-A-kam_team")).to_have_text("Not answered")
    page.get_by_text("Leave the workshop").click()
    press(page, "Leave")
    expect(page).to_have_url(re.compile("/join$"))
