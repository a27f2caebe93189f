"""A consultant directs one company and sits in another's steering committee: each keeps to itself."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import Membership, Role
from app.assessments import service
from app.assessments.details import Details
from tests.conftest import Cast, Scribe
from tests.databases import contents
from tests.pages import words


@pytest.fixture
def other(session: Session, cast: Cast, scribe: Scribe) -> int:
    """The organisation that the director reads in too, with a cycle of its own; returns its id."""
    theirs = cast.stranger.organisation_id
    session.add(Membership(person_id=cast.director.person_id, organisation_id=theirs, role=Role.STEERING))
    details = Details("Their 2026", date(2026, 11, 12), "Whole company")
    service.start(session, cast.stranger, details)
    scribe.start("Our 2026")
    return theirs


def test_they_choose_where_to_go(client: TestClient, other: int) -> None:
    response = client.get("/cycles/new")
    assert response.headers["location"] == "/organisations?next=%2Fcycles%2Fnew"
    page = client.get(response.headers["location"]).text
    assert f'href="/cycles/new?organisation={other}"' in page
    assert "Another Company Steering" in words(page)


def test_each_shows_its_own_cycles(client: TestClient, cast: Cast, other: int) -> None:
    ours = words(client.get(f"/?organisation={cast.director.organisation_id}").text)
    theirs = words(client.get(f"/?organisation={other}").text)
    assert ("Our 2026" in ours, "Their 2026" in ours) == (True, False)
    assert ("Our 2026" in theirs, "Their 2026" in theirs) == (False, True)


def test_the_role_is_that_of_the_organisation(client: TestClient, other: int, engine: Engine) -> None:
    before = contents(engine)
    form = {"title": "Mine", "held_on": "2026-11-12", "unit": "Whole company"}
    assert client.post(f"/cycles?organisation={other}", data=form).status_code == 403
    assert contents(engine) == before


def test_a_cycle_lies_in_its_own_organisation_whatever_the_address_says(
    client: TestClient, cast: Cast, other: int
) -> None:
    for organisation in (cast.director.organisation_id, other, 4711):
        page = words(client.get(f"/cycles/1/check?organisation={organisation}").text)
        assert "Another Company" in page
        assert "Example Manufacturing Group" not in page
    assert client.post("/cycles/1/finish").status_code == 403
    assert client.get("/cycles/2/details").status_code == 200


@pytest.mark.parametrize("organisation", ["4711", "0", "-1", "x", "99999999999999999999", "1 OR 1=1", "²"])
def test_an_organisation_that_is_not_theirs_is_not_there(client: TestClient, other: int, organisation: str) -> None:
    assert client.get("/", params={"organisation": organisation}).status_code == 404


def test_what_is_started_lies_where_the_form_was_opened(client: TestClient, cast: Cast, other: int) -> None:
    page = client.get(f"/cycles/new?organisation={cast.director.organisation_id}").text
    assert f'action="/cycles?organisation={cast.director.organisation_id}"' in page
