"""A save that fails stays visible, is kept on the device, and is sent until the server has it."""

import re

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.line import SAVES, Fate, Line
from tests.browser.scoring import Scoring
from tests.browser.watch import Watch
from tests.conftest import Scribe

CELL = "kam_unit"
A_WHILE = 45_000  # ms: longer than the longest pause between two attempts, shorter than htmx waits for an answer


@pytest.fixture(autouse=True)
def _failures_are_expected(watch: Watch) -> None:
    watch.expect_failed_requests()


@pytest.fixture
def cycle_id(scribe: Scribe) -> int:
    return scribe.start()


def answer_503(route: Route) -> None:
    route.fulfill(status=503, body="<p>The server is busy.</p>", content_type="text/html")


def refuse_connection(route: Route) -> None:
    route.abort("connectionrefused")


@pytest.mark.parametrize("failure", [answer_503, refuse_connection])
def test_it_says_so_and_keeps_the_choice(failure, scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    scoring.page.route(SAVES, failure)
    scoring.tap(CELL, 2)
    scoring.expect_not_saved(CELL)
    scoring.expect_shown(CELL, 2)
    expect(scoring.cell(CELL).get_by_role("button", name="Retry now")).to_be_visible()
    assert site.stored(cycle_id, "A", CELL).score is None


@pytest.mark.parametrize("failure", [answer_503, refuse_connection])
def test_it_sends_again_when_told_to(failure, scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    scoring.page.route(SAVES, failure)
    scoring.tap(CELL, 2)
    scoring.expect_not_saved(CELL)
    scoring.page.unroute(SAVES)
    scoring.retry_now(CELL)
    scoring.expect_saved(CELL)
    assert site.stored(cycle_id, "A", CELL).score == 2


def test_it_does_not_hold_up_other_cells(scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    scoring.page.route(re.compile(f"/{CELL}/"), lambda route: route.fulfill(status=500, body="<p>Broken.</p>"))
    scoring.tap(CELL, 2)
    scoring.expect_not_saved(CELL)
    scoring.tap("kam_team", 1)
    scoring.expect_saved("kam_team")
    scoring.expect_not_saved(CELL)
    assert site.stored(cycle_id, "A", "kam_team").score == 1


def test_it_sends_again_by_itself(scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.page.clock.install()
    scoring.open(cycle_id)
    scoring.page.route(SAVES, answer_503)
    scoring.tap(CELL, 2)
    scoring.expect_not_saved(CELL)
    with scoring.page.expect_response(SAVES):
        scoring.page.clock.fast_forward(A_WHILE)
    scoring.expect_not_saved(CELL)
    scoring.page.unroute(SAVES)
    scoring.page.clock.fast_forward(A_WHILE)
    scoring.expect_saved(CELL)
    assert site.stored(cycle_id, "A", CELL).score == 2


def test_it_sends_when_the_browser_is_online_again(
    scoring: Scoring, cycle_id: int, site: Site, context: BrowserContext
) -> None:
    scoring.page.clock.install(time=0)
    scoring.open(cycle_id)
    scoring.page.clock.pause_at(60)  # so that no timer sends it
    context.set_offline(True)
    scoring.tap(CELL, 2)
    scoring.tap("kam_team", 1)
    scoring.expect_not_saved(CELL, "kam_team")
    context.set_offline(False)
    scoring.expect_saved(CELL, "kam_team")
    assert site.stored(cycle_id, "A", CELL).score == 2
    assert site.stored(cycle_id, "A", "kam_team").score == 1


def test_it_keeps_a_note_as_it_keeps_a_choice(
    scoring: Scoring, cycle_id: int, site: Site, context: BrowserContext
) -> None:
    scoring.open(cycle_id)
    context.set_offline(True)
    scoring.open_note(CELL).fill("Written on a train.")
    scoring.note(CELL).blur()
    scoring.expect_not_saved(CELL)
    context.set_offline(False)
    expect(scoring.state(CELL)).to_contain_text("Saved")
    assert site.stored(cycle_id, "A", CELL).note == "Written on a train."


def test_it_survives_a_reload(scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    scoring.page.route(SAVES, answer_503)
    scoring.tap(CELL, 2)
    scoring.strength(CELL, "anecdotal").click()
    scoring.open_note(CELL).fill("A reason")
    scoring.note(CELL).blur()
    scoring.expect_not_saved(CELL)
    scoring.page.reload()
    scoring.expect_not_saved(CELL)
    scoring.expect_shown(CELL, 2)
    expect(scoring.strength(CELL, "anecdotal")).to_be_checked()
    expect(scoring.note(CELL)).to_have_value("A reason")
    scoring.page.unroute(SAVES)
    scoring.retry_now(CELL)
    scoring.expect_saved(CELL)
    stored = site.stored(cycle_id, "A", CELL)
    assert (stored.score, stored.evidence, stored.note) == (2, "anecdotal", "A reason")


def test_it_survives_closing_the_page(scoring: Scoring, cycle_id: int, site: Site, context: BrowserContext) -> None:
    scoring.open(cycle_id)
    scoring.page.route(SAVES, refuse_connection)
    scoring.tap(CELL, 3)
    scoring.expect_not_saved(CELL)
    scoring.page.close()
    later = Scoring(context.new_page())
    later.open(cycle_id)
    later.expect_saved(CELL)
    assert site.stored(cycle_id, "A", CELL).score == 3


def test_it_is_delivered_from_another_element(scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    scoring.page.route(SAVES, answer_503)
    scoring.tap(CELL, 2)
    scoring.expect_not_saved(CELL)
    scoring.page.unroute(SAVES)
    scoring.page.get_by_role("link", name=re.compile("^Next")).click()
    scoring.page.wait_for_url("**/elements/B")
    expect(scoring.page.locator("#count-A")).to_contain_text("1 of 5 scored")
    assert site.stored(cycle_id, "A", CELL).score == 2
    assert site.stored(cycle_id, "B", CELL).score is None


def test_it_tells_of_it_on_other_pages(page: Page, scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    page.route(SAVES, answer_503)
    scoring.tap(CELL, 2)
    scoring.tap("kam_team", 2)
    scoring.expect_not_saved(CELL, "kam_team")
    page.goto("/method")
    expect(page.locator("#unsent")).to_contain_text("2 entries are not saved yet.")
    page.unroute(SAVES)
    page.locator("#unsent").get_by_role("button", name="Retry now").click()
    expect(page.locator("#unsent")).to_be_hidden()
    assert site.stored(cycle_id, "A", "kam_team").score == 2


def test_it_warns_who_leaves(page: Page, scoring: Scoring, cycle_id: int) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    scoring.open(cycle_id)
    scoring.tap(CELL, 2)
    scoring.expect_saved(CELL)
    page.reload()
    assert asked == []
    page.route(SAVES, answer_503)
    scoring.tap(CELL, 1)
    scoring.expect_not_saved(CELL)
    page.reload()
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("what", ["score", "note"])
def test_it_stores_once_when_only_the_answer_is_lost(what: str, scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    line = Line(scoring.page)
    if what == "score":
        scoring.tap(CELL, 2)
    else:
        scoring.open_note(CELL).fill("Once")
        scoring.note(CELL).blur()
    line.settle(Fate.UNANSWERED)
    scoring.expect_not_saved(CELL)
    first = site.stored(cycle_id, "A", CELL)
    assert (first.score_revision, first.note_version) in {(1, 0), (0, 1)}
    scoring.retry_now(CELL)
    line.settle()
    expect(scoring.state(CELL)).to_contain_text("Saved")
    again = site.stored(cycle_id, "A", CELL)
    assert (again.score_revision, again.note_version) == (first.score_revision, first.note_version)


def test_it_takes_its_own_lost_note_for_its_own(scoring: Scoring, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    line = Line(scoring.page)
    note = scoring.open_note(CELL)
    note.fill("Seen")
    note.blur()
    line.settle(Fate.UNANSWERED)
    scoring.expect_not_saved(CELL)
    note.fill("Seen in the plan")
    note.blur()
    line.settle()
    line.settle()
    expect(scoring.state(CELL)).to_contain_text("Saved")
    expect(scoring.cell(CELL).get_by_role("alert")).to_have_count(0)
    assert site.stored(cycle_id, "A", CELL).note == "Seen in the plan"


def test_it_keeps_the_focus_while_it_fails(scoring: Scoring, cycle_id: int) -> None:
    scoring.open(cycle_id)
    scoring.page.route(SAVES, answer_503)
    scoring.tap(CELL, 2)
    scoring.expect_not_saved(CELL)
    retry = scoring.cell(CELL).get_by_role("button", name="Retry now")
    retry.focus()
    with scoring.page.expect_response(SAVES):
        scoring.page.keyboard.press("Enter")
    expect(retry).to_be_focused()
    scoring.page.unroute(SAVES)
    scoring.page.keyboard.press("Enter")
    scoring.expect_saved(CELL)
    expect(scoring.stage(CELL, 2)).to_be_focused()


def test_it_is_sent_by_another_tab_too(scoring: Scoring, cycle_id: int, context: BrowserContext) -> None:
    scoring.page.clock.install()
    scoring.open(cycle_id)
    scoring.page.route(SAVES, answer_503)
    scoring.tap(CELL, 2)
    scoring.expect_not_saved(CELL)
    expect(scoring.page.locator("#unsent")).to_be_visible()
    other = context.new_page()
    other.goto("/method")
    Scoring(other).expect_all_sent()
    scoring.page.bring_to_front()
    expect(scoring.page.locator("#unsent")).to_be_hidden()
    scoring.page.clock.fast_forward(A_WHILE)  # the regular look at what is stored
    scoring.expect_saved(CELL)


def test_it_works_where_the_browser_keeps_nothing(scoring: Scoring, cycle_id: int, site: Site) -> None:
    no_storage = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    scoring.page.add_init_script(no_storage)
    scoring.open(cycle_id)
    scoring.page.route(SAVES, answer_503)
    scoring.tap(CELL, 2)
    scoring.expect_not_saved(CELL)
    scoring.page.unroute(SAVES)
    scoring.retry_now(CELL)
    scoring.expect_saved(CELL)
    assert site.stored(cycle_id, "A", CELL).score == 2


def test_it_leaves_other_tabs_in_peace(context: BrowserContext, site: Site) -> None:
    tabs = [context.new_page() for _ in range(2)]
    for tab in tabs:
        tab.add_init_script("window.heard = 0; window.addEventListener('storage', () => window.heard += 1)")
        tab.goto("/method")
    for tab in tabs:
        tab.bring_to_front()
        tab.reload()
    tabs[0].bring_to_front()
    assert tabs[0].evaluate("heard") <= 2  # what the other tab tries once, on opening
