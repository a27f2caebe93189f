"""The pages of who leads a workshop and the projector, in every state that looks different."""

from typing import Any

from playwright.sync_api import expect

from app.maturity.checklist import CellId
from app.workshops import closing, deciding, leading
from app.workshops.deciding import Decision
from tests.browser.people import press
from tests.browser.scoring import GROUPS
from tests.browser.stage import LONG_NOTE, Scenes, Stage
from tests.workshops.rooms import Host

scene = Scenes()
SPREADS = ("000000113333", "112222222223", "01122?233", "222222221", "12")
"""How twelve people answer the five cells of an element: wide, close, some, close, and too few to show."""


def crowded(stage: Stage, letters: str = "ABCDEFGHI", **plan: Any) -> tuple[Host, int]:
    """Open a workshop, let twelve people of three groups join and begin."""
    host = stage.host
    room = host.open(letters, expected=16, **plan)
    for number in range(12):
        host.join(room, GROUPS[number % 2 if number < 11 else 4], f"Person {number} of a rather long name")
    host.begin(room)
    return host, room


def answered(stage: Stage, letters: str = "ABCDEFGHI", **plan: Any) -> tuple[Host, int]:
    """Do the same, and let them answer the first element."""
    host = stage.host
    room = host.open(letters, expected=16, **plan)
    seats = [
        host.join(room, GROUPS[0 if number < 6 else 1], f"Person {number}, of a long name") for number in range(12)
    ]
    host.begin(room)
    for group, values in zip(GROUPS, SPREADS, strict=True):
        for seat, value in zip(seats, values, strict=False):
            host.vote(seat, "unknown" if value == "?" else value, letters[0], group)
    return host, room


def decided(stage: Stage, **plan: Any) -> tuple[Host, int]:
    """Do the same, reveal them and settle some."""
    host, room = answered(stage, **plan)
    host.reveal(room)
    host.lead(deciding.decide, room, CellId("A", GROUPS[2]), Decision(1, LONG_NOTE, "Two hold that it is a 2."), 1)
    host.lead(deciding.decide, room, CellId("A", GROUPS[4]), Decision(None, "Nobody knows the Board’s view."), 1)
    return host, room


@scene
def open_a_workshop(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.scribe.start()}/workshops/new")


@scene
def open_a_workshop_with_errors(stage: Stage) -> None:
    open_a_workshop(stage)
    stage.page.get_by_label("Place of Strategy").fill("first")
    stage.page.get_by_label("Answers needed").fill("2")
    press(stage.page, "Open the workshop")
    expect(stage.page.get_by_role("alert").first).to_be_focused()


@scene
def check_with_a_workshop(stage: Stage) -> None:
    stage.page.goto(f"/cycles/{stage.host.room(stage.host.open()).cycle_id}/check")


@scene
def score_with_a_workshop(stage: Stage) -> None:
    host = stage.host
    stage.become(stage.cast.contributor)
    stage.page.goto(f"/cycles/{host.room(host.open()).cycle_id}/elements/A")


@scene
def lead_a_lobby(stage: Stage) -> None:
    host = stage.host
    room = host.open("ABCDEFGHI", expected=2)
    for group in (*GROUPS, "other"):
        host.join(room, group)
    stage.page.goto(f"/workshops/{room}")


@scene
def lead_an_empty_lobby_by_links(stage: Stage) -> None:
    host = stage.host
    room = host.open(expected=9, personal=True, named=True)
    host.lead(leading.lock, room, locked=True)
    stage.page.goto(f"/workshops/{room}")


@scene
def lead_voting(stage: Stage) -> None:
    host, room = answered(stage)
    host.lead(leading.set_timer, room, 10)
    host.lead(leading.pause, room, paused=True)
    stage.page.goto(f"/workshops/{room}")


@scene
def lead_at_own_pace(stage: Stage) -> None:
    _, room = answered(stage, pace="own")
    stage.page.goto(f"/workshops/{room}?element=C")


@scene
def lead_what_is_revealed(stage: Stage) -> None:
    _, room = decided(stage)
    stage.page.goto(f"/workshops/{room}")
    for summary in stage.page.get_by_text("By group").all():
        summary.click()


@scene
def lead_what_is_named(stage: Stage) -> None:
    host, room = answered(stage, named=True)
    host.reveal(room, "A", GROUPS[0], GROUPS[1], GROUPS[2])
    host.lead(leading.reopen, room, CellId("A", GROUPS[0]))
    host.lead(leading.hide, room, [CellId("A", GROUPS[2])], hidden=True)
    host.lead(deciding.settle, room)
    stage.page.goto(f"/workshops/{room}")
    stage.page.get_by_text("Names", exact=False).first.click()
    stage.page.get_by_text("Round 1: Wide spread").click()


@scene
def lead_with_something_unsaved(stage: Stage) -> None:
    lead_what_is_revealed(stage)
    stage.page.get_by_label("Rationale for KAM unit").fill("Because the list is not kept.")
    expect(stage.page.get_by_text("Not recorded yet").locator("visible=true")).to_have_count(1)


@scene
def lead_with_a_stale_record(stage: Stage) -> None:
    host, room = decided(stage)
    stage.page.goto(f"/workshops/{room}")
    cell = stage.page.locator("#cell-A-kam_unit")
    cell.locator("[name=score][value='3']").click()
    cell.get_by_label("Rationale").fill("Because it is done everywhere.")
    host.lead(deciding.decide, room, CellId("A", "kam_unit"), Decision(2, LONG_NOTE, "Not all agree."), 1)
    cell.get_by_role("button", name="Record").click()
    expect(cell.get_by_text("Recorded now")).to_be_visible()


@scene
def lead_with_nothing_chosen(stage: Stage) -> None:
    _, room = decided(stage)
    stage.page.goto(f"/workshops/{room}")
    cell = stage.page.locator("#cell-A-kam_unit")
    cell.get_by_role("button", name="Record").click()
    expect(cell.get_by_text("Choose a stage from 0 to 3").first).to_be_visible()


@scene
def seats_of_a_workshop(stage: Stage) -> None:
    host, room = crowded(stage, named=True)
    seats = host.seats(room)
    host.lead(leading.remove, room, seats[0].id, removed=True)
    stage.page.goto(f"/workshops/{room}/people")


@scene
def personal_links(stage: Stage) -> None:
    host = stage.host
    room = host.open(expected=3, personal=True)
    stage.page.goto(f"/workshops/{room}/links")
    press(stage.page, "Make the links")
    expect(stage.page.get_by_text("/join/").first).to_be_visible()


@scene
def close_a_workshop(stage: Stage) -> None:
    _, room = decided(stage)
    stage.page.goto(f"/workshops/{room}/close")


@scene
def lead_what_is_being_closed(stage: Stage) -> None:
    host, room = decided(stage)
    host.lead(closing.close, room)
    stage.page.goto(f"/workshops/{room}")


@scene
def record_of_a_workshop(stage: Stage) -> None:
    host, room = decided(stage)
    host.lead(closing.close, room)
    closing.close_what_is_due(stage.session, host.room(room).closes_at)
    stage.session.commit()
    stage.page.goto(f"/workshops/{room}")


@scene
def screen_of_a_lobby(stage: Stage) -> None:
    host = stage.host
    stage.page.goto(f"/workshops/{host.open(expected=14)}/screen")


@scene
def screen_of_a_vote(stage: Stage) -> None:
    host, room = answered(stage)
    host.lead(leading.set_timer, room, 10)
    stage.page.goto(f"/workshops/{room}/screen")


@scene
def screen_at_own_pace(stage: Stage) -> None:
    _, room = answered(stage, pace="own")
    stage.page.goto(f"/workshops/{room}/screen")


@scene
def screen_of_results(stage: Stage) -> None:
    _, room = decided(stage)
    stage.page.goto(f"/workshops/{room}/screen")


@scene
def screen_of_some_results(stage: Stage) -> None:
    host, room = answered(stage, named=True)
    host.reveal(room, "A", GROUPS[0], GROUPS[1])
    host.lead(leading.hide, room, [CellId("A", GROUPS[1])], hidden=True)
    host.lead(leading.pause, room, paused=True)
    stage.page.goto(f"/workshops/{room}/screen")
