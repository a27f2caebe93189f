"""Renaming a unit."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import units
from app.accounts.service import Member
from app.assessments import service
from app.errors import NotFoundError
from tests.accounts.trail import trail
from tests.conftest import Scribe
from tests.databases import contents
from tests.pages import words


@pytest.fixture
def unit_id(session: Session, director: Member) -> int:
    """The only unit there is."""
    unit_id = units.list_units(session, director)[0].id or 0
    session.commit()
    return unit_id


def test_drafts_show_the_new_name_and_final_cycles_the_sealed_one(
    client: TestClient, session: Session, director: Member, scribe: Scribe, unit_id: int
) -> None:
    draft, final = scribe.start("Draft"), scribe.final("Final")
    response = client.post(f"/organisations/1/units/{unit_id}/name", data={"unit": "Everything"})
    assert response.headers["location"] == "/organisations/1/units"
    assert service.get_snapshot(session, director, draft).unit == "Everything"
    assert service.get_snapshot(session, director, final).unit == "Whole company"


def test_it_is_in_the_audit_trail(session: Session, director: Member, unit_id: int) -> None:
    units.rename_unit(session, director, unit_id, "whole company")
    units.rename_unit(session, director, unit_id, "whole company")
    renamed = ("Dana Director", "unit.renamed", "whole company")
    assert trail(session) == [(*renamed, {"name": "Whole company"}, {"name": "whole company"})]


def test_a_name_that_is_taken_is_refused_where_it_was_entered(
    client: TestClient, session: Session, director: Member, engine: Engine, unit_id: int
) -> None:
    units.add_unit(session, director, "Nordics")
    session.commit()
    before = contents(engine)
    response = client.post(f"/organisations/1/units/{unit_id}/name", data={"unit": "NORDICS"})
    assert response.status_code == 422
    assert "There is a unit of this name already: Nordics." in words(response.text)
    assert f'id="unit-{unit_id}-error"' in response.text
    assert 'value="NORDICS"' in response.text
    assert contents(engine) == before


def test_one_of_another_organisation_is_not_theirs(session: Session, stranger: Member, unit_id: int) -> None:
    for act in (units.archive_unit, units.unarchive_unit):
        with pytest.raises(NotFoundError):
            act(session, stranger, unit_id)
    with pytest.raises(NotFoundError):
        units.rename_unit(session, stranger, unit_id, "Ours")
