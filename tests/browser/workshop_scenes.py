"""The pages of those who take part in a workshop, in every state that looks different."""

from typing import Any

from playwright.sync_api import expect

from app.assessments.agreed import OTHER
from app.db.columns import now
from app.maturity.checklist import CellId
from app.settings import Settings
from app.workshops import closing, deciding, leading
from app.workshops.deciding import Decision
from app.workshops.deps import room_cookie
from app.workshops.joining import Seat
from app.workshops.models import Pace
from tests.browser.line import SAVES
from tests.browser.people import fill, press
from tests.browser.stage import Scenes, Stage
from tests.workshops.rooms import GROUPS, Host

scene = Scenes()
RATIONALE = "The plans name the customers’ goals, and some regions use them. https://intranet.example/" + "x" * 60
LONG_NAME = "Maximiliane Freifrau von und zu Hohenstein-Wolkenkuckucksheim-Oberammergau"


def sit(stage: Stage, seat: Seat) -> None:
    """Put somebody who takes part in front of the browser, and go to their page."""
    stage.page.goto("/join")
    stage.page.context.clear_cookies()
    name = room_cookie(seat.workshop_id, Settings()).name
    stage.page.context.add_cookies([{"name": name, "value": seat.token, "url": stage.page.url}])
    stage.page.goto(f"/w/{seat.workshop_id}")


def _voting(stage: Stage, group: str = "kam_unit", **plan: Any) -> tuple[Host, Seat]:
    host = stage.host
    workshop_id = host.open("HAB", **plan)
    host.begin(workshop_id)
    return host, host.join(workshop_id, group, LONG_NAME)


def _revealed(stage: Stage) -> tuple[Host, Seat]:
    """Reveal cells that were answered close together, far apart, by few, and by nobody."""
    host, seat = _voting(stage)
    host.vote(seat, "1", "H", "key_account_manager")
    host.vote(seat, "unknown", "H", "kam_unit")
    host.vote(seat, "0", "H", "kam_team")
    host.fill(seat.workshop_id, "11112", "H", "key_account_manager")
    host.fill(seat.workshop_id, "000333??", "H", "kam_unit")
    for other in [host.join(seat.workshop_id, "kam_unit") for _ in range(5)]:
        host.vote(other, "3", "H", "kam_unit")
    host.reveal(seat.workshop_id, "H", *GROUPS[:3])
    return host, seat


@scene
def workshop_code(stage: Stage) -> None:
    stage.sign_out()
    stage.page.goto("/join")


@scene
def workshop_code_wrong(stage: Stage) -> None:
    workshop_code(stage)
    fill(stage.page, code="km4 7qp")
    press(stage.page, "Go on")
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def workshop_door(stage: Stage) -> None:
    host = stage.host
    stage.page.goto(f"/join/{host.link(host.open('ABCDEFGHI'))}")


@scene
def workshop_door_with_names_and_errors(stage: Stage) -> None:
    host = stage.host
    workshop_id = host.open("A", named=True)
    host.lead(leading.lock, workshop_id, locked=True)
    stage.page.goto(f"/join/{host.link(workshop_id)}")
    press(stage.page, "Join")
    expect(stage.page.get_by_role("alert")).to_be_focused()


@scene
def workshop_lobby(stage: Stage) -> None:
    host = stage.host
    sit(stage, host.join(host.open("ABC"), OTHER))


@scene
def workshop_voting(stage: Stage) -> None:
    host, seat = _voting(stage, "associated_functions", named=True)
    host.vote(seat, "1", "H", "associated_functions")
    host.lead(leading.set_timer, seat.workshop_id, 10, now())
    sit(stage, seat)
    stage.page.get_by_text("Change group").click()


@scene
def workshop_voting_paused_and_not_saved(stage: Stage) -> None:
    host, seat = _voting(stage)
    host.lead(leading.pause, seat.workshop_id, paused=True)
    sit(stage, seat)
    stage.page.get_by_role("radio", name="Transition state").first.click()
    expect(stage.page.locator("#state-H-kam_unit")).to_contain_text("Not saved - will retry")


@scene
def workshop_voting_offline(stage: Stage) -> None:
    _, seat = _voting(stage)
    sit(stage, seat)
    stage.page.route(SAVES, lambda route: route.abort("connectionrefused"))
    stage.page.get_by_role("radio", name="Don’t know").first.click()
    expect(stage.page.locator("#unsent")).to_be_visible()


@scene
def workshop_voting_refused(stage: Stage) -> None:
    host, seat = _voting(stage)
    stage.page.route("**/events", lambda _: None)  # no nudge gets through, so the page still asks
    sit(stage, seat)
    host.reveal(seat.workshop_id, "H", "kam_unit")
    stage.page.get_by_role("radio", name="Don’t know").first.click()
    expect(stage.page.locator("#state-H-kam_unit")).to_contain_text("came too late")


@scene
def workshop_revealed(stage: Stage) -> None:
    host, seat = _revealed(stage)
    decide = deciding.decide
    host.lead(decide, seat.workshop_id, CellId("H", GROUPS[0]), Decision(1, RATIONALE, "Sales sees a 2."), 1)
    host.lead(decide, seat.workshop_id, CellId("H", GROUPS[2]), Decision(None), 1)
    host.lead(leading.set_timer, seat.workshop_id, 10, now())
    sit(stage, seat)


@scene
def workshop_second_round(stage: Stage) -> None:
    host, seat = _revealed(stage)
    host.lead(leading.reopen, seat.workshop_id, CellId("H", "kam_unit"))
    host.lead(leading.hide, seat.workshop_id, [CellId("H", GROUPS[0])], hidden=True)
    sit(stage, seat)
    stage.page.get_by_text("Round 1").first.click()


@scene
def workshop_earlier_element(stage: Stage) -> None:
    host, seat = _voting(stage)
    host.lead(leading.go_to, seat.workshop_id, "A")
    sit(stage, seat)
    stage.page.goto(f"/w/{seat.workshop_id}/elements/H")


@scene
def workshop_own_pace(stage: Stage) -> None:
    host, seat = _voting(stage, pace=Pace.OWN)
    for group in GROUPS:
        host.vote(seat, "2", "H", group)
    host.vote(seat, "2", "A", "kam_unit")
    host.reveal(seat.workshop_id, "A", "kam_unit")
    sit(stage, seat)


@scene
def workshop_own_pace_element(stage: Stage) -> None:
    workshop_own_pace(stage)
    stage.page.get_by_role("link", name="Strategy").click()


@scene
def workshop_over(stage: Stage) -> None:
    host, seat = _voting(stage)
    host.lead(closing.close, seat.workshop_id, now())
    sit(stage, seat)


@scene
def workshop_not_joined(stage: Stage) -> None:
    host, _ = _voting(stage)
    stage.sign_out()
    stage.page.goto(f"/w/{host.open(cycle_id=stage.scribe.start('Another'))}")
