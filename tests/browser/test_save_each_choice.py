"""Everything that is entered is saved by itself, and the page says so."""

import re

from playwright.sync_api import Page, expect

from app.assessments.snapshot import Evidence
from app.maturity.checklist import CellId
from tests.browser.conftest import Site
from tests.browser.line import Line, before_its_script
from tests.browser.scoring import NOT_SCORED, SAVED, Scoring
from tests.conftest import Scribe

CELL = "kam_unit"
UNSCORED_BUT_SAVED = re.compile(rf"{NOT_SCORED}\s+Saved \d\d:\d\d")


def test_it_starts_with_nothing_chosen(scoring: Scoring, scribe: Scribe) -> None:
    scoring.open(scribe.start())
    expect(scoring.page.locator("[data-kind]:checked")).to_have_count(0)
    expect(scoring.state(CELL)).to_have_text(re.compile(rf"^\s*{NOT_SCORED}\s*$"))


def test_it_saves_a_score_at_once(scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    scoring.tap(CELL, 2)
    scoring.expect_saved(CELL)
    assert site.stored(cycle_id, "A", CELL).score == 2
    scoring.tap(CELL, 0)
    scoring.expect_shown(CELL, 0)
    expect(scoring.page.locator("#totals-A")).to_contain_text("0 of 15")
    assert site.stored(cycle_id, "A", CELL).score == 0


def test_it_says_saved_only_once_it_is(scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    line = Line(scoring.page)
    scoring.tap(CELL, 2)
    line.wait_for_a_save()
    expect(scoring.state(CELL)).to_have_text(re.compile("Saving…"))
    assert site.stored(cycle_id, "A", CELL).score is None
    line.settle()
    scoring.expect_saved(CELL)


def test_it_saves_what_was_chosen_before_its_script_was_there(scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start()
    with before_its_script(scoring.page, "scoring.js"):
        scoring.page.goto(f"/cycles/{cycle_id}/elements/A", wait_until="commit")
        scoring.tap(CELL, 2)
        scoring.strength(CELL, "documented").click()
    scoring.expect_saved(CELL)
    scoring.expect_shown(CELL, 2)
    scoring.expect_all_sent()
    stored = site.stored(cycle_id, "A", CELL)
    assert (stored.score, stored.evidence) == (2, Evidence.DOCUMENTED)


def test_what_a_browser_remembers_is_no_choice(scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    scoring.tap(CELL, 2)
    scoring.expect_saved(CELL)
    scribe.score(cycle_id, {CellId("A", CELL): 1})
    scoring.page.goto("/")
    scoring.page.go_back()
    scoring.expect_shown(CELL, 1)
    assert site.stored(cycle_id, "A", CELL).score == 1


def test_it_saves_the_strength_of_the_evidence(scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    scoring.strength(CELL, "documented").click()
    expect(scoring.state(CELL)).to_have_text(UNSCORED_BUT_SAVED)
    assert site.stored(cycle_id, "A", CELL).evidence is Evidence.DOCUMENTED


def test_it_saves_a_note_on_leaving_it(scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    scoring.open_note(CELL).fill("Seen in the plan.")
    scoring.page.keyboard.press("Tab")
    expect(scoring.state(CELL)).to_have_text(UNSCORED_BUT_SAVED)
    assert site.stored(cycle_id, "A", CELL).note == "Seen in the plan."


def test_it_saves_a_note_after_a_pause(scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    scoring.open_note(CELL).press_sequentially("Seen")
    expect(scoring.state(CELL)).to_have_text(UNSCORED_BUT_SAVED)
    expect(scoring.note(CELL)).to_be_focused()
    assert site.stored(cycle_id, "A", CELL).note == "Seen"


def test_it_saves_what_is_typed_while_a_note_is_being_saved(scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    line = Line(scoring.page)
    note = scoring.open_note(CELL)
    note.fill("Seen")
    note.blur()
    line.wait_for_a_save()
    note.fill("Seen in the plan")
    note.blur()
    line.settle()
    line.settle()
    line.open()
    scoring.expect_all_sent()
    expect(scoring.cell(CELL).get_by_role("alert")).to_have_count(0)
    assert site.stored(cycle_id, "A", CELL).note == "Seen in the plan"


def test_it_takes_back_a_note_that_is_on_its_way(scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    line = Line(scoring.page)
    note = scoring.open_note(CELL)
    note.fill("Better not")
    note.blur()
    line.wait_for_a_save()
    note.fill("")
    note.blur()
    line.settle()
    line.settle()
    line.open()
    scoring.expect_all_sent()
    assert site.stored(cycle_id, "A", CELL).note == ""


def test_it_saves_a_note_on_leaving_the_page(scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    scoring.open_note(CELL).fill("Seen in the plan.")
    scoring.page.goto("/")
    scoring.expect_all_sent()
    assert site.stored(cycle_id, "A", CELL).note == "Seen in the plan."


def test_it_clears_a_choice(scoring: Scoring, scribe: Scribe, site: Site) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    expect(scoring.cell(CELL).get_by_role("button", name="Clear")).to_be_hidden()
    scoring.tap(CELL, 3)
    scoring.strength(CELL, "anecdotal").click()
    scoring.clear(CELL)
    expect(scoring.state(CELL)).to_have_text(UNSCORED_BUT_SAVED)
    scoring.expect_all_sent()
    stored = site.stored(cycle_id, "A", CELL)
    assert (stored.score, stored.evidence) == (None, None)
    scoring.expect_shown(CELL, None)
    expect(scoring.cell(CELL).get_by_role("button", name="Clear")).to_be_hidden()
    expect(scoring.page.locator("#progress")).to_contain_text("0 of 45")


def test_it_shows_all_of_it_after_a_reload(scoring: Scoring, scribe: Scribe) -> None:
    scoring.open(scribe.start())
    scoring.tap(CELL, 1)
    scoring.strength(CELL, "none").click()
    scoring.open_note(CELL).fill("Two lines\nof a note, with <b>no</b> markup & an ü.")
    scoring.note(CELL).blur()
    scoring.expect_all_sent()
    scoring.page.reload()
    scoring.expect_shown(CELL, 1)
    expect(scoring.strength(CELL, "none")).to_be_checked()
    expect(scoring.note(CELL)).to_be_visible()
    expect(scoring.note(CELL)).to_have_value("Two lines\nof a note, with <b>no</b> markup & an ü.")
    expect(scoring.state(CELL)).to_have_text(SAVED)


def test_it_shows_the_time_of_the_reader(scribe: Scribe, open_browser, site: Site) -> None:
    page: Page = open_browser(timezone_id="Asia/Kolkata").new_page()  # half an hour off every whole one
    scoring = Scoring(page)
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    scoring.tap(CELL, 1)
    scoring.expect_saved(CELL)
    saved_at = site.stored(cycle_id, "A", CELL).saved_at
    assert saved_at is not None
    minutes = (saved_at.hour * 60 + saved_at.minute + 330) % 1440
    expect(scoring.state(CELL)).to_contain_text(f"Saved {minutes // 60:02}:{minutes % 60:02}")


def test_it_refuses_a_note_that_is_too_long_and_keeps_it(scoring: Scoring, scribe: Scribe, site: Site, watch) -> None:
    watch.expect_failed_requests()
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    scoring.open_note(CELL).fill("x" * 70_000)
    scoring.note(CELL).blur()
    expect(scoring.state(CELL)).to_contain_text("Shorten it")
    scoring.page.reload()
    expect(scoring.note(CELL)).to_have_value("x" * 70_000)
    expect(scoring.state(CELL)).to_contain_text("Shorten it")
    scoring.note(CELL).fill("x" * 2000)
    scoring.note(CELL).blur()
    expect(scoring.state(CELL)).to_have_text(UNSCORED_BUT_SAVED)
    assert site.stored(cycle_id, "A", CELL).note == "x" * 2000


def test_it_counts_a_choice_made_just_before_going_on(scoring: Scoring, scribe: Scribe) -> None:
    cycle_id = scribe.complete()
    scoring.open(cycle_id, "I")
    scoring.clear(CELL)
    expect(scoring.page.locator("#progress")).to_contain_text("44 of 45")
    line = Line(scoring.page)
    scoring.tap(CELL, 2)
    line.wait_for_a_save()
    scoring.page.get_by_role("link", name="Next").click()
    expect(scoring.page.get_by_text("1 of 45 cells is not scored.")).to_be_visible()
    line.open()
    expect(scoring.page.get_by_text("Every cell is scored.")).to_be_visible()


def test_it_counts_a_choice_of_the_element_before(scoring: Scoring, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    scoring.open(cycle_id, "A")
    line = Line(scoring.page)
    scoring.tap(CELL, 2)
    line.wait_for_a_save()
    scoring.page.goto(f"/cycles/{cycle_id}/elements/B")
    line.open()
    expect(scoring.page.locator("#count-A")).to_contain_text("1 of 5")
    expect(scoring.page.locator("[aria-current=step]")).to_have_id("count-B")
    expect(scoring.page.locator("#progress")).to_contain_text("1 of 45")
    expect(scoring.page.locator("#totals-B")).to_contain_text("2, final between 2 and 134")
