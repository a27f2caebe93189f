"""A workshop as its director, two people in the room and the projector go through it, each in their own browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from app.maturity.checklist import CellId
from app.workshops import closing, deciding, leading, tidying
from app.workshops.deciding import Decision
from tests.browser.conftest import OpenBrowser, Site
from tests.browser.leading_scenes import answered
from tests.browser.people import press
from tests.browser.scenes import SCENES
from tests.browser.scoring import wait_until_true
from tests.browser.stage import Stage
from tests.browser.watch import Watch
from tests.workshops.rooms import A_CELL, GROUPS, Host

PROJECTORS: list[ViewportSize] = [{"width": 1280, "height": 720}, {"width": 1920, "height": 1080}]
SCREENS = ["screen_of_a_lobby", "screen_of_a_vote", "screen_at_own_pace", "screen_of_results", "screen_of_some_results"]


def cell_of(page: Page, group: str = "kam_unit") -> Locator:
    return page.locator(f"#cell-A-{group}")


def stage_of(page: Page, score: int, group: str = "kam_unit") -> Locator:
    return cell_of(page, group).locator(f"[name=score][value='{score}']")


@pytest.fixture
def room(host: Host) -> int:
    """A workshop in which twelve people have answered the first element, and it is revealed."""
    return host.at("revealed")


@pytest.fixture
def _grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing can be taken back for a while; the server need not wait for the end of that."""

    async def wait_for_nothing(*_: object) -> None:
        """The workshop stays as it is."""

    monkeypatch.setattr(tidying, "_close_in", wait_for_nothing)
    monkeypatch.setattr(closing, "GRACE", timedelta(seconds=15))


def test_a_whole_session(page: Page, open_fresh_browser: OpenBrowser, host: Host, site: Site, watch: Watch) -> None:
    watch.expect_failed_requests()  # the phones ask a last time after their seats are gone
    cycle_id = host.scribe.start()
    page.goto(f"/cycles/{cycle_id}/check")
    page.get_by_role("link", name="Open a workshop").click()
    for letter in ("Structure", "Leadership", "Culture", "Transnational issues", "Data"):
        page.get_by_role("checkbox", name=letter).uncheck()
    page.get_by_label("Answers needed").fill("3")
    page.get_by_label("People expected").fill("3")
    press(page, "Open the workshop")
    expect(page.get_by_role("heading", name="0 of 3 joined")).to_be_visible()
    workshop = int(page.url.rsplit("/", 1)[1])

    projector = page.context.new_page()
    projector.goto(f"{page.url}/screen")
    link = f"/join/{host.link(workshop)}"
    phones = [open_fresh_browser().new_page() for _ in range(3)]
    for phone in phones:
        phone.goto(link)
        phone.get_by_text("KAM unit", exact=True).click()
        press(phone, "Join")
    expect(page.get_by_role("heading", name="3 of 3 joined")).to_be_visible()
    expect(projector.get_by_text("3 of 3 joined")).to_be_visible()

    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="Strategy", level=1)).to_be_visible()
    for phone in phones:
        phone.locator("[id*=kam_unit] [value='2']").first.click()
    expect(cell_of(page).get_by_text("3 of 3 answered")).to_be_visible()
    expect(projector.get_by_text("3 of 3", exact=True)).to_be_visible()

    cell_of(page).get_by_role("button", name="Reveal").click()
    expect(cell_of(page).get_by_text("n = 3, median 2").first).to_be_visible()
    expect(projector.get_by_text("n = 3, median 2")).to_be_visible()
    stage_of(page, 2).check()
    cell_of(page).get_by_label("Rationale").fill("The list is kept.")
    cell_of(page).get_by_role("button", name="Record for KAM unit").click()
    expect(cell_of(page).get_by_text("Agreed 2 at")).to_be_visible()
    expect(projector.get_by_text("Agreed", exact=True)).to_be_visible()
    assert site.stored(cycle_id, "A", "kam_unit").score == 2

    page.get_by_role("link", name="Summary, and closing the workshop").click()
    press(page, "Close the workshop")
    expect(page.get_by_text("Closed. 1 of 20 scores agreed.")).to_be_visible()
    expect(projector.get_by_text("The workshop is closed")).to_be_visible()


def test_what_is_typed_survives_what_others_do(page: Page, host: Host, room: int) -> None:
    page.goto(f"/workshops/{room}")
    typed = cell_of(page).get_by_label("Rationale")
    stage_of(page, 3).check()
    typed.fill("The list is ")
    host.lead(leading.lock, room, locked=True)
    expect(page.get_by_text("The door is locked")).to_be_visible()
    typed.press_sequentially("kept.")
    expect(typed).to_have_value("The list is kept.")
    expect(stage_of(page, 3)).to_be_checked()
    expect(cell_of(page).get_by_text("Not recorded yet")).to_be_visible()


def test_what_is_typed_survives_a_reload_and_another_element(page: Page, host: Host, room: int) -> None:
    page.goto(f"/workshops/{room}")
    stage_of(page, 1).check()
    cell_of(page).get_by_label("Rationale").fill("The list is old.")
    page.reload()
    expect(cell_of(page).get_by_label("Rationale")).to_have_value("The list is old.")
    host.lead(leading.go_to, room, "B")
    expect(page.get_by_role("heading", name="Structure", level=1)).to_be_visible()
    host.lead(leading.go_to, room, "A")
    expect(cell_of(page).get_by_label("Rationale")).to_have_value("The list is old.")
    expect(stage_of(page, 1)).to_be_checked()
    cell_of(page).get_by_role("button", name="Record for KAM unit").click()
    expect(cell_of(page).get_by_text("Agreed 1 at")).to_be_visible()
    page.reload()
    expect(cell_of(page).get_by_text("Not recorded yet")).to_be_hidden()


def test_what_another_director_records_appears_in_an_untouched_form(page: Page, host: Host, room: int) -> None:
    page.goto(f"/workshops/{room}")
    stage_of(page, 1).check()
    cell_of(page).get_by_role("button", name="Record for KAM unit").click()
    expect(cell_of(page).get_by_text("Agreed 1 at")).to_be_visible()
    host.lead(deciding.decide, room, A_CELL, Decision(3, "Theirs."), 2)
    expect(cell_of(page).get_by_text("Agreed 3 at")).to_be_visible()
    expect(stage_of(page, 3)).to_be_checked()
    expect(cell_of(page).get_by_label("Rationale")).to_have_value("Theirs.")


def test_a_stale_record_shows_both_and_either_can_be_kept(page: Page, host: Host, room: int, watch: Watch) -> None:
    watch.expect_failed_requests()
    for keep, expected in (("theirs", 3), ("mine", 1)):
        version = host.room(room).cells[A_CELL].version
        page.goto(f"/workshops/{room}")
        stage_of(page, 1).check()
        cell_of(page).get_by_label("Rationale").fill(f"Mine, before {keep}.")
        host.lead(deciding.decide, room, A_CELL, Decision(3, f"Theirs, before {keep}."), version)
        cell_of(page).get_by_role("button", name="Record for KAM unit").click()
        expect(cell_of(page).get_by_role("alert")).to_be_focused()
        expect(cell_of(page).get_by_text(f"Theirs, before {keep}.")).to_be_visible()
        if keep == "theirs":
            cell_of(page).get_by_role("link", name="keep theirs").click()
        else:
            cell_of(page).get_by_role("button", name="Record for KAM unit").click()
        expect(cell_of(page).get_by_text(f"Agreed {expected} at")).to_be_visible()
        expect(cell_of(page).get_by_text("Not recorded yet")).to_be_hidden()


def test_what_is_unfolded_stays_unfolded(page: Page, stage: Stage) -> None:
    SCENES["lead_what_is_revealed"](stage)
    host, room = stage.host, int(page.url.rsplit("/", 1)[1])
    host.lead(leading.lock, room, locked=True)
    expect(page.get_by_text("The door is locked")).to_be_visible()
    assert cell_of(page, GROUPS[0]).locator("details[open]").count() == 1


def test_the_keyboard_leads(page: Page, host: Host) -> None:
    room = host.at("voting")
    page.goto(f"/workshops/{room}")
    page.get_by_role("button", name="Reveal answers").press("Enter")
    expect(page.get_by_text("Answers revealed.")).to_be_visible()
    wait_until_true(page, "document.activeElement !== document.body")
    stage_of(page, 0).focus()
    page.keyboard.press("ArrowRight")
    expect(stage_of(page, 1)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard.")
    cell_of(page).get_by_role("button", name="Record for KAM unit").press("Enter")
    expect(cell_of(page).get_by_text("Agreed 1 at")).to_be_visible()


def test_the_timer_counts_down(page: Page, host: Host) -> None:
    room = host.at("voting")
    page.goto(f"/workshops/{room}")
    press(page, "Timer: 10 minutes")
    time = page.get_by_role("timer").locator("time")
    expect(time).to_have_text("9:59 left")
    expect(time).to_have_text("9:57 left")


@pytest.mark.usefixtures("_grace")
def test_closing_is_taken_back(page: Page, host: Host, room: int) -> None:
    page.goto(f"/workshops/{room}/close")
    press(page, "Close the workshop")
    expect(page.get_by_role("heading", name="The workshop is being closed")).to_be_visible()
    press(page, "Take back")
    expect(page.get_by_text("Answers revealed.")).to_be_visible()
    assert host.room(room).is_open


def test_it_works_without_javascript(open_browser: OpenBrowser, host: Host) -> None:
    room = host.at("lobby")
    page = open_browser(java_script_enabled=False).new_page()
    page.goto(f"/workshops/{room}")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Timer").click()
    expect(page.get_by_role("timer")).to_contain_text("UTC")
    page.get_by_role("button", name="Reveal answers").click()
    stage_of(page, 2).check()
    cell_of(page).get_by_role("button", name="Record for KAM unit").click()
    expect(cell_of(page).get_by_text("Agreed 2 at")).to_be_visible()
    page.get_by_role("button", name="Next element").click()
    expect(page.get_by_role("heading", name="Structure", level=1)).to_be_visible()
    page.get_by_role("button", name="Lock the door").click()
    expect(page.get_by_text("The door is locked")).to_be_visible()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", SCREENS)
def test_the_projector_never_scrolls(name: str, page: Page, stage: Stage) -> None:
    for viewport in PROJECTORS:
        page.set_viewport_size(viewport)
        if page.url == "about:blank":
            SCENES[name](stage)
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_five_full_results_fit_the_projector(page: Page, stage: Stage) -> None:
    """With everything there can be: a gap, don't knows, an agreed score for each of the five cells."""
    host, room = answered(stage)
    seats = [host.join(room, "senior_management") for _ in range(12)]
    for group in GROUPS:
        for number, seat in enumerate(seats):
            host.vote(seat, "unknown" if number > 9 else str(number % 4), "A", group)
    host.reveal(room)
    for group in GROUPS:
        host.lead(deciding.decide, room, CellId("A", group), Decision(1), 1)
    page.set_viewport_size(PROJECTORS[0])
    page.goto(f"/workshops/{room}/screen")
    expect(page.get_by_text("Agreed", exact=True)).to_have_count(5)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
