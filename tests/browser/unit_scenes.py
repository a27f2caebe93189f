"""The pages that set units side by side, in every state that looks different."""

from datetime import date

from playwright.sync_api import expect

from tests.browser.organisation_scenes import LONG_UNIT
from tests.browser.people import press
from tests.browser.stage import REASON, Scenes, Stage
from tests.many_units import seed_units

scene = Scenes()
DAY = "on=2026-12-01"


@scene
def units_of_which_none_is_final(stage: Stage) -> None:
    stage.page.goto(f"/compare/units?{DAY}")


@scene
def units_of_which_one_is_final(stage: Stage) -> None:
    stage.scribe.final()
    stage.page.goto(f"/compare/units?{DAY}")


@scene
def units_side_by_side(stage: Stage) -> None:
    stage.scribe.final("2025 H2", 1, unit=LONG_UNIT, held_on=date(2025, 11, 12))
    stage.scribe.final("2026 H2, Northern, Central and Eastern Europe together", 2, unit=LONG_UNIT)
    stage.scribe.final("2026 H2", 3, unit="Verwaltungsgesellschaftsbeteiligungen", out_of_scope=("E",), reason=REASON)
    stage.scribe.final("2026 H2", 0, unit="Iberia")
    stage.page.goto(f"/compare/units?{DAY}")
    stage.page.get_by_text("Show every such cell").click()


@scene
def units_ranked_under_aliases(stage: Stage) -> None:
    units_side_by_side(stage)
    stage.page.get_by_label("Show ranks").check()
    stage.page.get_by_label("Use aliases for names").check()
    press(stage.page, "Compare")
    expect(stage.page.get_by_text("Aliases stand for")).to_be_visible()


@scene
def forty_units(stage: Stage) -> None:
    seed_units(stage.session, stage.cast.director)
    stage.page.goto(f"/compare/units?{DAY}&rank=yes")


@scene
def units_as_of_no_day(stage: Stage) -> None:
    stage.page.goto("/compare/units?on=2026-02-30&rank=yes")
    expect(stage.page.get_by_role("alert")).to_be_focused()
