"""The theme a person chose applies at once, and on every page after."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenBrowser

# What is drawn and where is the same on either engine, so one is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

LIGHT, DARK = "rgb(251, 252, 251)", "rgb(16, 23, 28)"


@pytest.mark.parametrize(("system", "chosen", "background"), [("light", "Dark", DARK), ("dark", "Light", LIGHT)])
def test_it_is_kept(system: str, chosen: str, background: str, open_browser: OpenBrowser) -> None:
    page = open_browser(color_scheme=system).new_page()
    page.goto("/")
    with page.expect_response("**/theme"):
        page.get_by_label(chosen).check()
    expect(page.locator("body")).to_have_css("background-color", background)
    page.goto("/method")
    expect(page.locator("html")).to_have_attribute("data-theme", chosen.lower())
    expect(page.locator("body")).to_have_css("background-color", background)
    expect(page.get_by_label(chosen)).to_be_checked()


@pytest.mark.parametrize(("system", "background"), [("light", LIGHT), ("dark", DARK)])
def test_it_follows_the_system_until_then(system: str, background: str, open_browser: OpenBrowser) -> None:
    page: Page = open_browser(color_scheme=system).new_page()
    page.goto("/")
    expect(page.locator("body")).to_have_css("background-color", background)
