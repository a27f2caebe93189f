"""Who chose what: for everybody in a room whose votes are named, once it is revealed; in an anonymous one never."""

from fastapi import FastAPI
from starlette.testclient import TestClient

from app.workshops import closing, joining, leading
from app.workshops.joining import Seat
from tests.pages import words
from tests.workshops.desks import Desk
from tests.workshops.rooms import A_CELL, Host, phone_of

PEOPLE = [f"Person {number}" for number in range(6)]


def a_room(host: Host, *, named: bool) -> tuple[int, list[Seat]]:
    room = host.open("AB", named=named)
    host.begin(room)
    return room, host.fill(room, "22132?")


def seen_by(app: FastAPI, seat: Seat, path: str = "") -> str:
    answer = phone_of(app, seat).get(f"/w/{seat.workshop_id}{path}")
    assert answer.status_code == 200
    return words(answer.text)


NAMES = (
    "Names : who chose what for KAM unit 1 Ready to change Person 2 2 Transition state Person 0 Person 1 "
    "Person 4 3 Best practice KAM Person 3 Don’t know Person 5"
)


def test_where_votes_are_named_the_room_sees_who_chose_what(app: FastAPI, host: Host) -> None:
    room, seats = a_room(host, named=True)
    host.reveal(room, "A", "kam_unit")
    assert NAMES in seen_by(app, seats[0])
    assert NAMES in seen_by(app, seats[4], "/live?at=A")
    late = host.join(room, "kam_unit", "Late")
    assert NAMES in seen_by(app, late, "/elements/A")


def test_the_facilitator_sees_the_same(client: TestClient, host: Host) -> None:
    room, _ = a_room(host, named=True)
    host.reveal(room, "A", "kam_unit")
    assert NAMES in Desk(client, room).says()


def test_before_the_reveal_nobody_sees_others_names(app: FastAPI, host: Host) -> None:
    room, seats = a_room(host, named=True)
    host.reveal(room, "A", "kam_team")
    for path in ("", "/elements/A", "/live?at=A", "/waited?at=A"):
        assert not any(name in seen_by(app, seats[0], path) for name in PEOPLE[1:])


def test_where_votes_are_anonymous_nobody_ever_does(app: FastAPI, host: Host) -> None:
    room, seats = a_room(host, named=False)
    host.reveal(room, "A", "kam_unit")
    for path in ("", "/elements/A", "/live?at=A"):
        shown = seen_by(app, seats[0], path)
        assert "Names" not in shown
        assert not any(name in shown for name in PEOPLE)


def test_names_go_with_answers_that_are_hidden(app: FastAPI, host: Host) -> None:
    room, seats = a_room(host, named=True)
    host.reveal(room, "A", "kam_unit")
    assert NAMES in seen_by(app, seats[0])
    host.lead(leading.hide, room, [A_CELL], hidden=True)
    assert "Person 1" not in seen_by(app, seats[0])


def test_a_new_round_shows_no_names_until_it_is_revealed(app: FastAPI, host: Host) -> None:
    room, seats = a_room(host, named=True)
    host.reveal(room, "A", "kam_unit")
    host.lead(leading.reopen, room, A_CELL)
    for seat in seats:
        host.vote(seat, "3", round=2)
    assert "Person 1" not in seen_by(app, seats[0])
    host.reveal(room, "A", "kam_unit")
    assert "3 Best practice KAM Person 0 Person 1 Person 2 Person 3 Person 4 Person 5" in seen_by(app, seats[0])


def test_cells_that_too_few_answered_show_no_names(app: FastAPI, host: Host) -> None:
    room = host.open("AB", named=True)
    host.begin(room)
    seats = host.fill(room, "2213")
    host.reveal(room, "A", "kam_unit")
    assert "Person 1" not in seen_by(app, seats[0])


def test_who_leaves_takes_their_name_along(app: FastAPI, host: Host) -> None:
    room, seats = a_room(host, named=True)
    host.reveal(room, "A", "kam_unit")
    assert "Person 3" in seen_by(app, seats[0])
    joining.leave(host.scribe.session, host.vault, host.room(room), seats[3])
    host.scribe.session.commit()
    assert "Person 3" not in seen_by(app, seats[0])
    assert "Person 1" in seen_by(app, seats[0])


def test_once_it_closes_nobody_sees_a_name(app: FastAPI, host: Host) -> None:
    room, seats = a_room(host, named=True)
    host.reveal(room, "A", "kam_unit")
    assert NAMES in seen_by(app, seats[0])
    host.lead(closing.close, room)
    assert "Person 1" not in seen_by(app, seats[0])
