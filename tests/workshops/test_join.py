"""Taking a seat: nothing is asked but the group, and a name where votes carry names."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import select
from starlette.testclient import TestClient

from app.settings import ROOT, Settings
from app.workshops import closing, joining, leading
from app.workshops.deps import room_cookie
from app.workshops.models import Participation
from tests.conftest import visitor
from tests.databases import contents
from tests.hostile import HOSTILE, harm
from tests.pages import fields, words
from tests.workshops.rooms import GROUPS, Host

IN = {"group": "kam_team"}


@pytest.fixture
def phone(app: FastAPI) -> TestClient:
    """A browser in which nobody is signed in."""
    return visitor(app)


def door_of(host: Host, **plan: Any) -> str:
    return f"/join/{host.link(host.open(**plan))}"


def seats(host: Host) -> list[tuple[str, str]]:
    found = [(seat.group_key, seat.name) for seat in host.scribe.session.scalars(select(Participation))]
    host.scribe.session.rollback()
    return found


def test_it_says_what_it_is_and_whose(phone: TestClient, host: Host) -> None:
    page = words(phone.get(door_of(host)).text)
    assert "Workshop of Example Manufacturing Group" in page
    assert "2026 H2, Whole company" in page


def test_it_says_that_votes_are_anonymous(phone: TestClient, host: Host) -> None:
    page = words(phone.get(door_of(host, minimum=7)).text)
    assert "Votes are anonymous Nobody sees what you chose: not who leads the workshop" in page
    assert "at least 7 of it answered" in page


def test_it_says_that_votes_carry_names(phone: TestClient, host: Host) -> None:
    page = words(phone.get(door_of(host, named=True)).text)
    assert "everybody in the room can see your name beside what you chose" in page
    assert "anonymous" not in page


def test_it_asks_for_the_group_alone(phone: TestClient, host: Host) -> None:
    page = phone.get(door_of(host)).text
    for group in (*GROUPS, "other"):
        assert f'value="{group}"' in page
    for word in ("mail", "password", "cookie", 'name="name"'):
        assert word not in page.split("<main", maxsplit=1)[1].split("</main>", maxsplit=1)[0]


@pytest.mark.parametrize("group", [*GROUPS, "other"])
def test_it_gives_the_device_a_seat(phone: TestClient, host: Host, group: str) -> None:
    workshop_id = host.open()
    answer = phone.post(f"/join/{host.link(workshop_id)}", data={"group": group})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/w/{workshop_id}")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"kam-room-{workshop_id}=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert seats(host) == [(group, "")]
    assert phone.get(f"/w/{workshop_id}").status_code == 200


def test_it_keeps_a_name_only_where_votes_carry_names(phone: TestClient, host: Host) -> None:
    phone.post(door_of(host), data=IN | {"name": "Ana"})
    phone.post(
        f"/join/{host.link(host.open(cycle_id=host.scribe.start('Other'), named=True))}", data=IN | {"name": " Ana  B "}
    )
    assert seats(host) == [("kam_team", ""), ("kam_team", "Ana B")]


def test_a_device_that_is_in_goes_on(phone: TestClient, host: Host) -> None:
    workshop_id = host.open()
    door = f"/join/{host.link(workshop_id)}"
    phone.post(door, data=IN)
    for answer in (phone.get(door), phone.post(door, data=IN)):
        assert (answer.status_code, answer.headers["location"]) == (303, f"/w/{workshop_id}")
    assert len(seats(host)) == 1


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({}, "Choose the group that you belong to."),
        ({"group": "board"}, "Choose the group that you belong to."),
        ({"group": ""}, "Choose the group that you belong to."),
    ],
)
def test_it_refuses_what_is_no_group(
    phone: TestClient, host: Host, engine: Engine, form: dict[str, str], message: str
) -> None:
    door = door_of(host)
    before = contents(engine)
    answer = phone.post(door, data=form)
    assert answer.status_code == 422
    assert message in words(answer.text)
    assert contents(engine) == before


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_it_refuses_what_is_no_name(phone: TestClient, host: Host, name: str) -> None:
    door = door_of(host, named=True)
    answer = phone.post(door, data=IN | {"name": name})
    assert answer.status_code == 422
    assert "Enter your name" in words(answer.text)
    assert fields(answer.text, door)["group"] == "kam_team"


def test_it_refuses_what_it_did_not_ask_for(phone: TestClient, host: Host) -> None:
    assert phone.post(door_of(host), data=IN | {"email": "a@example.com"}).status_code == 422


def test_a_locked_door(phone: TestClient, host: Host) -> None:
    workshop_id = host.open()
    door = f"/join/{host.link(workshop_id)}"
    host.lead(leading.lock, workshop_id, locked=True)
    assert "The door is locked." in words(phone.get(door).text)
    answer = phone.post(door, data=IN)
    assert (answer.status_code, seats(host)) == (409, [])
    assert "lets nobody else in just now" in words(answer.text)
    assert fields(answer.text, door)["group"] == "kam_team"
    host.lead(leading.lock, workshop_id, locked=False)
    assert phone.post(door, data=IN).status_code == 303


def test_a_full_room(phone: TestClient, host: Host) -> None:
    workshop_id = host.open(expected=1)
    for _ in range(joining.capacity(host.room(workshop_id))):
        host.join(workshop_id)
    answer = phone.post(f"/join/{host.link(workshop_id)}", data=IN)
    assert answer.status_code == 409
    assert "This workshop is full." in words(answer.text)


def test_a_closed_room(phone: TestClient, host: Host) -> None:
    workshop_id = host.open()
    door = f"/join/{host.link(workshop_id)}"
    host.lead(closing.close, workshop_id)
    for answer in (phone.get(door), phone.post(door, data=IN)):
        assert answer.status_code == 404
        assert "This link leads to no open workshop." in words(answer.text)


@pytest.mark.parametrize("token", ["x", "0" * 32, "%00", "A" * 3000])
def test_a_link_that_leads_nowhere(phone: TestClient, host: Host, token: str) -> None:
    host.open()
    for answer in (phone.get(f"/join/{token}"), phone.post(f"/join/{token}", data=IN)):
        assert answer.status_code == 404
        assert 'href="/join"' in answer.text


def test_a_personal_link_works_once(app: FastAPI, phone: TestClient, host: Host) -> None:
    session, director = host.scribe.session, host.scribe.director
    workshop_id = host.open(expected=2, personal=True)
    links = joining.make_links(session, director, workshop_id)
    session.commit()
    assert phone.post(f"/join/{links[0]}", data=IN).status_code == 303
    assert phone.get(f"/join/{links[0]}").headers["location"] == f"/w/{workshop_id}"
    other = visitor(app)
    for answer in (other.get(f"/join/{links[0]}"), other.post(f"/join/{links[0]}", data=IN)):
        assert answer.status_code == 404
        assert "This personal link was used already" in words(answer.text)
    assert other.post(f"/join/{links[1]}", data=IN).status_code == 303


def test_a_room_of_personal_links_has_no_other_door(phone: TestClient, host: Host) -> None:
    workshop_id = host.open(expected=2, personal=True)
    code = host.room(workshop_id).code
    door = phone.post("/join", data={"code": code}).headers["location"]
    for answer in (phone.get(door), phone.post(door, data=IN)):
        assert answer.status_code == 404
        assert "Everybody joins this workshop by a personal link." in words(answer.text)


def test_a_seat_that_was_taken_away_is_joined_anew(phone: TestClient, host: Host) -> None:
    workshop_id = host.open()
    door = f"/join/{host.link(workshop_id)}"
    phone.post(door, data=IN)
    seat_id = host.scribe.session.scalars(select(Participation.id)).one()
    host.scribe.session.rollback()
    host.lead(leading.remove, workshop_id, seat_id, removed=True)
    assert phone.get(door).status_code == 200
    assert phone.post(door, data=IN).status_code == 303
    assert len(seats(host)) == 2


def test_it_shows_hostile_text_as_text(phone: TestClient, host: Host) -> None:
    workshop_id = host.open(cycle_id=host.scribe.start(HOSTILE[:80], unit=HOSTILE[:60]), named=True)
    door = f"/join/{host.link(workshop_id)}"
    assert harm(phone.get(door).text) == []
    assert harm(phone.post(door, data={"group": HOSTILE, "name": HOSTILE}).text) == []
    phone.post(door, data=IN | {"name": HOSTILE[:80]})
    assert harm(phone.get(f"/w/{workshop_id}").text) == []


def test_it_is_small(phone: TestClient, host: Host) -> None:
    """Whoever scans the code with a slow line is there soon: everything that the page loads is 100 KB together."""
    page = phone.get(door_of(host))
    loaded = [part.split('"')[0] for part in page.text.split('="/static/')[1:]]
    assert not [name for name in loaded if "htmx" in name]
    scripts = {name.partition("?")[0] for name in loaded} | {"outbox.js", "trusted.js"}
    sizes = {name: _sent(phone, name) for name in scripts}
    assert len(page.content) + sum(sizes.values()) <= 100_000, sizes
    assert all((ROOT / "static" / name).is_file() for name in sizes)


def _sent(phone: TestClient, name: str) -> int:
    with phone.stream("GET", f"/static/{name}", headers={"accept-encoding": "gzip"}) as answer:
        return sum(len(part) for part in answer.iter_raw())


def test_the_cookie_is_bound_to_the_host_over_https() -> None:
    assert room_cookie(12, Settings(base_url="https://kam.example.com")).name == "__Host-kam-room-12"
