"""What an open page fetches when something changed: only what it does not show yet, and cheap for a whole room."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from app.db.recent import Recent
from app.maturity.checklist import CellId
from app.workshops import attending, closing, deciding, leading
from app.workshops.deciding import Decision
from app.workshops.joining import Seat
from app.workshops.models import Pace
from tests.pages import words
from tests.workshops.rooms import GROUPS, Host, phone_of


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


def shown_by(page: str) -> dict[str, str]:
    """Return what a page says of what it shows."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)" data-shown>', page))


def look(phone: TestClient, seat: Seat, page: str, element: str = "") -> str:
    answer = phone.get(f"/w/{seat.workshop_id}/live", params={"element": element, **shown_by(page)})
    assert answer.status_code == 200
    return answer.text


def targets(fragment: str) -> set[str]:
    return set(re.findall(r'hx-target="#([^"]+)"', fragment))


def page_of(phone: TestClient, seat: Seat, path: str = "") -> str:
    return phone.get(f"/w/{seat.workshop_id}{path}").text


STATES = {f"state-A-{group}" for group in GROUPS}


def test_a_page_says_what_it_shows(phone: TestClient, seat: Seat) -> None:
    assert shown_by(page_of(phone, seat)) == {"at": "A"} | {f"shown-{group}": "1.open" for group in GROUPS}


def test_where_nothing_changed_it_sends_states_alone(phone: TestClient, seat: Seat) -> None:
    fragment = look(phone, seat, page_of(phone, seat))
    assert targets(fragment) == {"answered", "notice"} | STATES


def test_it_sends_what_another_tab_chose(phone: TestClient, host: Host, seat: Seat) -> None:
    page = page_of(phone, seat)
    host.vote(seat, "2", revision=4)
    fragment = look(phone, seat, page)
    assert 'data-value="2" data-revision="4" data-round="1"' in fragment
    assert "1 of 5 answered." in words(fragment)


def test_it_sends_what_was_revealed(phone: TestClient, host: Host, seat: Seat) -> None:
    page = page_of(phone, seat)
    host.vote(seat, "1")
    host.fill(seat.workshop_id, "1122")
    host.reveal(seat.workshop_id, "A", "kam_unit")
    fragment = look(phone, seat, page)
    assert targets(fragment) == {"answered", "notice", "body-A-kam_unit"} | STATES
    assert "You chose 1 Ready to change . So did 3 of 5." in words(fragment)
    again = look(phone, seat, page_of(phone, seat))
    assert targets(again) == {"answered", "notice"} | STATES


def test_it_sends_what_was_settled_on_hidden_and_reopened(phone: TestClient, host: Host, seat: Seat) -> None:
    host.fill(seat.workshop_id, "11122")
    host.reveal(seat.workshop_id, "A", "kam_unit")
    cell = CellId("A", "kam_unit")
    decide = deciding.decide, seat.workshop_id, cell, Decision(1, "Why."), 1
    for text, (verb, *what), how in (
        ("Agreed: Ready to change.", decide, {}),
        ("does not show them just now", (leading.hide, seat.workshop_id, [cell]), {"hidden": True}),
        ("You did not answer.", (leading.hide, seat.workshop_id, [cell]), {"hidden": False}),
    ):
        page = page_of(phone, seat)
        host.lead(verb, *what, **how)
        fragment = look(phone, seat, page)
        assert "body-A-kam_unit" in targets(fragment)
        assert text in words(fragment)
    host.lead(deciding.take_back, seat.workshop_id, cell)
    page = page_of(phone, seat)
    host.lead(leading.reopen, seat.workshop_id, cell)
    assert "The room votes on this once more." in words(look(phone, seat, page))


def test_it_goes_along_with_the_room(phone: TestClient, host: Host, seat: Seat) -> None:
    page = page_of(phone, seat)
    host.lead(leading.go_to, seat.workshop_id, "B")
    fragment = look(phone, seat, page)
    assert targets(fragment) == {"label", "title", "about", "answered", "waited", "notice", "place", "refresh"}
    assert "<title>Structure, workshop - KAM Maturity</title>" in fragment
    assert shown_by(fragment)["at"] == "B"


def test_it_stays_where_somebody_looks_back(phone: TestClient, host: Host, seat: Seat) -> None:
    page = page_of(phone, seat, "/elements/A")
    host.lead(leading.go_to, seat.workshop_id, "B")
    fragment = look(phone, seat, page, "A")
    assert targets(fragment) == {"answered", "notice"} | STATES
    assert "The room is at Structure now." in words(fragment)


def test_it_leads_from_the_lobby_to_the_end(app: FastAPI, host: Host) -> None:
    workshop_id = host.open("AB", pace=Pace.OWN)
    seat = host.join(workshop_id)
    phone = phone_of(app, seat)
    lobby = page_of(phone, seat)
    assert shown_by(lobby) == {"at": "lobby"}
    assert "title" not in targets(look(phone, seat, lobby))
    host.begin(workshop_id)
    elements = look(phone, seat, lobby)
    assert shown_by(elements) == {"at": "list"}
    host.vote(seat, "1")
    assert "1 of 5 answered" in words(look(phone, seat, elements))
    host.lead(closing.close, workshop_id)
    over = look(phone, seat, elements)
    assert "The workshop is over" in words(over)
    host.lead(closing.keep_open, workshop_id)
    assert shown_by(look(phone, seat, over)) == {"at": "list"}


def test_who_was_taken_out_is_told(phone: TestClient, host: Host, seat: Seat) -> None:
    host.lead(leading.remove, seat.workshop_id, seat.id, removed=True)
    answer = phone.get(f"/w/{seat.workshop_id}/live", headers={"hx-request": "true"})
    assert answer.status_code == 404
    assert "This device has not joined this workshop" in words(answer.text)


@pytest.mark.parametrize("query", ["element=C", "element=%00", "element=x"])
def test_it_refuses_an_element_that_is_not_looked_at(phone: TestClient, seat: Seat, query: str) -> None:
    assert phone.get(f"/w/{seat.workshop_id}/live?{query}").status_code == 404


@pytest.mark.parametrize("query", ["at=x", "at=%00", "shown-kam_unit=x", "shown-kam_unit=%00", "more=x"])
def test_it_takes_anything_for_what_a_page_shows(phone: TestClient, seat: Seat, query: str) -> None:
    assert phone.get(f"/w/{seat.workshop_id}/live?{query}").status_code == 200


def test_it_asks_the_database_twice(app: FastAPI, host: Host, seat: Seat, engine: Engine) -> None:
    """500 phones look at the same moment: the first of them reads the room, the others their seat and their votes."""
    host.fill(seat.workshop_id, "11122")
    host.reveal(seat.workshop_id, "A", "kam_unit")
    first, second = (phone_of(app, host.join(seat.workshop_id)) for _ in range(2))
    first.get(f"/w/{seat.workshop_id}/live?at=A")
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    second.get(f"/w/{seat.workshop_id}/live?at=A")
    assert len([one for one in asked if not one.startswith("BEGIN")]) == 2, asked


def test_a_room_that_was_led_on_is_read_anew(phone: TestClient, host: Host, seat: Seat) -> None:
    for paused in (True, False, True):
        host.lead(leading.pause, seat.workshop_id, paused=paused)
        assert ("Voting is paused." in words(page_of(phone, seat))) is paused


def test_it_remembers_no_more_than_it_has_room_for(monkeypatch: pytest.MonkeyPatch, host: Host, seat: Seat) -> None:
    rooms = Recent[tuple[str, int], object](2)
    monkeypatch.setattr(attending, "_ROOMS", rooms)
    session = host.scribe.session
    for paused in (True, False, True):
        attending.attend(session, seat.workshop_id, seat.token)
        session.rollback()
        host.lead(leading.pause, seat.workshop_id, paused=paused)
    assert len(rooms._values) == 2
