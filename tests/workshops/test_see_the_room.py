"""What somebody who takes part sees: where the room is, and what comes next."""

import pytest
from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from app.db.columns import now
from app.maturity.checklist import CellId
from app.workshops import closing, deciding, leading
from app.workshops.deciding import Decision
from app.workshops.models import Pace
from tests.conftest import visitor
from tests.pages import words
from tests.workshops.rooms import GROUPS, Host, phone_of


def page(app: FastAPI, host: Host, workshop_id: int, path: str = "", group: str = "kam_team") -> str:
    answer = phone_of(app, host.join(workshop_id, group)).get(f"/w/{workshop_id}{path}")
    assert answer.status_code == 200
    return answer.text


def test_the_lobby(app: FastAPI, host: Host) -> None:
    shown = words(page(app, host, host.open()))
    assert "Joined as KAM team" in shown
    assert "Voting has not begun. This page changes by itself when it does." in shown
    assert "What comes next" in shown


def test_the_element_that_is_led_to(app: FastAPI, host: Host) -> None:
    workshop_id = host.open("BA")
    host.begin(workshop_id)
    shown = page(app, host, workshop_id)
    assert "Element 1 of 2 Structure" in words(shown)
    assert "0 of 5 answered. The facilitator moves everyone on." in words(shown)
    assert "Nobody sees your name beside an answer." in words(shown)
    titles = [part.split("<")[0] for part in shown.split('ask__title">')[1:]]
    assert titles[:2] == ["KAM team (your group)", "Key account manager"]
    assert len(titles) == 5
    assert shown.count('value="unknown"') == 5


def test_the_first_cell_to_answer_is_open(app: FastAPI, host: Host) -> None:
    workshop_id = host.open()
    host.begin(workshop_id)
    seat = host.join(workshop_id, "kam_team")
    phone = phone_of(app, seat)
    opened = 'data-group="{}" data-url="/w/{}/cells/A/{}/vote" open'
    assert opened.format("kam_team", workshop_id, "kam_team") in phone.get(f"/w/{workshop_id}").text
    host.vote(seat, "2", "A", "kam_team")
    shown = phone.get(f"/w/{workshop_id}").text
    assert opened.format("kam_team", workshop_id, "kam_team") not in shown
    assert opened.format(GROUPS[0], workshop_id, GROUPS[0]) in shown
    assert "Saved: 2 Transition state" in words(shown)


def test_an_element_that_the_room_has_left(app: FastAPI, host: Host) -> None:
    workshop_id = host.open("AB")
    host.begin(workshop_id)
    host.lead(leading.go_to, workshop_id, "B")
    shown = words(page(app, host, workshop_id, "/elements/A"))
    assert "The room is at Structure now. Go there" in shown
    assert "Next: Structure" in shown


def test_an_element_that_the_room_has_not_come_to(app: FastAPI, host: Host) -> None:
    workshop_id = host.open("AB")
    phone = phone_of(app, host.join(workshop_id))
    for _ in ("in the lobby", "at the first element"):
        answer = phone.get(f"/w/{workshop_id}/elements/B")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/w/{workshop_id}")
        if host.room(workshop_id).phase == "lobby":
            host.begin(workshop_id)


def test_an_element_that_is_not_looked_at(app: FastAPI, host: Host) -> None:
    workshop_id = host.open("AB")
    phone = phone_of(app, host.join(workshop_id))
    for letter in ("C", "x", "%00", "AB"):
        assert phone.get(f"/w/{workshop_id}/elements/{letter}").status_code == 404


def test_the_elements_at_ones_own_pace(app: FastAPI, host: Host) -> None:
    workshop_id = host.open("AB", pace=Pace.OWN)
    host.begin(workshop_id)
    seat = host.join(workshop_id)
    host.vote(seat, "1", "B", "kam_unit")
    host.vote(seat, "unknown", "B", "kam_team")
    host.reveal(workshop_id, "B", "kam_unit")
    shown = phone_of(app, seat).get(f"/w/{workshop_id}").text
    assert "A Strategy 0 of 5 answered B Structure 2 of 5 answered, 1 revealed" in words(shown)
    assert f'href="/w/{workshop_id}/elements/B"' in shown
    element = words(phone_of(app, seat).get(f"/w/{workshop_id}/elements/B").text)
    assert "You can change every answer until it is revealed." in element
    assert "Previous: Strategy" in element


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("1", "You chose 1 Ready to change . So did 4 of 6."),
        ("2", "You chose 2 Transition state . So did 2 of 6."),
        ("3", "You chose 3 Best practice KAM . Nobody else did."),
        ("unknown", "You said that you don’t know . So did 2 of 7."),
        ("", "You did not answer."),
    ],
)
def test_a_reveal(app: FastAPI, host: Host, value: str, line: str) -> None:
    workshop_id = host.open()
    host.begin(workshop_id)
    seat = host.join(workshop_id)
    host.fill(workshop_id, {"1": "11122?", "2": "11112?", "3": "11122?", "unknown": "11122?", "": "11122"}[value])
    if value:
        host.vote(seat, value)
    host.reveal(workshop_id, "A", "kam_unit")
    shown = words(phone_of(app, seat).get(f"/w/{workshop_id}").text)
    assert line in shown
    assert "median 1" in shown


def test_what_the_room_settled_on(app: FastAPI, host: Host) -> None:
    workshop_id = host.open()
    host.begin(workshop_id)
    seat = host.join(workshop_id, "kam_unit")
    host.fill(workshop_id, "00033")
    for _ in range(5):
        host.vote(host.join(workshop_id, "kam_unit"), "3")
    host.reveal(workshop_id, "A", "kam_unit", "kam_team")
    cells = [CellId("A", group) for group in ("kam_unit", "kam_team")]
    host.lead(deciding.decide, workshop_id, cells[0], Decision(2, "Half have plans.", "Sales sees a 1."), 1)
    host.lead(deciding.decide, workshop_id, cells[1], Decision(None), 1)
    shown = words(phone_of(app, seat).get(f"/w/{workshop_id}").text)
    for text in (
        "Revealed: 2 agreed",
        "Agreed: Transition state.",
        "Why: Half have plans.",
        "Dissent: Sales sees a 1.",
        "Wide spread",
        "KAM unit sees itself at 3 (n = 5); the others see it at 0 (n = 5). It sees itself 3 higher.",
        "Left open. The room settled on no score.",
        "0 people answered. A distribution is shown from 5 answers on",
    ):
        assert text in shown, text


def test_what_is_taken_off_the_screens(app: FastAPI, host: Host) -> None:
    workshop_id = host.open()
    host.begin(workshop_id)
    seats = host.fill(workshop_id, "11122")
    host.reveal(workshop_id, "A", "kam_unit")
    host.lead(leading.hide, workshop_id, [CellId("A", "kam_unit")], hidden=True)
    shown = phone_of(app, seats[0]).get(f"/w/{workshop_id}").text
    assert "You chose 1 Ready to change . The answers are in, and the facilitator does not show them" in words(shown)
    assert 'class="votes"' not in shown


def test_a_second_round(app: FastAPI, host: Host) -> None:
    workshop_id = host.open()
    host.begin(workshop_id)
    seats = host.fill(workshop_id, "11122")
    host.reveal(workshop_id, "A", "kam_unit")
    host.lead(leading.reopen, workshop_id, CellId("A", "kam_unit"))
    shown = phone_of(app, seats[0]).get(f"/w/{workshop_id}").text
    assert "The room votes on this once more." in words(shown)
    assert "0 of 5 answered." in words(shown)
    assert "Round 1" in words(shown)
    assert 'name="shown-kam_unit" value="2.open"' in shown


def test_a_pause_and_a_timer(app: FastAPI, host: Host) -> None:
    workshop_id = host.open()
    host.begin(workshop_id)
    host.lead(leading.set_timer, workshop_id, 10, now())
    host.lead(leading.pause, workshop_id, paused=True)
    shown = words(page(app, host, workshop_id))
    assert "Voting is paused. What you choose now is sent when it goes on." in shown
    assert "Time until" in shown


def test_the_end(app: FastAPI, host: Host, session: Session) -> None:
    workshop_id = host.open()
    host.begin(workshop_id)
    phone = phone_of(app, host.join(workshop_id))
    host.lead(closing.close, workshop_id)
    assert "The workshop is closed. No more answers are taken." in words(phone.get(f"/w/{workshop_id}").text)
    closing.close_what_is_due(session, host.room(workshop_id).closes_at)
    session.commit()
    answer = phone.get(f"/w/{workshop_id}")
    assert answer.status_code == 404
    assert "or the workshop is over" in words(answer.text)


def test_who_has_no_seat(app: FastAPI, client: TestClient, host: Host) -> None:
    workshop_id = host.open()
    other = host.join(host.open(cycle_id=host.scribe.start("Another")))
    for browser in (visitor(app), client, phone_of(app, other)):
        for path in ("", "/elements/A", "/live"):
            answer = browser.get(f"/w/{workshop_id}{path}")
            assert answer.status_code == 404
            assert "This device has not joined this workshop" in words(answer.text)


def test_a_seat_is_of_one_workshop(app: FastAPI, host: Host) -> None:
    workshop_id = host.open()
    other = host.join(host.open(cycle_id=host.scribe.start("Another")))
    thief = visitor(app)
    thief.cookies.set(f"kam-room-{workshop_id}", other.token)
    assert thief.get(f"/w/{workshop_id}").status_code == 404


def test_a_seat_that_was_taken_away(app: FastAPI, host: Host) -> None:
    workshop_id = host.open()
    seat = host.join(workshop_id)
    phone = phone_of(app, seat)
    assert phone.get(f"/w/{workshop_id}").status_code == 200
    host.lead(leading.remove, workshop_id, seat.id, removed=True)
    assert phone.get(f"/w/{workshop_id}").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "4711", "2147483648", "9" * 30])
def test_a_workshop_that_is_not_there(app: FastAPI, host: Host, number: str) -> None:
    phone = phone_of(app, host.join(host.open()))
    phone.cookies.set(f"kam-room-{number}", "a token")
    for path in ("", "/elements/A", "/live"):
        assert phone.get(f"/w/{number}{path}").status_code in {404, 422}


def test_the_page_keeps_what_is_unsent_for_this_seat_alone(app: FastAPI, client: TestClient, host: Host) -> None:
    workshop_id = host.open()
    found = {page(app, host, workshop_id).split('data-person="')[1].split('"')[0] for _ in range(2)}
    assert len(found) == 2
    assert all(person.startswith(f"room-{workshop_id}-") for person in found)


def test_it_offers_nothing_of_the_organisation(app: FastAPI, client: TestClient, host: Host) -> None:
    """Not even to the director, who sits in the room as everybody else does."""
    seat = host.join(host.open())
    client.cookies.update(phone_of(app, seat).cookies)
    shown = client.get(f"/w/{seat.workshop_id}").text
    for text in ("Dana Director", "Sign out", "/organisations/"):
        assert text not in shown
    assert f'class="masthead__mark" href="/w/{seat.workshop_id}"' in shown
