"""Taking part in a workshop on a phone, from the code on the screen to what the room settled on."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from app.maturity.checklist import CellId
from app.workshops import closing, deciding, leading
from app.workshops.deciding import Decision
from app.workshops.models import Pace
from tests.browser.conftest import PHONE, OpenBrowser, Site, phone_in
from tests.browser.people import fill, press
from tests.browser.voting import Voting, choose_group
from tests.browser.watch import Watch
from tests.conftest import visitor
from tests.workshops.rooms import Host, phone_of

CELL = "kam_unit"
NARROW: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture
def phone(open_fresh_browser: OpenBrowser, site: Site) -> Page:
    """A phone on which nobody is signed in."""
    return open_fresh_browser(viewport=PHONE).new_page()


def test_two_taps_lead_to_the_first_cell(phone: Page, host: Host) -> None:
    workshop_id = host.open("A")
    host.begin(workshop_id)
    phone.goto(f"/join/{host.link(workshop_id)}")
    choose_group(phone, "KAM team")
    press(phone, "Join")
    first = phone.locator("#cell-kam_team")
    expect(first.locator(".ask__title")).to_have_text("KAM team (your group)")
    first.get_by_label("Transition state").click()
    expect(first.locator(".state")).to_have_text("Saved: 2 Transition state")


def test_the_code_leads_to_the_door(phone: Page, host: Host, watch: Watch) -> None:
    watch.expect_failed_requests()
    workshop_id = host.open("A")
    phone.goto("/sign-in")
    phone.get_by_role("link", name="Join with its code").click()
    fill(phone, code="aaaa aaaa")
    press(phone, "Go on")
    expect(phone.get_by_role("alert")).to_be_focused()
    expect(phone.get_by_label("Code")).to_have_value("aaaa aaaa")
    fill(phone, code=host.room(workshop_id).code.lower())
    press(phone, "Go on")
    expect(phone.get_by_role("heading", name="Votes are anonymous")).to_be_visible()


def test_the_theme_is_kept_on_a_page_without_htmx(phone: Page) -> None:
    phone.goto("/join")
    phone.get_by_label("Dark").check()
    expect(phone.locator("html")).to_have_attribute("data-theme", "dark")
    expect(phone).to_have_url(re.compile("/join$"))


def test_the_page_goes_along_from_the_lobby_to_the_score(voting: Voting, host: Host) -> None:
    page, workshop_id = voting.page, voting.seat.workshop_id
    voting.open()
    voting.tap(CELL, "1")
    voting.expect_saved(CELL, "1")
    expect(page.locator("#groups")).to_be_visible()
    host.fill(workshop_id, "1122")
    host.reveal(workshop_id, "A", CELL)
    voting.look()
    expect(voting.cell(CELL)).to_contain_text("You chose 1 Ready to change. So did 3 of 5.")
    expect(page.locator("#told")).to_have_text("KAM unit (your group): Revealed")
    expect(page.locator("#groups")).to_be_hidden()
    host.lead(deciding.decide, workshop_id, CellId("A", CELL), Decision(2, "Half of them have plans."), 1)
    voting.look()
    expect(voting.state(CELL)).to_have_text("Revealed: 2 agreed")
    expect(voting.cell(CELL)).to_contain_text("Half of them have plans.")
    page.evaluate("window.scrollTo(0, 400)")
    host.lead(leading.go_to, workshop_id, "B")
    voting.look()
    expect(page.get_by_role("heading", level=1)).to_have_text("Structure")
    expect(page.locator("#told")).to_have_text("Element 2 of 2: Structure")
    expect(page).to_have_title("Structure, workshop - KAM Maturity")
    assert page.evaluate("window.scrollY") == 0
    voting.tap(CELL, "0")
    voting.expect_saved(CELL, "0")
    assert voting.stored(host, CELL, "B") == "0"


def test_the_lobby_becomes_the_first_element(open_fresh_browser: OpenBrowser, site: Site, host: Host) -> None:
    workshop_id = host.open("A")
    voting = Voting(*phone_in(open_fresh_browser, site, host.join(workshop_id)))
    voting.open()
    expect(voting.page.get_by_text("Voting has not begun.")).to_be_visible()
    host.begin(workshop_id)
    voting.look()
    voting.tap(CELL, "3")
    voting.expect_saved(CELL, "3")


def test_the_next_cell_opens_and_is_counted(voting: Voting) -> None:
    voting.open()
    expect(voting.cell("key_account_manager")).not_to_have_attribute("open", "")
    voting.choice(CELL, "1").click()
    expect(voting.cell("key_account_manager")).to_have_attribute("open", "")
    voting.choice("key_account_manager", "unknown").click()
    expect(voting.page.locator("#answered")).to_have_text("2 of 5 answered.")
    voting.expect_saved("key_account_manager", "unknown")
    voting.cell(CELL).get_by_role("button", name="Take back").click()
    voting.expect_saved(CELL, "")
    expect(voting.page.locator("#answered")).to_have_text("1 of 5 answered.")
    expect(voting.choice(CELL, "0")).to_be_focused()


def test_a_reveal_leaves_other_cells_as_they_are(voting: Voting, host: Host) -> None:
    voting.open()
    voting.tap("kam_team", "2")
    voting.expect_saved("kam_team", "2")
    voting.choice("kam_team", "2").focus()
    host.reveal(voting.seat.workshop_id, "A", CELL)
    voting.look()
    expect(voting.state(CELL)).to_have_text("Revealed")
    voting.expect_shown("kam_team", "2")
    expect(voting.choice("kam_team", "2")).to_be_focused()


def test_who_is_too_late_is_told_why(voting: Voting, host: Host, watch: Watch) -> None:
    watch.expect_failed_requests()
    voting.page.route("**/events", lambda _: None)  # no nudge gets through, so the page still asks
    voting.open()
    host.reveal(voting.seat.workshop_id, "A", CELL)
    voting.tap(CELL, "2")
    expect(voting.state(CELL)).to_contain_text("Not counted: The answers to this cell are revealed.")
    expect(voting.cell(CELL)).to_contain_text("You did not answer.")
    expect(voting.page.locator("#refused")).to_be_hidden()
    voting.expect_all_sent()


def test_a_new_round_begins_afresh(voting: Voting, host: Host) -> None:
    voting.open()
    voting.tap(CELL, "1")
    voting.expect_saved(CELL, "1")
    host.reveal(voting.seat.workshop_id, "A", CELL)
    voting.look()
    expect(voting.state(CELL)).to_have_text("Revealed")
    host.lead(leading.reopen, voting.seat.workshop_id, CellId("A", CELL))
    voting.look()
    voting.expect_saved(CELL, "")
    voting.tap(CELL, "3")
    voting.expect_saved(CELL, "3")
    assert voting.stored(host, CELL) == "3"


def test_what_another_tab_chose_is_shown(voting: Voting, host: Host) -> None:
    voting.open()
    other = Voting(voting.page.context.new_page(), voting.seat)
    other.open()
    other.tap(CELL, "3")
    other.expect_saved(CELL, "3")
    voting.look()
    voting.expect_saved(CELL, "3")
    voting.tap(CELL, "1")
    voting.expect_saved(CELL, "1")
    assert voting.stored(host, CELL) == "1"


def test_everybody_goes_at_their_own_pace(open_fresh_browser: OpenBrowser, site: Site, host: Host) -> None:
    workshop_id = host.open("AB", pace=Pace.OWN)
    host.begin(workshop_id)
    voting = Voting(*phone_in(open_fresh_browser, site, host.join(workshop_id), has_touch=True))
    voting.open()
    voting.page.get_by_role("link", name="Structure").click()
    voting.tap(CELL, "2")
    voting.expect_saved(CELL, "2")
    voting.page.get_by_role("link", name="Previous: Strategy").click()
    voting.tap("kam_team", "1")
    voting.expect_saved("kam_team", "1")
    voting.page.get_by_role("link", name="All elements").click()
    expect(voting.page.locator(".papers")).to_contain_text("Structure 1 of 5 answered")


def test_a_phone_that_was_taken_out_is_told(voting: Voting, host: Host, watch: Watch) -> None:
    watch.expect_failed_requests()
    voting.open()
    host.lead(leading.remove, voting.seat.workshop_id, voting.seat.id, removed=True)
    voting.look()
    expect(voting.page.locator("#notice")).to_contain_text("This device has not joined this workshop")


def test_who_leaves_is_forgotten(voting: Voting, host: Host, watch: Watch) -> None:
    watch.expect_failed_requests()  # a nudge may come while the page that is left still listens
    voting.open()
    voting.page.get_by_text("Leave the workshop").click()
    press(voting.page, "Leave")
    expect(voting.page).to_have_url(re.compile("/join$"))
    assert voting.page.context.cookies() == []


def test_the_account_of_a_member_plays_no_part(context: BrowserContext, host: Host) -> None:
    """What the director has not sent yet as the director is neither shown nor sent in the room, and the other way."""
    workshop_id = host.open("A")
    host.begin(workshop_id)
    page = context.new_page()
    page.goto(f"/join/{host.link(workshop_id)}")
    choose_group(page, "Other")
    press(page, "Join")
    page.evaluate("localStorage.setItem('kam.unsent 1 /cycles/1/cells/A/kam_unit/choice score', '{}')")
    page.reload()
    expect(page.locator("#unsent")).to_be_hidden()
    assert page.evaluate("document.body.dataset.person").startswith(f"room-{workshop_id}-")


@pytest.mark.parametrize("key", ["0", "3"])
def test_digits_choose(voting: Voting, host: Host, key: str) -> None:
    voting.open()
    voting.choice(CELL, "1").focus()
    voting.page.keyboard.press(key)
    voting.expect_saved(CELL, key)
    voting.page.keyboard.press("ArrowDown")
    voting.expect_saved(CELL, {"0": "1", "3": "unknown"}[key])
    voting.page.keyboard.press("Delete")
    voting.expect_saved(CELL, "")
    voting.expect_all_sent()
    assert voting.stored(host, CELL) == ""


def test_help_opens_and_closes(voting: Voting) -> None:
    voting.open()
    voting.choice(CELL, "0").focus()
    voting.page.keyboard.press("?")
    expect(voting.page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    voting.page.keyboard.press("Escape")
    expect(voting.choice(CELL, "0")).to_be_focused()


def test_enter_takes_nothing_back(voting: Voting, host: Host) -> None:
    voting.open()
    voting.choice(CELL, "2").focus()
    voting.page.keyboard.press("2")
    voting.expect_saved(CELL, "2")
    voting.page.keyboard.press("Enter")
    voting.look()
    voting.expect_saved(CELL, "2")


def test_there_is_room_for_a_finger(voting: Voting) -> None:
    voting.page.set_viewport_size(NARROW)
    voting.open()
    voting.tap(CELL, "1")
    voting.expect_saved(CELL, "1")
    for control in voting.page.locator(
        ".stage:visible, .ask > summary, .ask__body button:visible, .steps .button"
    ).all():
        box = control.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44


def test_a_hostile_name_is_text(open_fresh_browser: OpenBrowser, site: Site, host: Host) -> None:
    hostile = "<img src=x onerror=window.hacked=1>"
    workshop_id = host.open("A", named=True, cycle_id=host.scribe.start(hostile))
    seat = host.join(workshop_id, "kam_unit", hostile)
    assert hostile not in phone_of(site.app, seat).get(f"/w/{workshop_id}").text
    voting = Voting(*phone_in(open_fresh_browser, site, seat))
    voting.open()
    host.begin(workshop_id)
    voting.look()
    expect(voting.page.locator(".seat")).to_contain_text(hostile)
    assert voting.page.evaluate("window.hacked") is None
    assert visitor(site.app).get(f"/w/{workshop_id}").status_code == 404


def test_who_stays_to_the_end_is_told_calmly(voting: Voting, host: Host, watch: Watch) -> None:
    watch.expect_failed_requests()  # the seat that a last look asks for is gone
    voting.open()
    host.lead(closing.close, voting.seat.workshop_id)
    expect(voting.page.get_by_role("heading", name="The workshop is over")).to_be_visible()
    assert closing.close_what_is_due(host.scribe.session) == 1
    host.scribe.session.commit()
    voting.look()
    expect(voting.page.locator("#notice")).to_have_text("The workshop is closed. No more answers are taken.")
    expect(voting.page.get_by_text("Leave the workshop")).to_be_hidden()


def test_who_waits_is_back_when_closing_is_taken_back(voting: Voting, host: Host) -> None:
    voting.open()
    host.lead(closing.close, voting.seat.workshop_id)
    expect(voting.page.get_by_role("heading", name="The workshop is over")).to_be_visible()
    host.lead(closing.keep_open, voting.seat.workshop_id)
    expect(voting.cell(CELL)).to_be_visible()
    expect(voting.page.get_by_text("Leave the workshop")).to_be_visible()
    voting.tap(CELL, "2")
    voting.expect_saved(CELL, "2")
