"""The pages about targets, in every state that looks different."""

from datetime import date

from playwright.sync_api import expect

from app.accounts.units import list_units
from app.maturity.checklist import CellId
from app.plans.models import Action, Status
from app.plans.targets import Entry, save_targets
from tests.browser.people import press
from tests.browser.stage import REASON, Scenes, Stage

scene = Scenes()
SOON, LATER = date(2027, 5, 12), date(2027, 11, 12)


def _unit_id(stage: Stage) -> int:
    unit_id = list_units(stage.session, stage.cast.director)[0].id or 0
    stage.session.rollback()  # a page that writes must not wait for us
    return unit_id


def _set(stage: Stage, due_on: date, **scores: int) -> None:
    """Set targets: ``A_kam_team=3`` for a cell, ``B=9`` for an element."""
    entries = [Entry(CellId(name[0], name[2:]), score, None) for name, score in scores.items()]
    save_targets(stage.session, stage.cast.director, _unit_id(stage), due_on, entries)
    stage.session.commit()


def _page(stage: Stage, by: date = LATER, path: str = "") -> str:
    return f"/units/{_unit_id(stage)}/targets{path}?by={by}"


@scene
def targets_without_a_cycle(stage: Stage) -> None:
    stage.page.goto(_page(stage))


@scene
def targets_fresh(stage: Stage) -> None:
    stage.scribe.final(score=1)
    stage.page.goto(_page(stage))


@scene
def targets_full(stage: Stage) -> None:
    stage.scribe.final(score=1, out_of_scope=("E",), reason=REASON)
    _set(stage, SOON, A_kam_team=2, C_kam_unit=3, I=12)
    _set(stage, LATER, A_kam_team=3, B=14, F_associated_functions=2)
    stage.page.goto(_page(stage))


@scene
def targets_saved(stage: Stage) -> None:
    targets_full(stage)
    stage.page.locator('[name="D-kam_unit"][value="2"]').check()
    press(stage.page, "Save the targets")
    expect(stage.page.get_by_text("The targets are saved.")).to_be_visible()


@scene
def targets_with_errors(stage: Stage) -> None:
    targets_fresh(stage)
    stage.page.get_by_label("The whole element Strategy").fill("a good deal more than now")
    stage.page.get_by_label("The whole element Data").fill("16")
    press(stage.page, "Save the targets")
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def targets_stale(stage: Stage) -> None:
    targets_fresh(stage)
    _set(stage, LATER, A_kam_team=3, B=14)
    stage.page.locator('[name="A-kam_team"][value="2"]').check()
    stage.page.get_by_label("The whole element Structure").fill("10")
    press(stage.page, "Save the targets")
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def targets_whose_day_has_come(stage: Stage) -> None:
    targets_full(stage)
    stage.scribe.final("2027 H1", 2, held_on=SOON)
    stage.page.goto(_page(stage, SOON))


@scene
def targets_as_a_reader(stage: Stage) -> None:
    targets_full(stage)
    stage.become(stage.cast.steering)
    stage.page.goto(_page(stage))


@scene
def steps_to_the_next_band(stage: Stage) -> None:
    targets_full(stage)
    stage.page.goto(_page(stage, path="/steps"))


@scene
def steps_with_an_error(stage: Stage) -> None:
    steps_to_the_next_band(stage)
    press(stage.page, "Save what is ticked")
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def steps_as_a_reader(stage: Stage) -> None:
    targets_full(stage)
    stage.become(stage.cast.steering)
    stage.page.goto(_page(stage, path="/steps"))


@scene
def results_against_targets(stage: Stage) -> None:
    targets_full(stage)
    director = stage.cast.director
    title = "Give every key account one plan that its customer has agreed to, and review it each quarter in the board"
    action = Action(
        organisation_id=director.organisation_id,
        unit_id=_unit_id(stage),
        created_by_id=director.person_id,
        element="A",
        group_key="kam_team",
        title=title,
        due_on=SOON,
        done_on=SOON,
        status=Status.DONE,
        expected_score=3,
    )
    stage.session.add(action)
    stage.session.commit()
    stage.page.goto(f"/cycles/{stage.scribe.final('2027 H1', 2, held_on=SOON)}/results")
