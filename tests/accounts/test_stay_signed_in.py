"""How long a sign-in lasts."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import SignInRow
from app.accounts.sessions import SIGN_INS
from app.accounts.tokens import hash_of
from app.db.columns import now
from app.settings import Settings
from tests.conftest import Cast

IDLE = timedelta(hours=Settings().session_idle_hours)
ABSOLUTE = timedelta(days=Settings().session_days)
MINUTE = timedelta(minutes=1)
LASTS, ENDED = (200, 303), (303, 401)


def move(session: Session, started: timedelta, seen: timedelta) -> None:
    """Let every sign-in have begun, and been used, so long ago."""
    session.execute(update(SIGN_INS).values(started_at=now() - started, seen_at=now() - seen))
    session.commit()


@pytest.mark.parametrize(
    ("started", "seen", "statuses"),
    [
        (MINUTE, MINUTE, LASTS),
        (IDLE, IDLE - MINUTE, LASTS),
        (IDLE * 2, IDLE + MINUTE, ENDED),
        (ABSOLUTE - MINUTE, MINUTE, LASTS),
        (ABSOLUTE + MINUTE, MINUTE, ENDED),
    ],
)
def test_it_ends_unused_and_in_any_case(
    client: TestClient, cast: Cast, session: Session, started: timedelta, seen: timedelta, statuses: tuple[int, int]
) -> None:
    move(session, started, seen)
    ended = client.post("/profile/sign-ins/end-others")
    assert (client.get("/profile").status_code, ended.status_code) == statuses


@pytest.mark.parametrize("ask", ["get", "post"])
def test_using_it_keeps_it(client: TestClient, cast: Cast, session: Session, ask: str) -> None:
    move(session, IDLE, IDLE - MINUTE)
    client.get("/profile") if ask == "get" else client.post("/profile/sign-ins/end-others")
    mine = session.scalars(select(SIGN_INS.c.seen_at)).all()
    assert max(mine) > now() - MINUTE


def test_what_no_longer_lasts_is_not_listed(client: TestClient, cast: Cast, session: Session) -> None:
    old = SignInRow(token_hash=hash_of("old"), person_id=cast.director.person_id, browser="OPR/1")
    old.seen_at = now() - IDLE * 2
    session.add(old)
    session.commit()
    page = client.get("/profile").text
    assert "Unknown browser" in page
    assert "Opera" not in page
