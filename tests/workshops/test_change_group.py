"""Belonging to another group after all, as long as nothing was shown."""

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.maturity.checklist import CellId
from app.workshops.joining import Seat
from tests.conftest import visitor
from tests.databases import contents
from tests.hostile import HOSTILE, harm
from tests.pages import words
from tests.workshops.rooms import Host, phone_of


@pytest.fixture
def seat(host: Host) -> Seat:
    """A seat in a room that votes."""
    workshop_id = host.open(minimum=3)
    host.begin(workshop_id)
    return host.join(workshop_id, "kam_unit")


@pytest.fixture
def phone(app: FastAPI, seat: Seat) -> TestClient:
    """The device that has the seat."""
    return phone_of(app, seat)


def change(phone: TestClient, seat: Seat, group: str) -> int:
    return phone.post(f"/w/{seat.workshop_id}/group", data={"group": group}).status_code


def test_what_was_answered_goes_along(phone: TestClient, host: Host, seat: Seat) -> None:
    for other in [seat, host.join(seat.workshop_id), host.join(seat.workshop_id)]:
        host.vote(other, "3")
    host.fill(seat.workshop_id, "000")
    assert change(phone, seat, "kam_team") == 303
    assert "Joined as KAM team" in words(phone.get(f"/w/{seat.workshop_id}").text)
    host.fill(seat.workshop_id, "0")
    host.vote(host.join(seat.workshop_id), "3")
    host.reveal(seat.workshop_id, "A", "kam_unit")
    groups = host.room(seat.workshop_id).cell(CellId("A", "kam_unit")).views.groups
    assert {group: counts.stages for group, counts in groups.items() if counts.n} == {
        "kam_unit": (0, 0, 0, 3),
        "kam_team": (4, 0, 0, 1),
    }


@pytest.mark.parametrize("group", ["", "board", HOSTILE, "\x00"])
def test_it_refuses_what_is_no_group(phone: TestClient, seat: Seat, engine: Engine, group: str) -> None:
    before = contents(engine)
    answer = phone.post(f"/w/{seat.workshop_id}/group", data={"group": group})
    assert answer.status_code == 422
    assert "Nothing was changed Choose the group that you belong to." in words(answer.text)
    assert harm(answer.text) == []
    assert contents(engine) == before


def test_it_refuses_once_anything_was_shown(phone: TestClient, host: Host, seat: Seat) -> None:
    host.fill(seat.workshop_id, "000")
    assert "Change group" in phone.get(f"/w/{seat.workshop_id}").text
    host.reveal(seat.workshop_id, "A", "kam_unit")
    assert "Change group" not in phone.get(f"/w/{seat.workshop_id}").text
    answer = phone.post(f"/w/{seat.workshop_id}/group", data={"group": "kam_team"})
    assert answer.status_code == 409
    assert "nobody changes groups any more" in words(answer.text)


def test_it_refuses_who_has_no_seat(app: FastAPI, client: TestClient, host: Host, seat: Seat) -> None:
    other = host.join(host.open(cycle_id=host.scribe.start("Another")))
    for browser in (visitor(app), client, phone_of(app, other)):
        assert change(browser, seat, "kam_team") == 404


@pytest.mark.parametrize("number", ["0", "4711", "9" * 30])
def test_it_refuses_a_workshop_that_is_not_there(phone: TestClient, number: str) -> None:
    phone.cookies.set(f"kam-room-{number}", "a token")
    assert phone.post(f"/w/{number}/group", data={"group": "kam_team"}).status_code in {404, 422}
