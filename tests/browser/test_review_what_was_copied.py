"""Going through the scores that were copied from the last cycle: each is confirmed or changed, and nothing is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.assessments import answering, service
from app.assessments.answers import Choice
from app.assessments.snapshot import Answer, Carried
from app.maturity.checklist import CellId
from tests.browser.conftest import OpenBrowser, Site
from tests.browser.line import Line
from tests.browser.scoring import Scoring
from tests.browser.watch import Watch
from tests.conftest import CELLS, Cast, Scribe

CELL, OTHER = "kam_unit", "kam_team"
NOTE = "Seen in the plan."


@pytest.fixture
def cycle_id(scribe: Scribe) -> int:
    """A draft with every score copied from 2026 H2: 2, and a note on one of them."""
    last = scribe.complete("2026 H2", score=2)
    answering.fill(scribe.session, scribe.director, last, {CellId("A", CELL): Answer(2, None, NOTE)})
    service.finish(scribe.session, scribe.director, last)
    return scribe.copy()


def confirm(scoring: Scoring, group: str = CELL) -> None:
    scoring.cell(group).get_by_role("button", name=re.compile("^Confirm 2 for")).click()


def expect_told(scoring: Scoring, words: str, group: str = CELL) -> None:
    expect(scoring.cell(group).locator(".carried")).to_contain_text(words)


def test_it_confirms_by_the_button(scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    expect_told(scoring, "Carried over from 2026 H2: 2. Not reviewed.")
    confirm(scoring)
    expect_told(scoring, "Confirmed: 2 as in 2026 H2.")
    scoring.expect_saved(CELL)
    expect(scoring.stage(CELL, 2)).to_be_focused()
    expect(scoring.page.locator("#count-A")).to_contain_text("4 not reviewed")
    expect(scoring.page.locator("#progress")).to_contain_text("44 cells not reviewed")
    assert site.stored(cycle_id, "A", CELL).carried is Carried.CONFIRMED


def test_it_confirms_by_the_stage_that_is_chosen_already(scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    scoring.tap(CELL, 2)
    scoring.stage(OTHER, 2).focus()
    scoring.page.keyboard.press("2")
    for group in (CELL, OTHER):
        expect_told(scoring, "Confirmed: 2 as in 2026 H2.", group)
        assert site.stored(cycle_id, "A", group).carried is Carried.CONFIRMED
    scoring.tap(CELL, 2)  # once is enough
    scoring.expect_all_sent()
    assert site.stored(cycle_id, "A", CELL).score_revision == 1


def test_it_changes_by_another_stage_and_shows_the_one_before(scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    scoring.tap(CELL, 0)
    expect_told(scoring, "Was 2 in 2026 H2.")
    expect(scoring.cell(CELL).get_by_role("button", name="Confirm")).to_have_count(0)
    scoring.note(CELL).fill("Not any more.")
    scoring.note(CELL).blur()
    expect_told(scoring, f"Note in 2026 H2: {NOTE}")
    stored = site.stored(cycle_id, "A", CELL)
    assert (stored.score, stored.carried, stored.carried_note) == (0, Carried.CHANGED, NOTE)


def test_it_asks_no_more_while_a_choice_is_on_its_way(scoring: Scoring, cycle_id: int) -> None:
    scoring.open(cycle_id)
    line = Line(scoring.page)
    confirm(scoring)
    line.wait_for_a_save()
    button = scoring.cell(CELL).locator("[data-confirm]")
    expect(button).to_be_hidden()
    expect_told(scoring, "Not reviewed.")  # only what is stored is said to be confirmed
    line.settle()
    expect_told(scoring, "Confirmed: 2 as in 2026 H2.")


def test_a_confirmation_survives_a_dead_network_and_a_reload(
    scoring: Scoring, cycle_id: int, site: Site, watch: Watch
) -> None:
    watch.expect_failed_requests()
    scoring.open(cycle_id)
    scoring.page.route("**/choice", lambda route: route.abort("connectionrefused"))
    confirm(scoring)
    scoring.expect_not_saved(CELL)
    assert site.stored(cycle_id, "A", CELL).carried is Carried.OVER
    scoring.page.unroute("**/choice")
    scoring.page.on("dialog", lambda dialog: dialog.accept())  # leaving with something unsaved
    scoring.page.reload()
    expect_told(scoring, "Confirmed: 2 as in 2026 H2.")
    scoring.expect_all_sent()
    assert site.stored(cycle_id, "A", CELL).carried is Carried.CONFIRMED


def test_the_last_of_several_choices_wins(scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    line = Line(scoring.page)
    confirm(scoring)
    line.wait_for_a_save()
    scoring.tap(CELL, 3)
    scoring.tap(CELL, 1)
    line.open()
    scoring.expect_all_sent()
    expect_told(scoring, "Was 2 in 2026 H2.")
    assert site.stored(cycle_id, "A", CELL).score == 1


def test_it_sees_what_somebody_else_reviewed(scoring: Scoring, cycle_id: int, scribe: Scribe, cast: Cast) -> None:
    scoring.open(cycle_id)
    answering.choose(scribe.session, cast.contributor, cycle_id, CellId("A", CELL), Choice("score", 3, 1))
    scribe.session.commit()
    confirm(scoring, OTHER)
    expect_told(scoring, "Confirmed: 2 as in 2026 H2.", OTHER)
    scoring.page.evaluate('htmx.trigger("#refresh", "refresh")')
    expect_told(scoring, "Was 2 in 2026 H2.")
    scoring.expect_shown(CELL, 3)


def test_it_finishes_only_when_told_that_some_are_not_reviewed(
    page: Page, cycle_id: int, site: Site, watch: Watch
) -> None:
    watch.expect_failed_requests()
    page.goto(f"/cycles/{cycle_id}/check")
    page.get_by_role("button", name="Finish the cycle").click()
    expect(page.get_by_role("alert")).to_contain_text("45 cells were carried over from 2026 H2")
    page.get_by_label("45 cells were carried over without review").check()
    page.get_by_role("button", name="Finish the cycle").click()
    page.wait_for_url("**/results")
    expect(page.locator("section[aria-labelledby=record]")).to_contain_text("45 carried over without review.")
    assert not site.sheet(cycle_id).cycle.is_draft


def test_it_works_without_javascript(open_browser: OpenBrowser, scribe: Scribe, site: Site) -> None:
    scribe.final("2026 H2", score=2)
    page = open_browser(java_script_enabled=False).new_page()
    page.goto("/cycles/new")
    page.get_by_label("Name of the cycle").fill("2027 H1")
    page.get_by_label("Held on").fill("2027-05-12")
    page.get_by_label("Copy the last final cycle of this unit").check()
    page.get_by_role("button", name="Start the cycle").click()
    cycle_id = int(page.url.split("/")[4])
    expect(page.get_by_role("button", name=re.compile("^Confirm"))).to_have_count(0)
    ticks = page.get_by_role("checkbox", name=re.compile("^Confirm 2 for"))
    expect(ticks).to_have_count(5)
    for tick in ticks.all()[:4]:
        tick.check()
    Scoring(page).tap("senior_management", 3)
    page.get_by_role("button", name=re.compile("^Save and go to")).click()
    expect(page).to_have_url(re.compile("/elements/B$"))
    expect(page.locator("#progress")).to_contain_text("40 cells not reviewed")
    states = [site.stored(cycle_id, *cell).carried for cell in CELLS[:6]]
    assert states == [Carried.CONFIRMED] * 4 + [Carried.CHANGED, Carried.OVER]
