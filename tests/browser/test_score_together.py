"""Two people on one draft: each sees what the other changed, the later choice stands, no note is overwritten unseen."""

import pytest
from playwright.sync_api import expect

from app.maturity.checklist import CellId
from tests.browser.conftest import OpenBrowser, Site
from tests.browser.line import Fate, Line
from tests.browser.scoring import SAVED, Scoring
from tests.browser.watch import Watch
from tests.conftest import Scribe

CELL = "kam_unit"
LOOK = 15_000  # how often an open page looks at what others did, in ms


@pytest.fixture
def cycle_id(scribe: Scribe) -> int:
    return scribe.start()


@pytest.fixture
def mine(open_browser: OpenBrowser, cycle_id: int) -> Scoring:
    """The director's page, whose clock the test may move."""
    page = open_browser("director").new_page()
    page.clock.install()
    scoring = Scoring(page)
    scoring.open(cycle_id)
    return scoring


@pytest.fixture
def theirs(open_browser: OpenBrowser, cycle_id: int) -> Scoring:
    """The contributor's page."""
    scoring = Scoring(open_browser("contributor").new_page())
    scoring.open(cycle_id)
    return scoring


def look(scoring: Scoring) -> None:
    with scoring.page.expect_response("**/states"):
        scoring.page.clock.fast_forward(LOOK)


def write(scoring: Scoring, text: str) -> None:
    scoring.open_note(CELL).fill(text)
    scoring.note(CELL).blur()


def test_it_shows_what_the_other_chose(mine: Scoring, theirs: Scoring) -> None:
    theirs.tap(CELL, 3)
    theirs.strength(CELL, "documented").click()
    theirs.expect_saved(CELL)
    theirs.expect_all_sent()
    look(mine)
    expect(mine.state(CELL)).to_contain_text("Changed by Cem Contributor at")
    mine.expect_shown(CELL, 3)
    expect(mine.strength(CELL, "documented")).to_be_checked()
    expect(mine.page.locator("#progress")).to_contain_text("1 of 45")


def test_it_shows_that_the_other_cleared(mine: Scoring, theirs: Scoring) -> None:
    mine.tap(CELL, 1)
    mine.expect_saved(CELL)
    theirs.page.reload()
    theirs.clear(CELL)
    theirs.expect_all_sent()
    look(mine)
    expect(mine.state(CELL)).to_contain_text("Not scored yet")
    expect(mine.state(CELL)).to_contain_text("Changed by Cem Contributor at")
    mine.expect_shown(CELL, None)


def test_it_lets_the_later_choice_stand(mine: Scoring, theirs: Scoring, cycle_id: int, site: Site) -> None:
    mine.tap(CELL, 1)
    mine.expect_saved(CELL)
    theirs.tap(CELL, 3)  # on a page that knows nothing of the first choice
    theirs.expect_saved(CELL)
    theirs.expect_shown(CELL, 3)
    assert site.stored(cycle_id, "A", CELL).score == 3
    look(mine)
    mine.expect_shown(CELL, 3)
    mine.tap(CELL, 0)
    mine.expect_saved(CELL)
    assert site.stored(cycle_id, "A", CELL).score == 0


def test_it_lets_the_later_choice_stand_though_its_number_is_lower(
    mine: Scoring, theirs: Scoring, cycle_id: int, site: Site
) -> None:
    for score in (0, 1, 2, 3):
        theirs.tap(CELL, score)
        theirs.expect_saved(CELL)
    theirs.expect_all_sent()
    assert site.stored(cycle_id, "A", CELL).revision("score") == 4
    mine.tap(CELL, 1)  # numbered 1 on a page that has not looked since
    mine.expect_saved(CELL)
    mine.expect_shown(CELL, 1)
    assert site.stored(cycle_id, "A", CELL).score == 1


def test_it_lets_both_choose_the_same_number(mine: Scoring, theirs: Scoring, cycle_id: int, site: Site) -> None:
    line = Line(mine.page)
    mine.tap(CELL, 2)
    line.wait_for_a_save()
    theirs.tap(CELL, 3)
    theirs.expect_saved(CELL)
    line.open()
    mine.expect_saved(CELL)
    assert site.stored(cycle_id, "A", CELL).score == 2


def test_it_keeps_my_choice_on_the_page_while_it_is_on_its_way(mine: Scoring, theirs: Scoring, cycle_id: int) -> None:
    theirs.tap(CELL, 3)
    theirs.expect_saved(CELL)
    line = Line(mine.page)
    mine.tap(CELL, 1)
    line.wait_for_a_save()
    look(mine)
    mine.expect_shown(CELL, 1)
    line.open()
    mine.expect_saved(CELL)
    mine.expect_shown(CELL, 1)


@pytest.fixture
def stale(mine: Scoring, theirs: Scoring, cycle_id: int, watch: Watch) -> Scoring:
    """The director's page, whose note was changed by the contributor before the director's was saved."""
    watch.expect_failed_requests()
    write(theirs, "Theirs")
    expect(theirs.state(CELL)).to_contain_text("Saved")
    write(mine, "Mine")
    expect(mine.cell(CELL).get_by_role("alert")).to_contain_text("Cem Contributor changed this note while you wrote.")
    return mine


def test_it_shows_both_versions_of_a_note(stale: Scoring, cycle_id: int, site: Site) -> None:
    expect(stale.cell(CELL).locator("blockquote")).to_have_text("Theirs")
    expect(stale.note(CELL)).to_have_value("Mine")
    expect(stale.state(CELL)).to_contain_text("Note not saved: choose a version")
    assert site.stored(cycle_id, "A", CELL).note == "Theirs"


def test_it_saves_nothing_until_a_version_is_chosen(stale: Scoring, cycle_id: int, site: Site) -> None:
    stale.note(CELL).fill("Mine, longer")
    stale.note(CELL).blur()
    stale.tap("kam_team", 1)
    stale.expect_saved("kam_team")
    look(stale)
    expect(stale.cell(CELL).get_by_role("alert")).to_be_visible()
    expect(stale.state(CELL)).to_contain_text("Note not saved: choose a version")
    assert site.stored(cycle_id, "A", CELL).note == "Theirs"


def test_it_keeps_both_versions_over_a_reload(stale: Scoring, cycle_id: int, site: Site) -> None:
    stale.note(CELL).fill("Mine, longer")
    stale.page.reload()
    expect(stale.cell(CELL).get_by_role("alert")).to_contain_text("Cem Contributor changed this note while you wrote.")
    expect(stale.note(CELL)).to_have_value("Mine, longer")
    expect(stale.cell(CELL).locator("blockquote")).to_have_text("Theirs")
    assert site.stored(cycle_id, "A", CELL).note == "Theirs"


def test_it_keeps_mine(stale: Scoring, cycle_id: int, site: Site) -> None:
    stale.cell(CELL).get_by_role("button", name="Keep mine").click()
    expect(stale.note(CELL)).to_be_focused()
    expect(stale.state(CELL)).to_contain_text("Saved")
    expect(stale.cell(CELL).get_by_role("alert")).to_have_count(0)
    assert site.stored(cycle_id, "A", CELL).note == "Mine"


def test_it_takes_theirs(stale: Scoring, cycle_id: int, site: Site) -> None:
    stale.cell(CELL).get_by_role("button", name="Take theirs").click()
    expect(stale.note(CELL)).to_have_value("Theirs")
    expect(stale.state(CELL)).to_contain_text("Saved")
    stale.page.reload()
    expect(stale.note(CELL)).to_have_value("Theirs")
    assert site.stored(cycle_id, "A", CELL).note == "Theirs"


def test_it_shows_a_third_version_too(stale: Scoring, theirs: Scoring, cycle_id: int, site: Site) -> None:
    write(theirs, "Theirs again")
    theirs.expect_all_sent()
    stale.cell(CELL).get_by_role("button", name="Keep mine").click()
    expect(stale.cell(CELL).locator("blockquote")).to_have_text("Theirs again")
    assert site.stored(cycle_id, "A", CELL).note == "Theirs again"


def test_it_lets_a_note_be_edited_again_after_the_choice(stale: Scoring, cycle_id: int, site: Site) -> None:
    stale.cell(CELL).get_by_role("button", name="Keep mine").click()
    expect(stale.state(CELL)).to_contain_text("Saved")
    write(stale, "Mine, and more")
    stale.expect_all_sent()
    assert site.stored(cycle_id, "A", CELL).note == "Mine, and more"


def test_it_keeps_what_is_typed_while_a_stale_note_is_refused(
    mine: Scoring, theirs: Scoring, cycle_id: int, watch: Watch
) -> None:
    watch.expect_failed_requests()
    write(theirs, "Theirs")
    expect(theirs.state(CELL)).to_contain_text("Saved")
    line = Line(mine.page)
    write(mine, "Mine")
    line.wait_for_a_save()
    mine.note(CELL).focus()
    mine.page.keyboard.press("End")
    mine.page.keyboard.type(", and mo")
    line.open()
    expect(mine.cell(CELL).locator("blockquote")).to_have_text("Theirs")
    expect(mine.note(CELL)).to_have_value("Mine, and mo")
    expect(mine.note(CELL)).to_be_focused()
    mine.page.keyboard.type("re")
    expect(mine.note(CELL)).to_have_value("Mine, and more")
    mine.page.reload()
    expect(mine.note(CELL)).to_have_value("Mine, and more")


def test_it_tells_elsewhere_of_a_note_that_was_refused(
    mine: Scoring, theirs: Scoring, cycle_id: int, site: Site, watch: Watch
) -> None:
    watch.expect_failed_requests()
    line = Line(mine.page)
    write(mine, "Mine")
    line.settle(Fate.DROPPED)
    write(theirs, "Theirs")
    expect(theirs.state(CELL)).to_contain_text("Saved")
    line.open()
    mine.page.goto("/method")
    banner = mine.page.locator("#refused")
    expect(banner).to_contain_text("Cem Contributor changed this note while you wrote.")
    expect(banner).to_contain_text("Mine")
    banner.get_by_role("link", name="Show").click()
    mine.page.wait_for_url(f"**/cycles/{cycle_id}/elements/A#cell-{CELL}")
    expect(mine.cell(CELL).locator("blockquote")).to_have_text("Theirs")
    expect(mine.note(CELL)).to_have_value("Mine")
    assert site.stored(cycle_id, "A", CELL).note == "Theirs"


def test_it_discards_what_was_refused_when_told_to(mine: Scoring, theirs: Scoring, watch: Watch) -> None:
    watch.expect_failed_requests()
    line = Line(mine.page)
    write(mine, "Mine")
    line.settle(Fate.DROPPED)
    write(theirs, "Theirs")
    expect(theirs.state(CELL)).to_contain_text("Saved")
    line.open()
    mine.page.goto("/method")
    mine.page.locator("#refused").get_by_role("button", name="Discard").click()
    expect(mine.page.locator("#refused")).to_be_hidden()
    assert mine.page.evaluate("Object.keys(localStorage).length") == 0


def test_it_merges_what_two_people_did_in_one_cell(mine: Scoring, theirs: Scoring, cycle_id: int, site: Site) -> None:
    mine.tap(CELL, 2)
    mine.expect_saved(CELL)
    theirs.strength(CELL, "anecdotal").click()
    expect(theirs.state(CELL)).to_have_text(SAVED)
    write(theirs, "A reason")
    theirs.expect_all_sent()
    stored = site.stored(cycle_id, "A", CELL)
    assert (stored.score, stored.evidence, stored.note) == (2, "anecdotal", "A reason")


def test_it_lets_a_reader_read(open_browser: OpenBrowser, scribe: Scribe) -> None:
    scoring = Scoring(open_browser("steering").new_page())
    scoring.page.clock.install()
    cycle_id = scribe.complete(score=2)
    scoring.open(cycle_id)
    scoring.expect_shown(CELL, 2)
    scribe.score(cycle_id, {CellId("A", CELL): 1})
    look(scoring)
    scoring.expect_shown(CELL, 1)
    expect(scoring.stage(CELL, 3)).to_be_disabled()
    expect(scoring.strength(CELL, "none")).to_be_disabled()
    expect(scoring.open_note(CELL)).not_to_be_editable()
    expect(scoring.page.get_by_role("button", name="Clear")).to_have_count(0)
