"""Ending one's own sign-ins from elsewhere."""

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.audit import EVENTS
from app.accounts.models import SignInRow
from app.accounts.sessions import SIGN_INS
from app.accounts.tokens import hash_of
from tests.conftest import Cast, SignIn, token_of
from tests.databases import contents
from tests.pages import words


@pytest.fixture
def phone(session: Session, cast: Cast) -> int:
    """The director's other sign-in."""
    row = SignInRow(token_hash=hash_of("phone"), person_id=cast.director.person_id, browser="iPhone Safari/1")
    session.add(row)
    session.commit()
    assert row.id is not None
    return row.id


def own(session: Session, cast: Cast) -> list[str]:
    """Return the hashes of the director's tokens."""
    mine = select(SIGN_INS.c.token_hash).where(SIGN_INS.c.person_id == cast.director.person_id)
    return list(session.scalars(mine.order_by(SIGN_INS.c.id)))


def test_one_ends(client: TestClient, cast: Cast, session: Session, phone: int) -> None:
    assert "Safari on iPhone" in words(client.get("/profile").text)
    response = client.post(f"/profile/sign-ins/{phone}/end")
    assert (response.status_code, response.headers["location"]) == (303, "/profile")
    assert own(session, cast) == [hash_of(token_of("Dana Director"))]
    assert session.scalars(select(EVENTS.c.action)).all() == ["sign-in.ended"]


def test_all_others_end(client: TestClient, cast: Cast, session: Session, phone: int) -> None:
    client.post("/profile/sign-ins/end-others")
    assert own(session, cast) == [hash_of(token_of("Dana Director"))]
    assert session.execute(select(SIGN_INS)).all()[1:], "those of other people stay"
    assert session.scalars(select(EVENTS.c.after)).all() == ['{"ended": 1}']


def test_this_one_is_named_and_not_offered(client: TestClient, cast: Cast, phone: int) -> None:
    page = client.get("/profile")
    assert words(page.text).count("This one") == 1
    assert page.text.count("/end") == 2  # the other one, and all others


def test_with_one_alone_there_are_no_others_to_end(client: TestClient, cast: Cast) -> None:
    assert "/end" not in client.get("/profile").text


@pytest.mark.parametrize("sign_in_id", ["4711", "0", "-1", "2147483648", "999999999999999999999"])
def test_one_that_is_nobodys_is_not_there(client: TestClient, cast: Cast, engine: Engine, sign_in_id: str) -> None:
    before = contents(engine)
    assert client.post(f"/profile/sign-ins/{sign_in_id}/end").status_code in {404, 422}
    assert contents(engine) == before


def test_somebody_else_s_is_not_there(
    client: TestClient, cast: Cast, phone: int, sign_in: SignIn, engine: Engine
) -> None:
    before = contents(engine)
    sign_in(cast.steering)
    assert client.post(f"/profile/sign-ins/{phone}/end").status_code == 404
    assert contents(engine) == before
