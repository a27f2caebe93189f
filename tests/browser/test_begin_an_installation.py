"""An installation begins: from the link that the server printed until everybody scores, reads and signs in again."""

from collections.abc import Callable

import pyotp
import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from sqlmodel import Session

from app.accounts import first_start
from app.accounts.service import get_first_director
from tests.browser.conftest import OpenBrowser
from tests.browser.people import (
    add_unit,
    expect_sign_in,
    expect_signed_in,
    fill,
    follow,
    invite,
    open_organisation,
    press,
    shown_link,
    sign_in,
    sign_out,
)
from tests.browser.scoring import Scoring
from tests.browser.watch import Watch
from tests.conftest import Scribe

ADA, CARLA, STEFAN = "ada@example.com", "carla@example.com", "stefan@example.com"
PASSWORD = "nine verticals and a band"
ANOTHER = "seven lanterns over water"
NewPage = Callable[[], Page]


@pytest.fixture
def new_person(open_fresh_browser: OpenBrowser) -> NewPage:
    """Sit one more person down at a browser of their own."""
    return lambda: open_fresh_browser().new_page()


@pytest.fixture
def ada(app: FastAPI, new_person: NewPage) -> Page:
    """The browser of the first administrator, who has just set the installation up."""
    page = new_person()
    follow(page, first_start.prepare(app.state.engine, app.state.settings))
    fill(page, organisation="Example Group", your_name="Ada First", email_address=ADA, password=PASSWORD)
    press(page, "Set up")
    expect_signed_in(page, "Ada First")
    return page


def join(page: Page, link: str, name: str) -> None:
    """Accept an invitation as somebody new."""
    follow(page, link)
    expect(page.get_by_role("heading", name="Join Example Group")).to_be_visible()
    fill(page, your_name=name, password=PASSWORD)
    press(page, "Join")
    expect_signed_in(page, name)


def expect_to_manage_nothing(page: Page, cycle_id: int) -> None:
    """Expect no way to start or finish a cycle, or to change who belongs to the organisation."""
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Start a cycle")).to_have_count(0)
    page.goto(f"/cycles/{cycle_id}/check")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Finish the cycle")).to_have_count(0)
    page.get_by_role("link", name="Organisation", exact=True).click()
    expect(page.get_by_role("heading", name="Ada First")).to_be_visible()
    expect(page.get_by_role("button", name="Make the invitation")).to_have_count(0)
    expect(page.get_by_role("navigation", name="Organisation")).to_have_count(0)


def begun(session: Session) -> int:
    """Have the director score a whole cycle, and return its id."""
    director = get_first_director(session)
    assert director is not None
    return Scribe(session, director).complete()


def test_everybody_gets_in_and_does_what_their_role_allows(ada: Page, new_person: NewPage, session: Session) -> None:
    open_organisation(ada, "Units")
    add_unit(ada, "Northern Europe")
    add_unit(ada, "Iberia")
    open_organisation(ada, "Members")
    to_stefan = invite(ada, STEFAN, "steering")
    to_carla = invite(ada, CARLA, "contributor")
    stefan, carla = new_person(), new_person()
    join(stefan, to_stefan, "Stefan Steering")
    join(carla, to_carla, "Carla Contributor")
    cycle_id = begun(session)
    for page in (stefan, carla):
        expect_to_manage_nothing(page, cycle_id)
    stefan.goto(f"/cycles/{cycle_id}/elements/A")
    expect(Scoring(stefan).stage("kam_unit", 3)).to_be_disabled()
    scoring = Scoring(carla)
    scoring.open(cycle_id)
    scoring.tap("kam_unit", 3)
    scoring.expect_saved("kam_unit")
    ada.goto(f"/cycles/{cycle_id}/check")
    press(ada, "Finish the cycle")
    ada.wait_for_url("**/results")


def test_an_invitation_works_once(ada: Page, new_person: NewPage, watch: Watch) -> None:
    watch.expect_failed_requests()
    open_organisation(ada, "Members")
    link = invite(ada, CARLA, "contributor")
    join(new_person(), link, "Carla Contributor")
    late = new_person()
    follow(late, link)
    expect(late.get_by_text("This link has been used")).to_be_visible()


def test_signing_out_everywhere_else_ends_the_other_browsers(ada: Page, new_person: NewPage) -> None:
    elsewhere = new_person()
    sign_in(elsewhere, ADA, PASSWORD)
    expect_signed_in(elsewhere, "Ada First")
    ada.get_by_role("link", name="Ada First").click()
    press(ada, "Sign out everywhere else")
    expect(ada.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)
    expect_signed_in(ada, "Ada First")
    elsewhere.goto("/")
    expect_sign_in(elsewhere)


def test_a_forgotten_password_is_replaced_by_a_link_of_the_administrator(
    ada: Page, new_person: NewPage, watch: Watch
) -> None:
    watch.expect_failed_requests()
    open_organisation(ada, "Members")
    carla = new_person()
    join(carla, invite(ada, CARLA, "contributor"), "Carla Contributor")
    sign_out(carla, watch)
    ada.get_by_role("link", name="Installation").click()
    press(ada, "Link for a new password for Carla Contributor")
    follow(carla, shown_link(ada))
    fill(carla, new_password=ANOTHER)
    press(carla, "Change the password")
    expect(carla.get_by_role("heading", name="Your password has changed")).to_be_visible()
    sign_in(carla, CARLA, PASSWORD)
    expect(carla.get_by_role("alert")).to_contain_text("You are not signed in")
    sign_in(carla, CARLA, ANOTHER)
    expect_signed_in(carla, "Carla Contributor")


def test_a_second_factor_is_asked_for_from_then_on(ada: Page, watch: Watch) -> None:
    ada.get_by_role("link", name="Ada First").click()
    ada.get_by_role("link", name="Add a second factor").click()
    fill(ada, current_password=PASSWORD)
    press(ada, "Add a second factor")
    authenticator = pyotp.TOTP(ada.locator("code").inner_text())
    ada.locator("#confirm-current").fill(PASSWORD)
    fill(ada, code=authenticator.now())
    press(ada, "Confirm")
    expect(ada.get_by_role("heading", name="Recovery codes")).to_be_visible()
    recovery_code = ada.locator("main code").first.inner_text()
    ada.get_by_role("link", name="I have kept them").click()
    sign_out(ada, watch)
    sign_in(ada, ADA, PASSWORD)
    expect(ada.get_by_role("heading", name="Second factor")).to_be_visible()
    fill(ada, code=recovery_code)
    press(ada, "Go on")
    expect_signed_in(ada, "Ada First")
