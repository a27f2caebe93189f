"""Making new recovery codes."""

import re

import pyotp
import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import second_factors
from tests.conftest import Cast
from tests.databases import contents
from tests.pages import fields, words

PAGE = "/profile/second-factor"
RENEW = f"{PAGE}/recovery-codes"


def renew(client: TestClient, code: str) -> list[str]:
    """Return the codes that are shown."""
    return re.findall(r"<code>([\w-]+)</code>", client.post(RENEW, data={"code": code}).text)


def test_the_old_ones_work_no_more(client: TestClient, authenticator: pyotp.TOTP, session: Session, cast: Cast) -> None:
    old = renew(client, authenticator.now())
    new = renew(client, old[0])
    assert len(new) == 10
    assert not set(old) & set(new)
    worked = [second_factors.accept(session, cast.director.person_id, code) for code in (*old, *new)]
    assert worked == [False] * 10 + [True] * 10


def test_they_are_shown_once(client: TestClient, authenticator: pyotp.TOTP) -> None:
    new = renew(client, authenticator.now())
    assert "10 of your recovery codes are left." in words(client.get(PAGE).text)
    assert new[0] not in client.get(PAGE).text


def test_how_many_are_left_is_said(client: TestClient, authenticator: pyotp.TOTP, session: Session, cast: Cast) -> None:
    for code in renew(client, authenticator.now())[:9]:
        second_factors.accept(session, cast.director.person_id, code)
    session.commit()
    assert "1 of your recovery codes is left." in words(client.get(PAGE).text)


@pytest.mark.parametrize("code", ["", "000000"])
def test_a_wrong_code_changes_nothing(client: TestClient, authenticator: pyotp.TOTP, engine: Engine, code: str) -> None:
    renew(client, authenticator.now())
    before = contents(engine)
    response = client.post(RENEW, data={"code": code})
    assert response.status_code == 422
    assert fields(response.text, RENEW) == {"code": code}
    assert contents(engine) == before


def test_without_a_second_factor_there_are_none(client: TestClient, cast: Cast) -> None:
    assert renew(client, "123456") == []
