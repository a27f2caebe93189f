"""Removing a second factor."""

import pyotp
import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.audit import EVENTS
from app.accounts.models import Organisation
from tests.conftest import Cast
from tests.databases import contents
from tests.pages import words

PAGE = "/profile/second-factor"
REMOVE = f"{PAGE}/remove"


def test_it_takes_a_code_and_leaves_nothing(
    client: TestClient, authenticator: pyotp.TOTP, engine: Engine, session: Session
) -> None:
    response = client.post(REMOVE, data={"code": authenticator.now()})
    assert (response.status_code, response.headers["location"]) == (303, PAGE)
    after = contents(engine)
    assert after["second_factors"] == after["recovery_codes"] == []
    assert session.scalars(select(EVENTS.c.action)).all() == ["second-factor.removed"]


@pytest.mark.parametrize("code", ["", "000000"])
def test_a_wrong_code_changes_nothing(client: TestClient, authenticator: pyotp.TOTP, engine: Engine, code: str) -> None:
    before = contents(engine)
    response = client.post(REMOVE, data={"code": code})
    assert response.status_code == 422
    assert "This code is not right" in words(response.text)
    assert contents(engine) == before


def test_an_organisation_that_asks_for_it_keeps_it(
    client: TestClient, authenticator: pyotp.TOTP, engine: Engine, session: Session, cast: Cast
) -> None:
    session.get_one(Organisation, cast.director.organisation_id).second_factor_required = True
    session.commit()
    before = contents(engine)
    assert "so it can’t be removed" in words(client.get(PAGE).text)
    assert REMOVE not in client.get(PAGE).text
    response = client.post(REMOVE, data={"code": authenticator.now()})
    assert response.status_code == 409
    assert "Example Manufacturing Group asks for a second factor" in words(response.text)
    assert contents(engine) == before
