"""Voting without JavaScript: a plain form for the five cells of an element."""

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.workshops import leading
from app.workshops.joining import Seat
from app.workshops.models import Pace
from app.workshops.voting import votes_of
from tests.conftest import visitor
from tests.databases import contents
from tests.hostile import HOSTILE, harm
from tests.pages import fields, words
from tests.workshops.rooms import GROUPS, Host, phone_of


@pytest.fixture
def seat(host: Host) -> Seat:
    """A seat in a room that votes at everybody's own pace."""
    workshop_id = host.open("AB", pace=Pace.OWN)
    host.begin(workshop_id)
    return host.join(workshop_id)


@pytest.fixture
def phone(app: FastAPI, seat: Seat) -> TestClient:
    """The device that has the seat."""
    return phone_of(app, seat)


def address_of(seat: Seat) -> str:
    return f"/w/{seat.workshop_id}/elements/A"


def form(phone: TestClient, seat: Seat) -> dict[str, str]:
    return fields(phone.get(address_of(seat)).text, address_of(seat))


def chosen(host: Host, seat: Seat) -> dict[str, str]:
    session = host.scribe.session
    found = votes_of(session, host.vault, host.room(seat.workshop_id), seat, "A")
    session.rollback()
    return {cell.group: kept.value for cell, kept in found.items()}


def test_it_saves_what_is_chosen(phone: TestClient, host: Host, seat: Seat) -> None:
    answers = dict(zip(GROUPS, ("0", "1", "2", "3", "unknown"), strict=True))
    sent = form(phone, seat) | {f"score-{group}": value for group, value in answers.items()}
    answer = phone.post(address_of(seat), data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, address_of(seat))
    assert chosen(host, seat) == answers
    shown = form(phone, seat)
    assert {group: shown[f"score-{group}"] for group in GROUPS} == answers


def test_it_changes_and_takes_back(phone: TestClient, host: Host, seat: Seat) -> None:
    for value in ("1", "3"):
        phone.post(address_of(seat), data=form(phone, seat) | {"score-kam_unit": value, "score-kam_team": "0"})
    assert chosen(host, seat) == {"kam_unit": "3", "kam_team": "0"}
    phone.post(address_of(seat), data=form(phone, seat) | {"clear": "kam_unit"})
    assert chosen(host, seat) == {"kam_unit": "", "kam_team": "0"}


def test_it_writes_nothing_when_nothing_is_new(phone: TestClient, seat: Seat, engine: Engine) -> None:
    phone.post(address_of(seat), data=form(phone, seat) | {"score-kam_unit": "1"})
    before = contents(engine)
    assert phone.post(address_of(seat), data=form(phone, seat)).status_code == 303
    assert contents(engine) == before


def test_it_goes_on_to_the_next_element(phone: TestClient, seat: Seat) -> None:
    answer = phone.post(address_of(seat), data=form(phone, seat) | {"go": "next"})
    assert answer.headers["location"] == f"/w/{seat.workshop_id}/elements/B"


def test_it_goes_along_with_the_room(app: FastAPI, host: Host) -> None:
    workshop_id = host.open("AB", cycle_id=host.scribe.start("Another"))
    host.begin(workshop_id)
    seat = host.join(workshop_id)
    phone = phone_of(app, seat)
    sent = fields(phone.get(f"/w/{workshop_id}").text, address_of(seat))
    assert sent["follows"] == "yes"
    answer = phone.post(address_of(seat), data=sent | {"score-kam_unit": "1"})
    assert answer.headers["location"] == f"/w/{workshop_id}"
    assert chosen(host, seat) == {"kam_unit": "1"}


def test_it_says_what_came_too_late_and_saves_the_others(phone: TestClient, host: Host, seat: Seat) -> None:
    sent = form(phone, seat) | {"score-kam_unit": "1", "score-kam_team": "2"}
    host.reveal(seat.workshop_id, "A", "kam_unit")
    answer = phone.post(address_of(seat), data=sent)
    assert answer.status_code == 409
    assert "Not everything was saved KAM unit: The answers to this cell are revealed." in words(answer.text)
    assert 'href="#cell-kam_unit"' in answer.text
    assert chosen(host, seat) == {"kam_team": "2"}


def test_it_leaves_what_is_revealed_alone(phone: TestClient, host: Host, seat: Seat, engine: Engine) -> None:
    phone.post(address_of(seat), data=form(phone, seat) | {"score-kam_unit": "1"})
    host.reveal(seat.workshop_id, "A", "kam_unit")
    assert phone.post(address_of(seat), data=form(phone, seat) | {"score-kam_team": "2"}).status_code == 303
    assert chosen(host, seat) == {"kam_unit": "1", "kam_team": "2"}


def test_it_keeps_what_was_chosen_during_a_pause(phone: TestClient, host: Host, seat: Seat) -> None:
    host.lead(leading.pause, seat.workshop_id, paused=True)
    answer = phone.post(address_of(seat), data=form(phone, seat) | {"score-kam_unit": "unknown", "score-kam_team": "3"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert "Voting is paused." in words(answer.text)
    kept = fields(answer.text, address_of(seat))
    assert (kept["score-kam_unit"], kept["score-kam_team"]) == ("unknown", "3")
    assert chosen(host, seat) == {}
    host.lead(leading.pause, seat.workshop_id, paused=False)
    assert phone.post(address_of(seat), data=kept).status_code == 303
    assert chosen(host, seat) == {"kam_unit": "unknown", "kam_team": "3"}


@pytest.mark.parametrize(
    "odd",
    [
        {"score-kam_unit": "4"},
        {"score-kam_unit": HOSTILE},
        {"score-kam_unit": "\x00"},
        {"shown-kam_unit": "x.open", "score-kam_unit": "1"},
        {"shown-kam_unit": "٣.open"},
        {"shown-kam_unit": "9" * 30 + ".open"},
        {"score-other": "1"},
        {"more": "x"},
    ],
)
def test_it_refuses_what_is_no_form(phone: TestClient, seat: Seat, engine: Engine, odd: dict[str, str]) -> None:
    sent = form(phone, seat) | odd
    before = contents(engine)
    answer = phone.post(address_of(seat), data=sent)
    assert answer.status_code == 422
    assert harm(answer.text) == []
    assert contents(engine) == before


def test_it_refuses_who_has_no_seat(
    app: FastAPI, client: TestClient, phone: TestClient, host: Host, seat: Seat
) -> None:
    sent = form(phone, seat) | {"score-kam_unit": "1"}
    other = host.join(host.open(cycle_id=host.scribe.start("Another")))
    for browser in (visitor(app), client, phone_of(app, other)):
        assert browser.post(address_of(seat), data=sent).status_code == 404
    host.lead(leading.remove, seat.workshop_id, seat.id, removed=True)
    assert phone.post(address_of(seat), data=sent).status_code == 404


@pytest.mark.parametrize("letter", ["C", "x", "%00"])
def test_it_refuses_an_element_that_is_not_looked_at(phone: TestClient, seat: Seat, letter: str) -> None:
    assert phone.post(f"/w/{seat.workshop_id}/elements/{letter}", data={}).status_code == 404


def test_it_offers_to_look_again(phone: TestClient, seat: Seat) -> None:
    page = phone.get(address_of(seat)).text
    assert f'<noscript><p><a class="button button--quiet" href="{address_of(seat)}">Refresh</a></p></noscript>' in page
