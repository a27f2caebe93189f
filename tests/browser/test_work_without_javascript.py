"""The same pages with JavaScript switched off: plain forms, whole pages, nothing lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.assessments import answering
from app.maturity.checklist import CellId
from tests.browser.conftest import OpenBrowser, Site
from tests.browser.scoring import GROUPS, Scoring
from tests.browser.watch import Watch
from tests.conftest import Cast, Scribe

CELL = "kam_unit"


@pytest.fixture
def page(open_browser: OpenBrowser) -> Page:
    return open_browser(java_script_enabled=False).new_page()


def save_and_go_on(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Save and go to")).click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()


def test_it_leads_from_start_to_finish(page: Page, scoring: Scoring, site: Site) -> None:
    page.goto("/cycles/new")
    page.get_by_label("Name of the cycle").fill("2027 H1")
    page.get_by_role("button", name="Start the cycle").click()
    cycle_id = int(page.url.split("/")[4])
    for letter in "ABCDEFGHI":
        expect(page).to_have_url(re.compile(f"/elements/{letter}$"))
        for group in GROUPS:
            scoring.tap(group, 2)
        save_and_go_on(page)
    expect(page).to_have_url(re.compile("/check$"))
    expect(page.get_by_text("Every cell is scored.")).to_be_visible()
    page.get_by_role("button", name="Finish the cycle").click()
    expect(page).to_have_url(re.compile("/results$"))
    expect(page.locator(".figure")).to_have_text("90 of 135")
    assert not site.sheet(cycle_id).cycle.is_draft


def test_it_saves_all_that_was_entered(page: Page, scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    scoring.tap(CELL, 0)
    scoring.strength(CELL, "documented").click()
    scoring.open_note(CELL).fill("Line one\nline two")
    save(page)
    expect(page).to_have_url(re.compile("/elements/A$"))
    scoring.expect_shown(CELL, 0)
    scoring.expect_saved(CELL)
    expect(scoring.strength(CELL, "documented")).to_be_checked()
    expect(scoring.note(CELL)).to_have_value("Line one\nline two")
    stored = site.stored(cycle_id, "A", CELL)
    assert (stored.score, stored.evidence, stored.note) == (0, "documented", "Line one\nline two")
    assert site.sheet(cycle_id).result.overall.scored == 1


def test_it_saves_on_enter(page: Page, scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.complete(score=2)
    scoring.open(cycle_id)
    scoring.stage(CELL, 3).click()
    page.keyboard.press("Enter")
    expect(page.locator("#totals-A")).to_contain_text("11 of 15")
    assert site.sheet(cycle_id).result.overall.score == 91


def test_it_clears_one_cell_and_keeps_the_rest(page: Page, scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.complete(score=2)
    scoring.open(cycle_id)
    scoring.tap("kam_team", 3)
    scoring.clear(CELL)
    scoring.expect_shown(CELL, None)
    scoring.expect_shown("kam_team", 3)
    assert site.stored(cycle_id, "A", CELL).score is None
    assert site.stored(cycle_id, "A", "kam_team").score == 3


def test_it_shows_no_control_that_does_nothing(page: Page, scoring: Scoring, scribe: Scribe) -> None:
    scoring.open(scribe.start())
    expect(page.get_by_role("button", name="Keyboard help")).to_be_hidden()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#unsent")).to_be_hidden()
    expect(page.locator("#refused")).to_be_hidden()


def test_it_shows_both_versions_of_a_note(
    page: Page, scoring: Scoring, scribe: Scribe, site: Site, cast: Cast, watch: Watch
) -> None:
    watch.expect_failed_requests()
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    scoring.tap(CELL, 2)
    scoring.strength("kam_team", "anecdotal").click()
    scoring.open_note(CELL).fill("Mine")
    scoring.open_note("kam_team").fill("Another of mine")
    answering.write_note(scribe.session, cast.contributor, cycle_id, CellId("A", CELL), "Theirs", 0)
    scribe.session.commit()
    save(page)
    expect(page).to_have_title(re.compile("^Error: "))
    expect(scoring.cell(CELL).get_by_role("alert")).to_contain_text(
        "Cem Contributor changed this note while you wrote."
    )
    expect(scoring.cell(CELL).locator("blockquote")).to_have_text("Theirs")
    expect(scoring.note(CELL)).to_have_value("Mine")
    expect(scoring.note("kam_team")).to_have_value("Another of mine")
    expect(scoring.note("kam_team")).to_be_visible()
    expect(scoring.strength("kam_team", "anecdotal")).to_be_checked()
    scoring.expect_shown(CELL, 2)
    assert site.stored(cycle_id, "A", CELL).note == "Theirs"
    assert site.stored(cycle_id, "A", CELL).score is None
    save(page)
    expect(scoring.note(CELL)).to_have_value("Mine")
    stored = site.stored(cycle_id, "A", CELL)
    assert (stored.note, stored.score) == ("Mine", 2)
    assert site.stored(cycle_id, "A", "kam_team").note == "Another of mine"


def test_it_refuses_a_note_that_is_too_long_and_keeps_it(
    page: Page, scoring: Scoring, scribe: Scribe, watch: Watch
) -> None:
    watch.expect_failed_requests()
    scoring.open(scribe.start())
    scoring.tap(CELL, 1)
    scoring.open_note(CELL).fill("x" * 2001)
    save(page)
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_contain_text("at most 2000 are kept")
    expect(scoring.note(CELL)).to_have_value("x" * 2001)
    scoring.expect_shown(CELL, 1)


def test_it_names_what_is_missing(page: Page, scribe: Scribe) -> None:
    cycle_id = scribe.complete(score=2)
    scoring = Scoring(page)
    scoring.open(cycle_id, "C")
    scoring.clear(CELL)
    page.goto(f"/cycles/{cycle_id}/check")
    expect(page.get_by_text("1 of 45 cells is not scored.")).to_be_visible()
    expect(page.get_by_role("button", name="Finish the cycle")).to_have_count(0)
    page.locator(".missing a").click()
    expect(page).to_have_url(re.compile(f"/elements/C#cell-{CELL}$"))


def test_it_keeps_the_theme(page: Page) -> None:
    page.goto("/method")
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Use this theme").click()
    expect(page).to_have_url(re.compile("/method$"))
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
