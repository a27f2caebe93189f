"""Phones say how many have answered the element, as the projector does, and never what."""

import pytest
from fastapi import FastAPI

from app.workshops import closing, leading
from app.workshops.models import Pace
from tests.pages import words
from tests.workshops.rooms import A_CELL, GROUPS, Host, phone_of

ALL = "2 of 3 have answered this element."


@pytest.fixture
def room(host: Host) -> int:
    """Three people vote on the first of two elements, and two have answered all of it."""
    workshop_id = host.open("AB")
    host.begin(workshop_id)
    for group in GROUPS[:2]:
        seat = host.join(workshop_id, group)
        for cell in GROUPS:
            host.vote(seat, "3", "A", cell)
    return workshop_id


def asked(app: FastAPI, host: Host, room: int, at: str = "A") -> str:
    answer = phone_of(app, host.join(room)).get(f"/w/{room}/waited", params={"at": at})
    assert answer.status_code == 200
    return words(answer.text).strip()


def test_it_counts_who_has_answered(app: FastAPI, host: Host, room: int) -> None:
    assert asked(app, host, room) == ALL


def test_it_stands_on_the_page_too(app: FastAPI, host: Host, room: int) -> None:
    assert ALL in words(phone_of(app, host.join(room)).get(f"/w/{room}").text)


def test_it_says_where_some_questions_wait_for_more(app: FastAPI, host: Host, room: int) -> None:
    seat = host.join(room)
    host.vote(seat, "1")
    waited = phone_of(app, seat).get(f"/w/{room}/waited", params={"at": "A"})
    assert words(waited.text).strip() == "2 to 3 of 3 have answered each question of this element."


def test_an_answer_that_is_taken_back_no_longer_counts(app: FastAPI, host: Host, room: int) -> None:
    seat = host.join(room)
    host.vote(seat, "1")
    host.vote(seat, "", revision=2)
    waited = phone_of(app, seat).get(f"/w/{room}/waited", params={"at": "A"})
    assert words(waited.text).strip() == ALL


def test_it_counts_the_new_round_alone(app: FastAPI, host: Host, room: int) -> None:
    host.reveal(room)
    host.lead(leading.reopen, room, A_CELL)
    assert asked(app, host, room) == "0 of 3 have answered this element."


@pytest.mark.parametrize("at", ["", "list", "lobby", "B", "C", "%00", "AB"])
def test_it_says_nothing_where_nobody_is_waited_for(app: FastAPI, host: Host, room: int, at: str) -> None:
    assert asked(app, host, room, at) == ""


def test_it_says_nothing_once_all_is_revealed(app: FastAPI, host: Host, room: int) -> None:
    host.reveal(room)
    assert asked(app, host, room) == ""


def test_it_says_nothing_before_voting_begins(app: FastAPI, host: Host) -> None:
    assert asked(app, host, host.open("AB")) == ""


def test_at_ones_own_pace_it_is_about_the_element_that_is_shown(app: FastAPI, host: Host) -> None:
    room = host.open("AB", pace=Pace.OWN)
    host.begin(room)
    assert asked(app, host, room, "B") == "0 of 1 has answered this element."


def test_a_page_that_moves_on_forgets_the_number(app: FastAPI, host: Host, room: int) -> None:
    phone = phone_of(app, host.join(room))
    forget = 'hx-target="#waited"'
    assert forget not in phone.get(f"/w/{room}/live", params={"at": "A"}).text
    host.lead(leading.go_to, room, "B")
    assert forget in phone.get(f"/w/{room}/live", params={"at": "A"}).text


def test_it_is_for_those_in_the_room(app: FastAPI, host: Host, room: int) -> None:
    elsewhere = phone_of(app, host.join(host.open("A", host.scribe.start(title="Another"))))
    assert elsewhere.get(f"/w/{room}/waited", params={"at": "A"}).status_code == 404
    assert phone_of(app).get(f"/w/{room}/waited", params={"at": "A"}).status_code == 404


def test_once_it_closes_nobody_is_waited_for(app: FastAPI, host: Host, room: int) -> None:
    seat = host.join(room)
    host.lead(closing.close, room)
    assert words(phone_of(app, seat).get(f"/w/{room}/waited", params={"at": "A"}).text).strip() == ""
