"""Leading the room: beginning, pausing, the next element, the timer."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.db.columns import now
from app.workshops import leading
from app.workshops.models import Phase
from tests.workshops.desks import HTMX, Desk
from tests.workshops.rooms import Host

At = Callable[[str], Desk]


def test_it_begins_with_the_first_element(desk: At, host: Host) -> None:
    here = desk("lobby")
    assert "Nobody can answer before you begin." in here.says()
    here.does("begin")
    room = host.room(here.workshop_id)
    assert (room.phase, room.letter) == (Phase.VOTING, "A")
    assert "Element 1 of 2. People answer now." in here.says()
    assert here.press("begin").status_code == 409


@pytest.mark.parametrize("verb", ["pause", "resume", "element", "reveal"])
def test_nothing_is_led_before_it_begins(desk: At, verb: str) -> None:
    sent = {"letter": "A"} if verb in {"element", "reveal"} else {}
    assert desk("lobby").press(verb, **sent).status_code == 409


def test_it_pauses_and_goes_on(desk: At, host: Host) -> None:
    here = desk("voting")
    here.does("pause")
    assert host.room(here.workshop_id).paused
    assert "Paused: no answers are taken." in here.says()
    assert here.offers("resume")
    assert not here.offers("pause")
    here.does("resume")
    assert not host.room(here.workshop_id).paused


def test_it_goes_to_the_next_element_and_back(desk: At, host: Host) -> None:
    here = desk("voting")
    here.does("element", letter="B")
    assert host.room(here.workshop_id).letter == "B"
    assert "Element 2 of 2." in here.says()
    here.does("element", letter="A", shown="A")
    assert host.room(here.workshop_id).letter == "A"


@pytest.mark.parametrize("letter", ["C", "X", "", "AB"])
def test_it_goes_to_no_element_that_is_not_looked_at(desk: At, letter: str) -> None:
    here = desk("voting")
    assert here.press("element", letter=letter).status_code == 404
    assert here.client.get(f"{here.address}?element={letter or 'x'}").status_code == 404


def test_an_element_can_be_looked_at_without_leading_there(desk: At, host: Host) -> None:
    here = desk("voting")
    says = here.says("?element=B")
    assert "Element 2 of 2." in says
    assert "The room is at Strategy" in says
    assert "Lead the room here" in says
    assert host.room(here.workshop_id).letter == "A"
    assert here.press("pause", shown="B").headers["location"] == f"{here.address}?element=B"


def test_it_gives_ten_minutes_more_and_stops_the_timer(desk: At, host: Host) -> None:
    here = desk("voting")
    here.does("timer", minutes=10)
    here.does("timer", minutes=10)
    ends_at = host.room(here.workshop_id).ends_at
    assert ends_at
    assert timedelta(minutes=19) < ends_at - now() < timedelta(minutes=21)
    assert f'<time datetime="{ends_at.isoformat()}" data-until>' in here.page()
    here.does("timer", minutes=0)
    assert host.room(here.workshop_id).ends_at is None
    assert "data-until" not in here.page()


@pytest.mark.parametrize("minutes", ["-1", "241", "ten", ""])
def test_the_timer_takes_no_other_time(desk: At, minutes: str) -> None:
    assert desk("voting").press("timer", minutes=minutes).status_code == 422


def test_with_a_script_only_the_parts_are_answered(desk: At) -> None:
    here = desk("voting")
    answer = here.press("pause", HTMX)
    assert answer.status_code == 200
    assert answer.text.count("<hx-partial") == 10
    assert "<html" not in answer.text
    assert "Paused: no answers are taken." in answer.text


def test_a_live_update_is_the_same_parts(desk: At) -> None:
    here = desk("revealed")
    assert here.page("/live").count("<hx-partial") == 9
    assert "Structure" in here.page("/live?element=B")


@pytest.mark.parametrize("state", ["lobby", "personal", "voting", "revealed", "settled", "voted again", "closing"])
def test_every_part_of_an_update_has_its_place_on_the_page(desk: At, state: str) -> None:
    here = desk(state)
    page = here.page()
    places = re.findall(r'<hx-partial hx-target="#([a-z-]+)"', here.page("/live"))
    if state != "closing":  # which ends with the first look at it
        assert len(places) == 9
        assert [place for place in places if page.count(f'id="{place}"') != 1] == []


def test_who_comes_after_it_is_closed_is_led_to_the_record(desk: At, host: Host) -> None:
    here = desk("revealed")
    here.press("close")
    assert here.client.get(f"{here.address}/live", headers=HTMX).headers["hx-refresh"] == "true"
    assert here.press("pause").status_code == 409
    assert host.room(here.workshop_id).phase is Phase.CLOSED


def test_the_element_of_a_new_round_is_where_the_room_is(desk: At, host: Host) -> None:
    here = desk("revealed")
    host.lead(leading.go_to, here.workshop_id, "B")
    here.press("reopen", letter="A", group="kam_unit")
    assert host.room(here.workshop_id).letter == "A"
