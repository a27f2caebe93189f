"""The ways in: the code, the link, personal links; the lock of the door, and seats that are taken away."""

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.conftest import HOST, Cast, Scribe, SignIn
from tests.workshops.desks import Desk
from tests.workshops.rooms import Host

At = Callable[[str], Desk]


def test_the_page_shows_the_address_and_the_code_in_two_halves(desk: At, host: Host) -> None:
    here = desk("lobby")
    code = host.room(here.workshop_id).code
    assert f"Join at 127.0.0.1:8000/join Code {code[:4]} {code[4:]}" in here.says()
    assert f"{code[:4]} {code[4:]}" in here.says("/screen")


def test_the_code_is_drawn(desk: At) -> None:
    here = desk("lobby")
    response = here.client.get(f"{here.address}/qr.svg")
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert response.text.startswith("<?xml")
    assert f'src="{here.address}/qr.svg"' in here.page()


def test_who_has_joined_is_counted_by_group_against_who_is_expected(desk: At, host: Host) -> None:
    here = desk("lobby")
    host.join(here.workshop_id, "other")
    says = here.says()
    assert "6 of 9 joined KAM unit 5 Another group 1" in says


def test_more_than_expected_are_pointed_out(client: TestClient, host: Host) -> None:
    room = host.open(expected=1)
    host.join(room)
    host.join(room)
    assert "More than expected." in Desk(client, room).says()


def test_members_come_in_by_the_same_door(desk: At, host: Host, cast: Cast, sign_in: SignIn) -> None:
    here = desk("lobby")
    sign_in(cast.contributor)
    response = here.client.get(f"{here.address}/join")
    link = host.link(here.workshop_id)
    assert (response.status_code, response.headers["location"]) == (303, f"/join/{link}")


def test_the_door_is_locked_and_opened(desk: At, host: Host) -> None:
    here = desk("lobby")
    here.does("lock")
    assert host.room(here.workshop_id).locked
    assert "The door is locked" in here.says()
    assert here.offers("unlock")
    here.does("unlock")
    assert not host.room(here.workshop_id).locked


def test_personal_links_are_shown_once(desk: At) -> None:
    here = desk("personal")
    assert "0 of 9 have joined." in here.says("/links")
    made = here.client.post(f"{here.address}/links")
    links = set(re.findall(rf"{HOST}/join/([\w-]+)", made.text))
    assert len(links) == 9
    assert made.text.count('<path class="qr__dark"') == 9
    assert not any(link in here.page("/links") for link in links)


def test_fresh_links_replace_those_that_nobody_used(desk: At, app: FastAPI) -> None:
    here = desk("personal")
    first = re.search(rf"{HOST}/join/([\w-]+)", here.client.post(f"{here.address}/links").text)
    again = here.client.post(f"{here.address}/links").text
    assert first
    assert first[1] not in again


def test_without_personal_links_there_is_no_page_of_them(desk: At) -> None:
    here = desk("lobby")
    assert here.client.get(f"{here.address}/links").status_code == 409
    assert here.client.post(f"{here.address}/links").status_code == 409


def test_with_personal_links_there_is_no_common_door(desk: At) -> None:
    here = desk("personal")
    assert "qr.svg" not in here.page()
    assert here.client.get(f"{here.address}/qr.svg").status_code == 409
    assert here.client.get(f"{here.address}/join").status_code == 409


def test_a_seat_is_taken_away_and_given_back(desk: At, host: Host) -> None:
    here = desk("voting")
    [seat, *_] = host.seats(here.workshop_id)
    response = here.press("remove", seat=seat.id)
    assert (response.status_code, response.headers["location"]) == (303, f"{here.address}/people")
    assert "4 of 9 joined" in here.says()
    assert "Taken away: 1 KAM unit, seat 1 Give the seat back" in here.says("/people")
    here.press("give-back", seat=seat.id)
    assert "5 of 9 joined" in here.says()


def test_names_are_listed_where_votes_are_named(client: TestClient, host: Host) -> None:
    room = host.open(named=True)
    host.join(room, "kam_team", "Zoë")
    host.join(room, "kam_team", "Ana")
    assert "Ana KAM team Take away : Ana Zoë KAM team Take away : Zoë" in Desk(client, room).says("/people")


def test_nobody_is_taken_away_once_anything_was_shown(desk: At) -> None:
    here = desk("revealed")
    assert "no seat is taken away any more" in here.says("/people")
    assert f'action="{here.address}/remove"' not in here.page("/people")
    assert here.press("remove", seat=1).status_code == 409


def test_nor_once_answers_were_revealed_that_are_too_few_to_be_shown(client: TestClient, host: Host) -> None:
    room = host.open()
    host.join(room)
    host.begin(room)
    host.reveal(room)
    here = Desk(client, room)
    assert "no seat is taken away any more" in here.says("/people")
    assert f'action="{here.address}/remove"' not in here.page("/people")


@pytest.mark.parametrize(("seat", "status"), [("4711", 404), ("0", 404), ("9999999999", 422), ("-1", 422), ("x", 422)])
def test_a_seat_that_is_not_there(desk: At, seat: str, status: int) -> None:
    assert desk("lobby").press("remove", seat=seat).status_code == status


def test_a_seat_of_another_workshop_is_not_there(desk: At, host: Host, scribe: Scribe) -> None:
    here = desk("lobby")
    seat = host.join(host.open(cycle_id=scribe.start("Another")))
    assert here.press("remove", seat=seat.id).status_code == 404
