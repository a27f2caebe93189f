"""The pages about actions, in every state that looks different."""

from typing import Any

from playwright.sync_api import expect

from app.accounts.units import add_unit
from app.plans import actions
from app.plans.models import Status
from tests.browser.organisation_scenes import LONG_UNIT
from tests.browser.people import press
from tests.browser.stage import LONG_NOTE, Scenes, Stage
from tests.plans.planner import details, in_days, plan

scene = Scenes()
LONG_TITLE = "Agree rolling plans with every key account, https://intranet.example/" + "x" * 50
LONG_OWNER = "Ana María Ruiz-Fernández de la Vega y Montenegro, Head of Strategic Sales " + "x" * 40


def _plan_several(stage: Stage) -> None:
    """Plan an action of every kind, in a unit with a long name."""
    director = stage.cast.director
    unit = add_unit(stage.session, director, LONG_UNIT)
    long: dict[str, Any] = {"unit_id": unit.id, "title": LONG_TITLE, "owner_id": None, "owner_name": LONG_OWNER}
    plan(stage.session, director, **long, due_on=in_days(-50), starts_on=in_days(-400), seen_when_done=LONG_NOTE)
    plan(stage.session, director, Status.UNDER_WAY, group_key="", due_on=in_days(700))
    plan(stage.session, director, Status.UNDER_WAY, element="I", owner_id=stage.cast.contributor.person_id)
    plan(stage.session, director, Status.DONE, element="E", expected_score=3)
    plan(stage.session, director, Status.DROPPED, LONG_NOTE, **long)


@scene
def board_empty(stage: Stage) -> None:
    stage.page.goto("/actions")


@scene
def board_empty_as_a_reader(stage: Stage) -> None:
    stage.become(stage.cast.steering)
    stage.page.goto("/actions")


@scene
def board_full(stage: Stage) -> None:
    _plan_several(stage)
    stage.page.goto("/actions")
    stage.page.get_by_text("Change the status of One customer file").first.click()
    stage.page.get_by_text("Show these dates as a table").click()


@scene
def board_as_a_reader(stage: Stage) -> None:
    _plan_several(stage)
    stage.become(stage.cast.steering)
    stage.page.goto("/actions")


@scene
def board_of_an_element(stage: Stage) -> None:
    _plan_several(stage)
    stage.page.goto("/actions?element=G")


@scene
def board_of_nothing(stage: Stage) -> None:
    stage.page.goto("/actions?element=B")


@scene
def board_with_an_error(stage: Stage) -> None:
    stage.page.goto("/actions?element=J&unit=4711")


@scene
def new_action(stage: Stage) -> None:
    stage.page.goto("/actions/new")
    stage.page.get_by_text("G Data", exact=True).last.click()


@scene
def new_action_with_errors(stage: Stage) -> None:
    stage.page.goto("/actions/new?element=G")
    press(stage.page, "Add the action")
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def action_of_a_cell(stage: Stage) -> None:
    stage.scribe.final(score=1)
    plan(stage.session, stage.cast.director, title=LONG_TITLE, expected_score=3, due_on=in_days(-1))
    stage.page.goto("/actions/1")
    stage.page.get_by_text("Change this action").click()


@scene
def action_of_an_element_as_a_reader(stage: Stage) -> None:
    plan(stage.session, stage.cast.director, Status.DROPPED, LONG_NOTE, group_key="", expected_score=12)
    stage.become(stage.cast.steering)
    stage.page.goto("/actions/1")


@scene
def action_dropped_without_a_reason(stage: Stage) -> None:
    plan(stage.session, stage.cast.director)
    stage.page.goto("/actions/1")
    stage.page.get_by_label("Status", exact=True).select_option("dropped")
    press(stage.page, "Save the status")
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def action_stale(stage: Stage) -> None:
    action_of_a_cell(stage)
    theirs = details(stage.session, stage.cast.director, title="Theirs", seen_when_done=LONG_NOTE)
    actions.edit(stage.session, stage.cast.director, 1, theirs, version=1)
    stage.session.commit()
    press(stage.page, "Save the action")
    expect(stage.page.get_by_role("alert")).to_be_focused()
