"""Choosing for a cell: the last choice of a device is kept, until the answers are revealed."""

from random import Random
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from app.maturity.checklist import CellId
from app.workshops import closing, leading
from app.workshops.joining import Seat
from app.workshops.voting import votes_of
from tests.conftest import visitor
from tests.databases import contents
from tests.pages import words
from tests.workshops.rooms import Host, phone_of

CELL = CellId("A", "kam_unit")
CHOICE = {"value": "2", "round": 1, "revision": 1, "client": "phone"}


@pytest.fixture
def seat(host: Host) -> Seat:
    """A seat in a room that votes."""
    workshop_id = host.open("AB")
    host.begin(workshop_id)
    return host.join(workshop_id)


@pytest.fixture
def phone(app: FastAPI, seat: Seat) -> TestClient:
    """The device that has the seat."""
    return phone_of(app, seat)


def address_of(seat: Seat, cell: CellId = CELL) -> str:
    return f"/w/{seat.workshop_id}/cells/{cell.element}/{cell.group}/vote"


def choose(phone: TestClient, seat: Seat, value: str = "2", **more: Any) -> Response:
    return phone.post(address_of(seat), data=CHOICE | {"value": value} | more, headers={"hx-request": "true"})


def stored(host: Host, seat: Seat, cell: CellId = CELL) -> str | None:
    session = host.scribe.session
    found = votes_of(session, host.vault, host.room(seat.workshop_id), seat).get(cell)
    session.rollback()
    return found.value if found else None


@pytest.mark.parametrize(
    ("value", "text"), [("0", "Saved: 0"), ("3", "Saved: 3"), ("unknown", "Saved: Don’t know"), ("", "Not answered")]
)
def test_it_keeps_a_choice(phone: TestClient, host: Host, seat: Seat, value: str, text: str) -> None:
    answer = choose(phone, seat, value)
    assert (answer.status_code, answer.headers["kam-stored"], answer.headers["kam-revision"]) == (200, "yes", "1")
    assert words(answer.text) == text
    assert 'hx-target="#state-A-kam_unit"' in answer.text
    assert stored(host, seat) == value


def test_dont_know_is_not_nought(phone: TestClient, host: Host, seat: Seat) -> None:
    choose(phone, seat, "unknown")
    host.fill(seat.workshop_id, "00000")
    host.reveal(seat.workshop_id, "A", "kam_unit")
    whole = host.room(seat.workshop_id).cell(CELL).views.whole
    assert (whole.stages, whole.unknown) == ((5, 0, 0, 0), 1)


def test_it_lets_people_change_and_take_back(phone: TestClient, host: Host, seat: Seat) -> None:
    for revision, value in enumerate(("1", "3", "unknown", "", "2"), 1):
        assert choose(phone, seat, value, revision=revision).headers["kam-stored"] == "yes"
        assert stored(host, seat) == value


def test_the_last_choice_wins_whatever_comes_first(phone: TestClient, host: Host, seat: Seat) -> None:
    made = [(revision, str(revision % 4)) for revision in range(1, 12)]
    late = made + made[:4]
    Random(7).shuffle(late)
    for revision, value in late:
        choose(phone, seat, value, revision=revision)
    assert stored(host, seat) == made[-1][1]


def test_it_says_which_choice_is_stored_instead(phone: TestClient, seat: Seat) -> None:
    choose(phone, seat, "3", revision=5, client="tablet")
    answer = choose(phone, seat, "1", revision=5)
    assert (answer.headers["kam-stored"], answer.headers["kam-revision"]) == ("no", "5")
    assert words(answer.text) == "Saved: 3"


def test_what_is_sent_twice_is_stored_once(phone: TestClient, seat: Seat, engine: Engine) -> None:
    assert choose(phone, seat).headers["kam-stored"] == "yes"
    before = contents(engine)
    assert choose(phone, seat).headers["kam-stored"] == "yes"
    assert contents(engine) == before


@pytest.mark.parametrize(
    "form",
    [
        {"value": "4"},
        {"value": "-1"},
        {"value": "٣"},
        {"value": "2\x00"},
        {"round": ""},
        {"round": "0"},
        {"round": "x"},
        {"revision": "0"},
        {"revision": "9" * 30},
        {"client": "x" * 41},
        {"client": "\x00"},
        {"more": "x"},
    ],
)
def test_it_refuses_what_is_no_choice(phone: TestClient, seat: Seat, engine: Engine, form: dict[str, str]) -> None:
    before = contents(engine)
    assert choose(phone, seat, **form).status_code == 422
    assert contents(engine) == before


@pytest.mark.parametrize(
    ("letter", "group"),
    [("C", "kam_unit"), ("A", "other"), ("a", "kam_unit"), ("%00", "kam_unit"), ("A", "x%00y"), ("AB", "x" * 500)],
)
def test_it_refuses_a_cell_that_is_not_looked_at(phone: TestClient, seat: Seat, letter: str, group: str) -> None:
    assert phone.post(address_of(seat, CellId(letter, group)), data=CHOICE).status_code == 404


def test_it_refuses_who_has_no_seat(app: FastAPI, client: TestClient, host: Host, seat: Seat, engine: Engine) -> None:
    other = host.join(host.open(cycle_id=host.scribe.start("Another")))
    thief = visitor(app)
    thief.cookies.set(f"kam-room-{seat.workshop_id}", other.token)
    before = contents(engine)
    for browser in (visitor(app), client, phone_of(app, other), thief):
        answer = choose(browser, seat)
        assert answer.status_code == 404
        assert "This device has not joined this workshop" in words(answer.text)
    assert contents(engine) == before


@pytest.mark.parametrize("number", ["0", "-1", "4711", "2147483648", "9" * 30])
def test_it_refuses_a_workshop_that_is_not_there(phone: TestClient, number: str) -> None:
    phone.cookies.set(f"kam-room-{number}", "a token")
    assert phone.post(f"/w/{number}/cells/A/kam_unit/vote", data=CHOICE).status_code in {404, 422}


def test_it_refuses_a_seat_that_was_taken_away(phone: TestClient, host: Host, seat: Seat) -> None:
    host.lead(leading.remove, seat.workshop_id, seat.id, removed=True)
    assert choose(phone, seat).status_code == 404
    host.lead(leading.remove, seat.workshop_id, seat.id, removed=False)
    assert choose(phone, seat).status_code == 200


def test_it_refuses_before_it_begins(app: FastAPI, host: Host) -> None:
    seat = host.join(host.open())
    answer = choose(phone_of(app, seat), seat)
    assert (answer.status_code, words(answer.text)) == (409, "Voting has not begun yet.")


def test_it_refuses_an_element_that_the_room_has_not_come_to(phone: TestClient, seat: Seat) -> None:
    answer = phone.post(address_of(seat, CellId("B", "kam_unit")), data=CHOICE)
    assert answer.status_code == 409
    assert "The room is at another element. Choose again when it comes to this one." in words(answer.text)


def test_it_takes_what_was_chosen_in_a_tunnel(phone: TestClient, host: Host, seat: Seat) -> None:
    host.lead(leading.go_to, seat.workshop_id, "B")
    assert choose(phone, seat).status_code == 200
    assert stored(host, seat) == "2"


def test_it_is_tried_again_after_a_pause(phone: TestClient, host: Host, seat: Seat) -> None:
    host.lead(leading.pause, seat.workshop_id, paused=True)
    answer = choose(phone, seat)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert "Voting is paused." in words(answer.text)
    assert stored(host, seat) is None
    host.lead(leading.pause, seat.workshop_id, paused=False)
    assert choose(phone, seat).status_code == 200


def test_it_refuses_once_revealed(phone: TestClient, host: Host, seat: Seat) -> None:
    choose(phone, seat, "1")
    host.reveal(seat.workshop_id, "A", "kam_unit")
    answer = choose(phone, seat, "3", revision=2)
    assert answer.status_code == 409
    assert "The answers to this cell are revealed." in words(answer.text)
    assert stored(host, seat) == "1"


def test_it_counts_each_round_for_itself(phone: TestClient, host: Host, seat: Seat) -> None:
    choose(phone, seat, "1", revision=9)
    host.reveal(seat.workshop_id, "A", "kam_unit")
    host.lead(leading.reopen, seat.workshop_id, CELL)
    late = choose(phone, seat, "3", revision=10)
    assert (late.status_code, words(late.text)) == (409, "This cell is voted on once more. Choose again.")
    assert stored(host, seat) is None
    assert choose(phone, seat, "3", round=2).headers["kam-stored"] == "yes"
    assert stored(host, seat) == "3"


def test_it_refuses_once_closed(phone: TestClient, host: Host, seat: Seat) -> None:
    host.lead(closing.close, seat.workshop_id)
    answer = choose(phone, seat)
    assert answer.status_code == 409
    assert "This workshop is closed." in words(answer.text)
    closing.close_what_is_due(host.scribe.session, host.room(seat.workshop_id).closes_at)
    host.scribe.session.commit()
    assert choose(phone, seat).status_code == 404


def test_it_asks_the_database_little(phone: TestClient, seat: Seat, engine: Engine) -> None:
    """The seat, the cell held where writers do not queue, the choice and the announcement."""
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    choose(phone, seat)
    assert len([one for one in asked if not one.startswith("BEGIN")]) <= 4, asked
