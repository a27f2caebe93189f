"""A sign-in that ends meanwhile costs nobody what they entered, and puts no form where it does not belong."""

from playwright.sync_api import Page, expect
from sqlmodel import delete

from app.accounts.models import SignInRow
from app.accounts.tokens import hash_of
from app.db.engine import writing
from tests.browser.conftest import OpenBrowser, Site
from tests.browser.scoring import Scoring
from tests.browser.watch import Watch
from tests.conftest import COOKIE, Cast, Scribe, token_of

CELL = "kam_unit"
UNSENT = "Object.keys(localStorage).filter((key) => key.startsWith('kam.unsent')).length"


def end_sign_ins(site: Site) -> None:
    """End every sign-in on the server, as somebody else would."""
    with writing(site.app.state.engine) as session:
        session.execute(delete(SignInRow))
        session.commit()


def sign_in_as(page: Page, site: Site, cast: Cast, who: str) -> None:
    """Sign somebody in, as the form would."""
    person = getattr(cast, who)
    with writing(site.app.state.engine) as session:
        session.add(SignInRow(token_hash=hash_of(token_of(person.person)), person_id=person.person_id))
        session.commit()
    page.context.add_cookies([{"name": COOKIE, "value": token_of(person.person), "url": site.address}])


def signed_out_while_scoring(scoring: Scoring, scribe: Scribe, site: Site) -> int:
    """Score with a sign-in that has ended, and return the cycle's id."""
    cycle_id = scribe.start()
    scoring.open(cycle_id)
    end_sign_ins(site)
    scoring.tap(CELL, 2)
    scoring.page.wait_for_url("**/sign-in?next=*")
    return cycle_id


def test_a_score_waits_until_its_person_is_back(
    scoring: Scoring, scribe: Scribe, site: Site, cast: Cast, watch: Watch
) -> None:
    watch.expect_failed_requests()
    cycle_id = signed_out_while_scoring(scoring, scribe, site)
    page = scoring.page
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    expect(page.locator("input[name=next]")).to_have_value(f"/cycles/{cycle_id}/elements/A")
    expect(page.locator("#unsent")).to_be_hidden()
    assert page.evaluate(UNSENT) == 1
    assert site.stored(cycle_id, "A", CELL).score is None
    sign_in_as(page, site, cast, "director")
    page.goto(page.locator("input[name=next]").input_value())
    scoring.expect_saved(CELL)
    scoring.expect_all_sent()
    assert site.stored(cycle_id, "A", CELL).score == 2


def test_what_somebody_else_left_is_neither_sent_nor_shown(
    scoring: Scoring, scribe: Scribe, site: Site, cast: Cast, watch: Watch
) -> None:
    watch.expect_failed_requests()
    cycle_id = signed_out_while_scoring(scoring, scribe, site)
    page = scoring.page
    sign_in_as(page, site, cast, "contributor")
    scoring.open(cycle_id)
    scoring.tap("kam_team", 1)
    scoring.expect_saved("kam_team")
    scoring.expect_shown(CELL, None)
    expect(page.locator("#unsent")).to_be_hidden()
    assert site.stored(cycle_id, "A", CELL).score is None
    assert page.evaluate(UNSENT) == 1
    sign_in_as(page, site, cast, "director")
    scoring.open(cycle_id)
    scoring.expect_all_sent()
    assert site.stored(cycle_id, "A", CELL).score == 2


def test_the_regular_look_at_the_server_sends_the_whole_page_to_sign_in(
    page: Page, scribe: Scribe, site: Site, watch: Watch
) -> None:
    watch.expect_failed_requests()
    cycle_id = scribe.start()
    page.goto(f"/cycles/{cycle_id}/elements/A")
    end_sign_ins(site)
    page.evaluate("htmx.trigger('#refresh', 'refresh')")
    page.wait_for_url(f"**/sign-in?next=%2Fcycles%2F{cycle_id}%2Felements%2FA")


def test_a_form_is_sent_again_from_the_page_that_says_so(
    open_browser: OpenBrowser, scribe: Scribe, site: Site, cast: Cast, watch: Watch
) -> None:
    watch.expect_failed_requests()
    page = open_browser(java_script_enabled=False).new_page()
    cycle_id = scribe.start()
    page.goto(f"/cycles/{cycle_id}/details")
    page.get_by_label("Name of the cycle").fill("Typed before the sign-in ended")
    end_sign_ins(site)
    page.get_by_role("button", name="Save the details").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in, in a new tab").click()
    expect(opened.value.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    sign_in_as(page, site, cast, "director")
    page.reload()
    expect(page).to_have_url(f"{site.address}/cycles/{cycle_id}/elements/A")
    assert site.sheet(cycle_id).cycle.details.title == "Typed before the sign-in ended"
