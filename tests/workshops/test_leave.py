"""Giving up a seat: what is not revealed goes with it, what is stays counted."""

import pytest
from fastapi import FastAPI
from sqlmodel import func, select
from starlette.testclient import TestClient

from app.maturity.checklist import CellId
from app.workshops.joining import Seat
from app.workshops.models import Ballot, Participation
from tests.conftest import visitor
from tests.workshops.rooms import Host, phone_of


@pytest.fixture
def seat(host: Host) -> Seat:
    """A seat in a room that votes."""
    workshop_id = host.open()
    host.begin(workshop_id)
    return host.join(workshop_id)


@pytest.fixture
def phone(app: FastAPI, seat: Seat) -> TestClient:
    """The device that has the seat."""
    return phone_of(app, seat)


def leave(phone: TestClient, seat: Seat) -> int:
    return phone.post(f"/w/{seat.workshop_id}/leave").status_code


def test_the_device_forgets_the_seat(phone: TestClient, host: Host, seat: Seat) -> None:
    answer = phone.post(f"/w/{seat.workshop_id}/leave")
    assert (answer.status_code, answer.headers["location"]) == (303, "/join")
    assert answer.headers["set-cookie"].startswith(f'kam-room-{seat.workshop_id}=""; ')
    assert "Max-Age=0" in answer.headers["set-cookie"]


def test_nothing_of_it_is_left(app: FastAPI, host: Host, seat: Seat) -> None:
    host.vote(seat, "3")
    assert leave(phone_of(app, seat), seat) == 303
    session = host.scribe.session
    assert [session.scalar(select(func.count()).select_from(table)) for table in (Participation, Ballot)] == [0, 0]
    session.rollback()
    kept = phone_of(app, seat)  # a device that did not forget
    assert kept.get(f"/w/{seat.workshop_id}").status_code == 404


def test_what_is_not_revealed_does_not_count(phone: TestClient, host: Host, seat: Seat) -> None:
    host.fill(seat.workshop_id, "00000")
    host.fill(seat.workshop_id, "11111", group="kam_team")
    host.vote(seat, "3")
    host.vote(seat, "3", group="kam_team")
    host.reveal(seat.workshop_id, "A", "kam_unit")
    assert leave(phone, seat) == 303
    host.reveal(seat.workshop_id, "A", "kam_team")
    room = host.room(seat.workshop_id)
    assert room.cell(CellId("A", "kam_unit")).views.whole.stages == (5, 0, 0, 1)
    assert room.cell(CellId("A", "kam_team")).views.whole.stages == (0, 5, 0, 0)


def test_nobody_votes_twice_by_leaving(phone: TestClient, host: Host, seat: Seat) -> None:
    host.fill(seat.workshop_id, "0000")
    host.vote(seat, "3")
    leave(phone, seat)
    host.vote(host.join(seat.workshop_id), "3")
    host.reveal(seat.workshop_id, "A", "kam_unit")
    assert host.room(seat.workshop_id).cell(CellId("A", "kam_unit")).views.whole.stages == (4, 0, 0, 1)


def test_it_refuses_who_has_no_seat(
    app: FastAPI, client: TestClient, phone: TestClient, host: Host, seat: Seat
) -> None:
    other = host.join(host.open(cycle_id=host.scribe.start("Another")))
    for browser in (visitor(app), client, phone_of(app, other)):
        assert leave(browser, seat) == 404
    assert phone.get(f"/w/{seat.workshop_id}").status_code == 200


def test_it_takes_no_fields(phone: TestClient, seat: Seat) -> None:
    assert phone.post(f"/w/{seat.workshop_id}/leave", data={"more": "x"}).status_code == 422


@pytest.mark.parametrize("number", ["0", "4711", "9" * 30])
def test_it_refuses_a_workshop_that_is_not_there(phone: TestClient, number: str) -> None:
    phone.cookies.set(f"kam-room-{number}", "a token")
    assert phone.post(f"/w/{number}/leave").status_code in {404, 422}
