"""Coming in by the code on the screen: whoever mistypes may try again, and whoever guesses may not."""

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts import throttling
from app.workshops import closing
from tests.conftest import HOST, visitor
from tests.databases import contents
from tests.hostile import HOSTILE, harm
from tests.pages import fields, words
from tests.workshops.rooms import Host

WRONG = "AAAA AAAA"


@pytest.fixture
def phone(app: FastAPI) -> TestClient:
    """A browser in which nobody is signed in."""
    return visitor(app)


def type_code(phone: TestClient, code: str) -> int:
    return phone.post("/join", data={"code": code}).status_code


def test_it_is_linked_from_where_people_sign_in(phone: TestClient) -> None:
    assert 'href="/join"' in phone.get("/sign-in").text
    assert set(fields(phone.get("/join").text, "/join")) == {"code"}


@pytest.mark.parametrize("gap", ["", " ", "-", "  . "])
def test_it_leads_to_the_door(phone: TestClient, host: Host, gap: str) -> None:
    workshop_id = host.open()
    code = host.room(workshop_id).code.lower()
    answer = phone.post("/join", data={"code": f" {code[:4]}{gap}{code[4:]} "})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/join/{host.link(workshop_id)}")


@pytest.mark.parametrize("typed", [WRONG, "", "KM4", "x" * 500])
def test_it_keeps_what_was_typed_wrongly(phone: TestClient, host: Host, typed: str) -> None:
    host.open()
    answer = phone.post("/join", data={"code": typed})
    assert answer.status_code == 422
    assert "No open workshop has this code." in words(answer.text)
    assert fields(answer.text, "/join") == {"code": typed}


def test_it_takes_no_more_than_ten_wrong_ones_a_minute(phone: TestClient, host: Host) -> None:
    workshop_id = host.open()
    assert [type_code(phone, WRONG) for _ in range(20)] == [422] * 10 + [429] * 10
    answer = phone.post("/join", data={"code": host.room(workshop_id).code})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert "Try again in a minute." in words(answer.text)
    assert fields(answer.text, "/join") == {"code": host.room(workshop_id).code}


def test_what_was_not_tried_does_not_count(phone: TestClient, engine: Engine) -> None:
    for _ in range(10):
        type_code(phone, WRONG)
    before = contents(engine)
    assert type_code(phone, WRONG) == 429
    assert contents(engine) == before


def test_it_lets_other_addresses_in_meanwhile(app: FastAPI, phone: TestClient, host: Host) -> None:
    code = host.room(host.open()).code
    for _ in range(11):
        type_code(phone, WRONG)
    elsewhere = TestClient(
        app, base_url=HOST, headers={"origin": HOST}, client=("192.0.2.7", 4711), follow_redirects=False
    )
    assert type_code(elsewhere, code) == 303


def test_it_bounds_what_many_addresses_guess_together() -> None:
    bounds = throttling.of_code("192.0.2.7")
    assert [(bound.failures, bound.seconds) for bound in bounds] == [(10, 60), (300, 60)]


@pytest.mark.no_cover
def test_right_ones_never_count(app: FastAPI, host: Host) -> None:
    """150 people behind one address come in within a minute."""
    workshop_id = host.open()
    code = host.room(workshop_id).code
    for _ in range(150):
        phone = visitor(app)
        door = phone.post("/join", data={"code": code}).headers["location"]
        assert phone.post(door, data={"group": "kam_team"}).status_code == 303
    assert type_code(visitor(app), WRONG) == 422


def test_it_tells_of_nothing_that_is_closed(phone: TestClient, host: Host) -> None:
    workshop_id = host.open()
    code = host.room(workshop_id).code
    host.lead(closing.close, workshop_id)
    door = phone.post("/join", data={"code": code}).headers["location"]
    assert phone.get(door).status_code == 404
    host.scribe.session.commit()
    closing.close_what_is_due(host.scribe.session, host.room(workshop_id).closes_at)
    host.scribe.session.commit()
    assert type_code(phone, code) == 422


def test_it_takes_nothing_but_a_code(phone: TestClient) -> None:
    assert phone.post("/join", data={"code": WRONG, "email": "a@example.com"}).status_code == 422


def test_it_shows_hostile_text_as_text(phone: TestClient) -> None:
    assert harm(phone.post("/join", data={"code": HOSTILE}).text) == []
