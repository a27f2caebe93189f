"""The pages that compare cycles over time, in every state that looks different."""

from datetime import date

from app.assessments import cycles, service
from app.maturity.checklist import CellId
from tests.browser.scoring import GROUPS
from tests.browser.stage import LONG_NOTE, REASON, Scenes, Stage
from tests.conftest import CELLS

scene = Scenes()
LONG_TITLE = "Second half-yearly review, at headquarters with every key account team of ours"


def _risen(stage: Stage) -> int:
    """Finish three cycles in which scores rose and fell, the last with a note and a long title, and return the unit."""
    for year in (2024, 2025):
        stage.scribe.final(f"{year} review", year - 2024, held_on=date(year, 11, 2))
    last = stage.scribe.complete(LONG_TITLE, 1)
    fallen = {CellId("D", GROUPS[0]): 0, CellId("D", GROUPS[1]): 0}
    stage.scribe.score(last, dict.fromkeys(CELLS[:10], 3) | fallen)
    stage.note(last, "C", "kam_team", LONG_NOTE)
    return _finish(stage, last)


def _finish(stage: Stage, cycle_id: int) -> int:
    service.finish(stage.session, stage.cast.director, cycle_id)
    return _unit(stage, cycle_id)


def _unit(stage: Stage, cycle_id: int) -> int:
    unit_id = cycles.get_cycle(stage.session, stage.cast.director, cycle_id).unit_id
    stage.session.commit()
    return unit_id


@scene
def compare_three_cycles(stage: Stage) -> None:
    stage.page.goto(f"/units/{_risen(stage)}/compare")


@scene
def compare_with_everything_open(stage: Stage) -> None:
    stage.page.goto(f"/units/{_risen(stage)}/compare")
    stage.page.get_by_text("Choose which cycles").click()
    stage.page.get_by_text("Show every cycle as a table").click()
    stage.page.get_by_text("Show it as a picture").click()


@scene
def compare_many_cycles(stage: Stage) -> None:
    for year in range(2015, 2027):
        stage.scribe.final(f"{year} review", year % 4, held_on=date(year, 5, 1))
    stage.page.goto(f"/units/{_unit(stage, 1)}/compare")
    stage.page.get_by_text("Show every cycle as a table").click()


@scene
def compare_another_scope_with_a_draft(stage: Stage) -> None:
    first = stage.scribe.final("2025 review", 1, held_on=date(2025, 5, 1))
    draft = stage.scribe.start("2026 review", out_of_scope=("E",), reason=REASON)
    stage.scribe.score(draft, dict.fromkeys(CELLS[:13], 2))
    stage.page.goto(f"/units/{_unit(stage, first)}/compare?cycle={first}&cycle={draft}")


@scene
def compare_nothing_changed(stage: Stage) -> None:
    first, _ = (stage.scribe.final(f"{year} review", 2, held_on=date(year, 5, 1)) for year in (2025, 2026))
    stage.page.goto(f"/units/{_unit(stage, first)}/compare")


@scene
def compare_too_few_chosen(stage: Stage) -> None:
    first = stage.scribe.final("2025 review", 1, held_on=date(2025, 5, 1))
    corrected = service.correct(stage.session, stage.cast.director, first, "A score was wrong.")
    _finish(stage, corrected)
    stage.scribe.start(LONG_TITLE)
    stage.page.goto(f"/units/{_unit(stage, corrected)}/compare?cycle={corrected}")


@scene
def compare_the_only_cycle(stage: Stage) -> None:
    stage.page.goto(f"/units/{_unit(stage, stage.scribe.final())}/compare")


@scene
def compare_which_unit(stage: Stage) -> None:
    stage.scribe.final("2025 review", 1, held_on=date(2025, 5, 1))
    stage.scribe.final(LONG_TITLE, unit="A business unit of the group with a name as long as it is allowed to be")
    stage.scribe.start("2026 review")
    stage.page.goto("/compare")


@scene
def compare_nothing_yet(stage: Stage) -> None:
    stage.page.goto("/compare")
