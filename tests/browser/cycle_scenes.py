"""The pages about cycles, in every state that looks different."""

import re
from datetime import date

from playwright.sync_api import expect

from app.assessments import service
from app.assessments.details import Details
from tests.browser.line import SAVES
from tests.browser.scoring import Scoring
from tests.browser.stage import LONG_NOTE, REASON, Scenes, Stage

scene = Scenes()


@scene
def home_empty(stage: Stage) -> None:
    stage.page.goto("/")


@scene
def home_empty_as_a_reader(stage: Stage) -> None:
    stage.become(stage.cast.steering)
    stage.page.goto("/")


@scene
def home_full(stage: Stage) -> None:
    for number, score in enumerate((0, 1, 2), 1):
        stage.scribe.final(f"202{number} H1", score)
    stage.scribe.final("2025 H1", unit="Northern Europe", out_of_scope=("E",), reason=REASON)
    stage.partly_scored()
    stage.page.goto("/")


@scene
def new_cycle(stage: Stage) -> None:
    stage.page.goto("/cycles/new")


@scene
def new_cycle_with_errors(stage: Stage) -> None:
    stage.page.goto("/cycles/new")
    stage.page.get_by_label("Held on").fill("")
    stage.page.get_by_label("Unit", exact=True).fill("")
    stage.page.get_by_label("Leave out").check()
    stage.page.get_by_role("button", name="Start the cycle").click()
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def new_cycle_with_nothing_to_copy(stage: Stage) -> None:
    stage.scribe.final("2026 H1", held_on=date(2026, 5, 12))
    stage.scribe.final("2026 H1", unit="Northern Europe and the countries of the Baltic", held_on=date(2026, 5, 12))
    stage.page.goto("/cycles/new")
    stage.page.get_by_label("Name of the cycle").fill("2027 H1")
    stage.page.get_by_label("Unit", exact=True).fill("Iberia")
    stage.page.get_by_label("Copy the last final cycle").check()
    stage.page.get_by_role("button", name="Start the cycle").click()
    expect(stage.page.get_by_role("alert")).to_be_focused()
    stage.page.get_by_text("The last final cycle of each unit").click()


@scene
def details(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.partly_scored()}/details")


@scene
def details_stale(stage: Stage) -> None:
    cycle_id = stage.partly_scored()
    stage.page.goto(f"/cycles/{cycle_id}/details")
    theirs = Details("2026 second half", date(2026, 12, 1), "Northern Europe", ("E",), REASON)
    service.edit(stage.scribe.session, stage.cast.director, cycle_id, theirs, version=1)
    stage.scribe.session.commit()
    stage.page.get_by_label("Name of the cycle").fill("2026 H2, Europe")
    stage.page.get_by_role("button", name="Save the details").click()
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def score_fresh(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.scribe.start()}/elements/A")


@scene
def score_partly(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.partly_scored()}/elements/B")


@scene
def score_without_an_element(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.scribe.start(out_of_scope=('E',), reason=REASON)}/elements/I")


@scene
def score_not_saved(stage: Stage) -> None:
    scoring = Scoring(stage.page)
    scoring.open(stage.partly_scored(), "B")
    stage.page.route(SAVES, lambda route: route.abort("connectionrefused"))
    scoring.tap("associated_functions", 3)
    scoring.expect_not_saved("associated_functions")
    expect(stage.page.locator("#unsent")).to_be_visible()


@scene
def score_stale_note(stage: Stage) -> None:
    cycle_id = stage.partly_scored()
    scoring = Scoring(stage.page)
    scoring.open(cycle_id, "B")
    stage.note(cycle_id, "B", "kam_unit", LONG_NOTE)
    scoring.open_note("kam_unit").fill("The list was drawn up in March.")
    scoring.note("kam_unit").blur()
    expect(scoring.cell("kam_unit").get_by_role("alert")).to_be_visible()


@scene
def score_refused(stage: Stage) -> None:
    scoring = Scoring(stage.page)
    scoring.open(stage.partly_scored(), "B")
    scoring.open_note("kam_unit").fill("x" * 2001)
    scoring.note("kam_unit").blur()
    expect(scoring.state("kam_unit")).to_contain_text("Shorten it")


@scene
def score_as_a_reader(stage: Stage) -> None:
    stage.become(stage.cast.steering)
    stage.page.goto(f"/cycles/{stage.partly_scored()}/elements/B")


@scene
def score_copied(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.copied()}/elements/B")
    expect(stage.page.get_by_role("button", name="Confirm 2 for KAM team")).to_be_visible()


@scene
def score_copied_as_a_reader(stage: Stage) -> None:
    stage.become(stage.cast.steering)
    stage.page.goto(f"/cycles/{stage.copied()}/elements/B")


@scene
def keyboard_help(stage: Stage) -> None:
    scoring = Scoring(stage.page)
    scoring.open(stage.partly_scored(), "B")
    scoring.stage("kam_unit", 0).focus()
    stage.page.keyboard.press("?")
    expect(stage.page.get_by_role("dialog")).to_be_visible()


@scene
def refused_elsewhere(stage: Stage) -> None:
    score_refused(stage)
    stage.page.goto("/method")
    expect(stage.page.locator("#refused")).to_be_visible()


@scene
def check_incomplete(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.partly_scored()}/check")


@scene
def check_complete(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.scribe.complete(out_of_scope=('E',), reason=REASON)}/check")


@scene
def check_unreviewed(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.copied()}/check")
    stage.page.get_by_role("button", name="Finish the cycle").click()
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def results_of_a_copy(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.copied()}/results")


@scene
def score_agreed(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.agreed()}/elements/B")


@scene
def check_agreed(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.agreed()}/check")


@scene
def results_agreed(stage: Stage) -> None:
    cycle_id = stage.agreed()
    stage.scribe.finish(cycle_id)
    stage.page.goto(f"/cycles/{cycle_id}/results")
    stage.page.get_by_text("The rule of agreement").click()


@scene
def results_of_a_draft(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.partly_scored()}/results")


@scene
def results_final(stage: Stage) -> None:
    cycle_id = stage.scribe.complete(score=1)
    stage.note(cycle_id, "C", "kam_team", LONG_NOTE)
    stage.page.goto(f"/cycles/{cycle_id}/check")
    stage.page.get_by_role("button", name="Finish the cycle").click()
    stage.page.wait_for_url("**/results")


@scene
def results_without_an_element(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.scribe.final(out_of_scope=('E',), reason=REASON)}/results")


@scene
def correct(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.scribe.final()}/correct")


@scene
def correct_with_an_error(stage: Stage) -> None:
    correct(stage)
    stage.page.get_by_role("button", name=re.compile("^Open revision")).click()
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def method(stage: Stage) -> None:
    stage.page.goto("/method")


@scene
def signed_out(stage: Stage) -> None:
    stage.page.goto("/cycles/new")
    stage.page.context.clear_cookies()
    stage.page.get_by_role("button", name="Start the cycle").click()
    expect(stage.page.get_by_role("heading", name="You are signed out")).to_be_visible()


@scene
def not_found(stage: Stage) -> None:
    stage.page.goto("/cycles/999/results")
