"""Choosing targets in a browser: what they come to follows each choice, and the meaning of a stage is shown."""

from dataclasses import replace

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.scenes import SCENES, Stage


def test_the_arithmetic_follows_each_choice(page: Page, stage: Stage) -> None:
    SCENES["targets_fresh"](stage)
    tally = page.get_by_role("region", name="What-if")
    expect(tally).to_contain_text("45 of 135, Ready for KAM")
    unit = page.locator("#A-kam_unit")
    expect(unit.get_by_text("3 Best practice KAM.")).to_be_hidden()
    unit.get_by_role("radio", name="3 Best practice KAM").check()
    expect(unit.get_by_text("3 Best practice KAM.")).to_be_visible()
    expect(tally).to_contain_text("47 of 135, Ready for KAM")
    page.get_by_label("The whole element Structure").fill("15")
    page.get_by_label("The whole element Structure").press("Tab")
    expect(tally).to_contain_text("57 of 135, Ready for KAM")
    expect(page.get_by_text("these targets would give 57 of 135")).to_be_visible()
    unit.get_by_role("radio", name="None").check()
    expect(tally).to_contain_text("55 of 135, Ready for KAM")


def test_the_keyboard_chooses(page: Page, stage: Stage) -> None:
    SCENES["targets_fresh"](stage)
    unit = page.locator("#A-kam_unit")
    unit.get_by_role("radio", name="None").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(unit.get_by_role("radio", name="2 Transition state")).to_be_checked()
    expect(page.get_by_role("region", name="What-if")).to_contain_text("46 of 135")


def test_it_works_without_javascript(open_browser: OpenBrowser, stage: Stage) -> None:
    page = open_browser(java_script_enabled=False).new_page()
    SCENES["targets_fresh"](replace(stage, page=page))
    page.locator("#A-kam_unit").get_by_role("radio", name="3 Best practice KAM").check()
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_role("region", name="What-if")).to_contain_text("47 of 135, Ready for KAM")
    expect(page.locator("#A-kam_unit").get_by_role("radio", name="3 Best practice KAM")).to_be_checked()
    page.get_by_role("button", name="Save the targets").click()
    expect(page.get_by_text("The targets are saved.")).to_be_visible()
    page.get_by_role("link", name="Propose the fewest steps").click()
    box = page.get_by_role("checkbox", name="Make this a target").first
    expect(box).not_to_be_checked()
    box.check()
    page.get_by_role("button", name="Save what is ticked").click()
    expect(page.get_by_text("The targets are saved.")).to_be_visible()
