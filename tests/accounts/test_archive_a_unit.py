"""Archiving a unit, and bringing it back."""

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import units
from app.accounts.service import Member
from tests.accounts.trail import trail
from tests.conftest import Scribe
from tests.pages import words

FORM = {"title": "Next", "held_on": "2026-11-12", "unit": "whole company"}


@pytest.fixture
def archived(session: Session, director: Member, scribe: Scribe) -> int:
    """A unit that is archived, and has a draft."""
    scribe.start("Draft")
    unit_id = units.list_units(session, director)[0].id or 0
    units.archive_unit(session, director, unit_id)
    session.commit()
    return unit_id


def test_it_takes_no_new_cycles(client: TestClient, archived: int) -> None:
    assert "<option" not in client.get("/cycles/new").text
    response = client.post("/cycles", data=FORM)
    assert response.status_code == 422
    assert "Whole company is archived and takes no new cycles." in words(response.text)


def test_the_cycles_it_has_stay_readable_and_can_be_edited(client: TestClient, archived: int) -> None:
    assert client.get("/cycles/1/check").status_code == 200
    form = FORM | {"title": "Renamed", "unit": "Whole company", "version": "1"}
    assert client.post("/cycles/1/details", data=form).status_code == 303


def test_no_other_cycle_moves_to_it(client: TestClient, scribe: Scribe, archived: int) -> None:
    other = scribe.start("Other", unit="Nordics")
    response = client.post(f"/cycles/{other}/details", data=FORM | {"version": "1"})
    assert response.status_code == 422


def test_it_can_be_brought_back(client: TestClient, archived: int) -> None:
    assert "Archived" in words(client.get("/organisations/1/units").text)
    assert client.post(f"/organisations/1/units/{archived}/unarchive").status_code == 303
    assert client.post("/cycles", data=FORM).status_code == 303


def test_it_is_in_the_audit_trail_once(session: Session, director: Member, archived: int) -> None:
    units.archive_unit(session, director, archived)
    units.unarchive_unit(session, director, archived)
    units.unarchive_unit(session, director, archived)
    assert trail(session) == [
        ("Dana Director", "unit.archived", "Whole company", {"archived": False}, {"archived": True}),
        ("Dana Director", "unit.brought-back", "Whole company", {"archived": True}, {"archived": False}),
    ]
