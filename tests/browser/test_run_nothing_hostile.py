"""Hostile text in everything that is stored: a browser runs none of it, and its policy is never even asked."""

from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.scoring import Scoring
from tests.browser.watch import Watch
from tests.conftest import Scribe, browser_of
from tests.crawl import pages
from tests.hostile import HOSTILE
from tests.plans.planner import plan
from tests.web.test_show_hostile_text import spoil

BLANK = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def test_no_page_runs_what_people_entered(page: Page, scribe: Scribe, site: Site, watch: Watch) -> None:
    watch.expect_failed_requests()  # the page of an address that is not there is looked at too
    for picture in ("**/charts/**", "**/*.svg?theme=*"):  # slow to draw
        page.route(picture, lambda route: route.fulfill(body=BLANK, content_type="image/svg+xml"))
    scribe.final(HOSTILE[:80])
    cycle_id = scribe.complete(out_of_scope=("E",), reason="Why.")
    director = browser_of(site.app, "Dana Director")
    note = {"note": HOSTILE, "version": "0"}
    assert director.post(f"/cycles/{cycle_id}/cells/A/kam_unit/note", data=note).status_code == 200
    plan(scribe.session, scribe.director, owner_id=None, owner_name="Ana")
    spoil(site.app.state.engine)
    found = list(pages(director))
    assert {f"/cycles/{cycle_id}/elements/A", "/actions/1"} <= set(found)
    for path in found:
        page.goto(path)
        assert page.evaluate("window.hacked") is None, path


def test_no_answer_runs_what_others_entered(scoring: Scoring, scribe: Scribe, site: Site) -> None:
    page = scoring.page
    scoring.open(scribe.start())
    spoil(site.app.state.engine)
    with page.expect_response("**/states"):
        page.evaluate("htmx.trigger('#refresh', 'refresh')")
    scoring.tap("kam_unit", 2)
    scoring.expect_saved("kam_unit")
    assert page.evaluate("window.hacked") is None


def test_nothing_gets_past_the_one_policy(page: Page, site: Site, watch: Watch) -> None:
    watch.expect("policy violated", "Trusted", "TrustedHTML", "trusted-types", "Content Security Policy")
    page.goto("/method")
    refused = """() => {
      try { document.body.innerHTML = "<b>x</b>"; return "assigned"; } catch (error) { return error.name; }
    }"""
    assert page.evaluate(refused) == "TypeError"
    other = """() => {
      try { trustedTypes.createPolicy("other", {}); return "made"; } catch (error) { return error.name; }
    }"""
    assert page.evaluate(other) == "TypeError"
