"""A cycle that somebody finished while a page was open: nothing is changed, and the person is told."""

import pytest
from playwright.sync_api import expect

from app.assessments import service
from tests.browser.conftest import Site
from tests.browser.line import Fate, Line
from tests.browser.scoring import Scoring
from tests.browser.watch import Watch
from tests.conftest import Scribe

CELL = "kam_unit"
FINAL = "This cycle is final, so it can’t be changed."


@pytest.fixture(autouse=True)
def _refusals_are_expected(watch: Watch) -> None:
    watch.expect_failed_requests()


@pytest.fixture
def cycle_id(scribe: Scribe) -> int:
    return scribe.complete(score=2)


def finish(scribe: Scribe, cycle_id: int) -> None:
    service.finish(scribe.session, scribe.director, cycle_id)
    scribe.session.commit()


def test_it_refuses_a_choice_on_its_cell(scoring: Scoring, scribe: Scribe, cycle_id: int, site: Site) -> None:
    scoring.page.clock.install()
    scoring.open(cycle_id)
    finish(scribe, cycle_id)
    scoring.tap(CELL, 3)
    expect(scoring.state(CELL)).to_contain_text(FINAL)
    scoring.expect_shown(CELL, 2)  # what is stored, not what was refused
    with scoring.page.expect_response("**/states"):
        scoring.page.clock.fast_forward(15_000)
    expect(scoring.state(CELL)).to_contain_text(FINAL)
    assert site.stored(cycle_id, "A", CELL).score == 2


def test_it_sends_it_only_once(scoring: Scoring, scribe: Scribe, cycle_id: int) -> None:
    scoring.page.clock.install()
    scoring.open(cycle_id)
    finish(scribe, cycle_id)
    sent: list[str] = []
    scoring.page.on("request", lambda request: sent.append(request.url) if "/cells/" in request.url else None)
    scoring.tap(CELL, 3)
    expect(scoring.state(CELL)).to_contain_text(FINAL)
    scoring.page.clock.fast_forward(45_000)  # longer than any pause between two attempts
    scoring.page.goto("/method")
    expect(scoring.page.locator("#unsent")).to_be_hidden()
    assert len(sent) == 1


def test_it_refuses_a_note_and_keeps_its_words(scoring: Scoring, scribe: Scribe, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    finish(scribe, cycle_id)
    scoring.open_note(CELL).fill("Too late")
    scoring.note(CELL).blur()
    expect(scoring.state(CELL)).to_contain_text(FINAL)
    expect(scoring.note(CELL)).to_have_value("Too late")
    scoring.page.goto("/method")
    expect(scoring.page.locator("#refused")).to_contain_text(FINAL)
    expect(scoring.page.locator("#refused")).to_contain_text("Too late")
    assert site.stored(cycle_id, "A", CELL).note == ""


def test_it_tells_of_a_choice_that_comes_too_late(scoring: Scoring, scribe: Scribe, cycle_id: int, site: Site) -> None:
    scoring.open(cycle_id)
    line = Line(scoring.page)
    scoring.tap(CELL, 3)
    line.settle(Fate.DROPPED)
    scoring.expect_not_saved(CELL)
    finish(scribe, cycle_id)
    line.forget()  # or the page that is left could still be told
    scoring.page.reload()
    scoring.page.wait_for_url("**/results")  # a final cycle is read, not scored
    line.open()
    expect(scoring.page.locator("#refused")).to_contain_text(FINAL)
    scoring.page.locator("#refused").get_by_role("button", name="Discard").click()
    expect(scoring.page.locator("#refused")).to_be_hidden()
    assert site.stored(cycle_id, "A", CELL).score == 2
