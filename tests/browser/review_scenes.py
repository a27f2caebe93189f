"""The pages about reviews and comments, and the history, in every state that looks different."""

from dataclasses import replace
from datetime import date

from playwright.sync_api import expect

from app.assessments import service
from app.plans.comments import add_comment
from app.plans.models import Status
from app.plans.reviews import edit_review
from tests.browser.organisation_scenes import LONG_UNIT
from tests.browser.people import press
from tests.browser.stage import LONG_NOTE, REASON, Scenes, Stage
from tests.conftest import TODAY
from tests.plans.meetings import add_action, minutes_for, record

scene = Scenes()
LONG_NAMES = "Stella Steering, Chair of the Board’s committee on key accounts\n" + "x" * 70


def _meet(stage: Stage) -> int:
    """Record two reviews, of four cycles, one of which is corrected later; return the id of the last."""
    director, session = stage.cast.director, stage.session
    first = stage.scribe.final("2025 H1", 1, held_on=date(2025, 5, 20))
    record(session, director, first, held_on=date(2025, 6, 9), decided=LONG_NOTE, questions=LONG_NOTE)
    service.finish(session, director, service.correct(session, director, first, REASON))
    stage.scribe.final("2026 H1", 2, unit=LONG_UNIT, held_on=date(2026, 5, 2), out_of_scope=("E",), reason=REASON)
    last = stage.scribe.final()
    actions = (
        add_action(session, director, last, "Name a sponsor on the Board " + "x" * 80, Status.DONE),
        add_action(session, director, last, "Agree one account plan"),
    )
    return record(
        session,
        stage.cast.steering,
        last,
        first + 2,
        attended=LONG_NAMES,
        decided=f"Ten accounts.\n\n{LONG_NOTE}",
        questions="Who pays?",
        next_on=date(2099, 5, 12),
        actions=actions,
    )


@scene
def history_of_nothing(stage: Stage) -> None:
    stage.page.goto("/reviews")


@scene
def history(stage: Stage) -> None:
    _meet(stage)
    stage.page.goto("/reviews")


@scene
def history_before_a_year(stage: Stage) -> None:
    _meet(stage)
    stage.page.goto("/reviews?before=2026")


@scene
def review(stage: Stage) -> None:
    stage.page.goto(f"/reviews/{_meet(stage)}")


@scene
def review_of_what_was_corrected(stage: Stage) -> None:
    stage.become(stage.cast.contributor)
    stage.page.goto(f"/reviews/{_meet(stage) - 1}")


@scene
def new_review(stage: Stage) -> None:
    _meet(stage)
    for number in range(12):
        stage.scribe.final(f"Number {number}")
    stage.page.goto("/reviews/new")
    stage.page.get_by_text("Older cycles").click()


@scene
def new_review_of_nothing(stage: Stage) -> None:
    stage.page.goto("/reviews/new")


@scene
def new_review_with_errors(stage: Stage) -> None:
    _meet(stage)
    stage.page.goto("/reviews/new")
    press(stage.page, "Record the review")
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def review_stale(stage: Stage) -> None:
    last = _meet(stage)
    stage.page.goto(f"/reviews/{last}/edit")
    cycle = int(stage.page.locator("[name=cycles]:checked").first.get_attribute("value") or 0)
    theirs = replace(minutes_for(cycle), decided=LONG_NOTE, attended="Stella Steering")
    edit_review(stage.session, stage.cast.steering, last, theirs, 1, TODAY)
    stage.session.commit()
    stage.page.get_by_label("Open questions").fill("Who pays, and when?")
    press(stage.page, "Save the review")
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def new_action_of_a_review(stage: Stage) -> None:
    stage.page.goto(f"/reviews/{_meet(stage)}")
    stage.page.get_by_role("link", name="Add an action decided on").click()


@scene
def results_with_comments(stage: Stage) -> None:
    _meet(stage)
    cycle = stage.scribe.final("2027 H1")
    record(stage.session, stage.cast.director, cycle, decided=LONG_NOTE)
    for writer in (stage.cast.steering, stage.cast.contributor):
        add_comment(stage.session, writer, cycle, LONG_NOTE)
    stage.session.commit()
    stage.page.goto(f"/cycles/{cycle}/results#comments")


@scene
def comment_with_an_error(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.scribe.final()}/results")
    press(stage.page, "Add the comment")
    expect(stage.page.get_by_role("alert")).to_be_focused()
