"""Planning an action and saying how far it has come, with JavaScript switched off."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.people import press
from tests.browser.watch import Watch
from tests.conftest import Cast


@pytest.fixture
def page(open_browser: OpenBrowser) -> Page:
    return open_browser(java_script_enabled=False).new_page()


def test_it_leads_from_an_empty_board_to_an_action_that_is_done(page: Page, cast: Cast, watch: Watch) -> None:
    watch.expect_failed_requests()  # a form that can't be used yet is answered with 422
    page.goto("/actions")
    page.get_by_role("link", name="Add the first action").click()
    page.get_by_label("What is to be done").fill("One customer file")
    press(page, "Add the action")
    expect(page.get_by_role("alert")).to_contain_text("Choose who answers for it")
    page.get_by_label("What will be seen").fill("The spreadsheets are closed.")
    page.get_by_label("Unit", exact=True).select_option("Whole company")
    page.get_by_label("Element", exact=True).select_option("G Data")
    page.get_by_label("Or the name of somebody else").fill("Ana Ruiz")
    page.get_by_label("Due on").fill("2027-03-31")
    press(page, "Add the action")
    expect(page).to_have_url(re.compile(r"/actions/1$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("One customer file")
    page.get_by_role("link", name="Actions", exact=True).click()
    page.get_by_text("Change the status of One customer file").click()
    page.get_by_role("combobox", name="Status of One customer file").select_option("Done")
    press(page, "Save the status")
    expect(page).to_have_url(re.compile(r"/actions$"))
    expect(page.get_by_role("heading", name="Done 1")).to_be_visible()
