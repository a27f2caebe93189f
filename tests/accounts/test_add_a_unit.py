"""Adding a unit."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import units
from app.accounts.service import Member
from app.errors import InvalidInputError
from tests.accounts.trail import trail
from tests.beside import beside
from tests.databases import contents
from tests.pages import words

PATH = "/organisations/1/units"


def test_it_is_offered_for_the_next_cycle(client: TestClient, director: Member) -> None:
    assert client.post(PATH, data={"unit": " Nordics "}).headers["location"] == PATH
    assert '<option value="Nordics">' in client.get("/cycles/new").text


def test_it_is_in_the_audit_trail(session: Session, director: Member) -> None:
    units.add_unit(session, director, "Nordics")
    assert trail(session) == [("Dana Director", "unit.added", "Nordics", None, {"name": "Nordics"})]


@pytest.mark.parametrize("name", ["Whole company", "whole COMPANY", " Whole  company"])
def test_a_name_that_is_taken_is_refused(client: TestClient, director: Member, engine: Engine, name: str) -> None:
    before = contents(engine)
    response = client.post(PATH, data={"unit": name})
    assert response.status_code == 422
    assert "There is a unit of this name already: Whole company. Enter another name." in words(response.text)
    assert f'value="{name}"' in response.text
    assert contents(engine) == before


def test_one_that_is_archived_is_named_as_such(session: Session, director: Member) -> None:
    units.archive_unit(session, director, units.list_units(session, director)[0].id or 0)
    with pytest.raises(InvalidInputError) as refused:
        units.add_unit(session, director, "whole company")
    assert "Whole company, archived" in refused.value.fields["unit"]


@pytest.mark.parametrize("name", ["", " ", "x" * 121])
def test_it_needs_a_usable_name(client: TestClient, director: Member, name: str) -> None:
    assert client.post(PATH, data={"unit": name}).status_code == 422


def test_names_that_differ_in_case_are_taken_once_even_at_the_same_moment(
    engine: Engine, session: Session, director: Member
) -> None:
    with (
        beside(
            engine,
            lambda session: units.add_unit(session, director, "Österreich"),
            lambda session: units.add_unit(session, director, "österreich"),
        ) as second,
        pytest.raises(InvalidInputError),
    ):
        second.result()
    assert [unit.name for unit in units.list_units(session, director)] == ["Whole company", "Österreich"]
