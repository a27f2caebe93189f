"""Adding an action: who may, what it takes, and what is said of what can't be used."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.accounts.units import archive_unit, list_units
from app.plans import actions
from app.plans.models import Status
from tests.conftest import SignIn, visitor
from tests.databases import contents
from tests.pages import fields, words
from tests.plans.planner import in_days

TYPED = {
    "unit_id": "1",
    "element": "G",
    "group_key": "kam_team",
    "title": "One customer file",
    "seen_when_done": "The spreadsheets are closed.",
    "owner_id": "",
    "owner_name": "Ana Ruiz",
    "starts_on": "2026-10-01",
    "due_on": "2027-03-31",
    "expected_score": "2",
}


def send(client: TestClient, **changes: str) -> Response:
    return client.post("/actions", data=TYPED | changes)


def test_its_form_is_empty(client: TestClient, director: Member) -> None:
    page = client.get("/actions/new")
    assert page.status_code == 200
    assert set(fields(page.text, "/actions").values()) == {"", "0"} or set(fields(page.text, "/actions").values()) == {
        ""
    }


def test_its_form_begins_with_the_cell_that_was_asked_for(client: TestClient, director: Member) -> None:
    page = client.get("/actions/new", params={"unit": "1", "element": "G", "group": "kam_team"}).text
    for chosen in ('value="1" selected', 'value="G" selected', 'value="kam_team" selected'):
        assert chosen in page
    assert "What moves Data" in words(page)


def test_its_form_tells_what_moves_each_element_while_none_is_chosen(client: TestClient, director: Member) -> None:
    told = words(client.get("/actions/new").text)
    assert "What moves each element" in told
    assert told.count("Drawn from") == 9


def test_it_works(client: TestClient, session: Session, director: Member) -> None:
    response = send(client)
    (action,) = actions.list_actions(session, director)
    assert (response.status_code, response.headers["location"]) == (303, f"/actions/{action.id}")
    assert (action.status, action.owner, action.version, action.done_on) == (Status.PLANNED, "Ana Ruiz", 1, None)
    assert action.details.expected_score == 2
    assert action.due_on.isoformat() == "2027-03-31"


def test_it_takes_a_member_for_the_owner_and_a_whole_element(
    client: TestClient, session: Session, director: Member, steering: Member
) -> None:
    owner = str(steering.person_id)
    response = send(
        client,
        owner_id=owner,
        owner_name="",
        group_key="",
        expected_score="15",
        starts_on="",
        seen_when_done=" A\r\nB ",
    )
    assert response.status_code == 303
    (action,) = actions.list_actions(session, director)
    assert (action.owner, action.details.group_key, action.details.expected_score) == ("Stella Steering", "", 15)
    assert (action.details.starts_on, action.details.seen_when_done) == (None, "A\nB")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"unit_id": ""}, "Choose a unit from the list."),
        ({"unit_id": "2"}, "Choose a unit from the list."),  # the stranger's
        ({"unit_id": "٣"}, "Choose a unit from the list."),
        ({"element": "J"}, "Choose an element from the list."),
        ({"group_key": "board"}, "Choose a group from the list, or the whole element."),
        ({"title": " "}, "Say in one line what is to be done."),
        ({"title": "x" * 121}, "Use at most 120 characters; this has 121."),
        ({"seen_when_done": ""}, "Say what will be seen when it is done."),
        ({"seen_when_done": "x" * 501}, "Use at most 500 characters; this has 501."),
        ({"owner_name": ""}, "Choose who answers for it, or write their name below."),
        ({"owner_name": "x" * 121}, "Use at most 120 characters; this has 121."),
        ({"owner_id": "1"}, "Choose a member or write a name, not both."),
        ({"owner_id": "4711", "owner_name": ""}, "Choose a member from the list."),
        ({"owner_id": "x"}, "Choose a member from the list."),
        ({"starts_on": "soon"}, "Enter the day it starts, from 2000 to 2100, such as 2026-11-12, or leave it empty."),
        ({"starts_on": "2027-04-01"}, "Enter a day that is not after the day it is due."),
        ({"due_on": ""}, "Enter the day it is due, from 2000 to 2100, such as 2027-03-31."),
        ({"due_on": "2027-02-30"}, "Enter the day it is due, from 2000 to 2100, such as 2027-03-31."),
        ({"due_on": "9999-12-31"}, "Enter the day it is due, from 2000 to 2100, such as 2027-03-31."),
        ({"expected_score": "4"}, "Enter a whole number from 0 to 3, or leave it empty."),
        ({"expected_score": "-1"}, "Enter a whole number from 0 to 3, or leave it empty."),
        ({"expected_score": "2.5"}, "Enter a whole number from 0 to 3, or leave it empty."),
        ({"expected_score": "16", "group_key": ""}, "Enter a whole number from 0 to 15, or leave it empty."),
    ],
    ids=str,
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(
    client: TestClient, director: Member, engine: Engine, wrong: dict[str, str], message: str
) -> None:
    before = contents(engine)
    response = send(client, **wrong)
    assert response.status_code == 422
    assert words(response.text).count(message) == 2  # at the top, and at the field
    shown = fields(response.text, "/actions")
    typed = TYPED | wrong
    assert {name: shown[name] for name in shown if name in typed} == {
        name: value for name, value in typed.items() if name in shown
    }
    assert contents(engine) == before


def test_it_says_all_that_is_wrong_at_once(client: TestClient, director: Member) -> None:
    response = client.post("/actions", data={"expected_score": "x", "starts_on": "x"})
    assert response.status_code == 422
    assert response.text.count('class="field__error"') == 8


def test_it_refuses_an_archived_unit(client: TestClient, session: Session, director: Member) -> None:
    unit = list_units(session, director)[0]
    assert unit.id is not None
    archive_unit(session, director, unit.id)
    session.commit()
    response = send(client)
    assert "Whole company is archived and takes no new actions." in words(response.text)
    assert (response.status_code, actions.list_actions(session, director)) == (422, [])


def test_it_refuses_a_field_that_no_page_of_ours_sends(client: TestClient, director: Member) -> None:
    assert send(client, status="done").status_code == 422


def test_it_is_not_for_who_is_not_signed_in(app: FastAPI, director: Member) -> None:
    assert visitor(app).get("/actions/new").status_code == 303
    assert visitor(app).post("/actions", data=TYPED).status_code == 401


@pytest.mark.parametrize("role", ["contributor", "steering"])
def test_it_is_refused_to_others(
    client: TestClient, engine: Engine, request: pytest.FixtureRequest, sign_in: SignIn, role: str
) -> None:
    sign_in(request.getfixturevalue(role))
    before = contents(engine)
    assert client.get("/actions/new").status_code == 403
    assert send(client).status_code == 403
    assert contents(engine) == before
    assert "/actions/new" not in client.get("/actions").text


def test_a_stranger_adds_nothing_to_our_unit(
    client: TestClient, stranger: Member, sign_in: SignIn, engine: Engine
) -> None:
    sign_in(stranger)
    before = contents(engine)
    assert send(client).status_code == 422
    assert contents(engine) == before


def test_a_day_may_be_both_its_start_and_its_end(client: TestClient, session: Session, director: Member) -> None:
    day = (in_days(0) + timedelta(days=1)).isoformat()
    assert send(client, starts_on=day, due_on=day).status_code == 303
