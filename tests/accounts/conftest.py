"""People who sign in with a password, and their authenticators."""

from collections.abc import Callable

import pyotp
import pytest
from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import Person, SecondFactor
from app.accounts.passwords import hash_password
from app.db.columns import now
from tests.conftest import Cast, email_of, visitor

PASSWORD = "nine verticals and a band"
HASH = hash_password(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def dana(session: Session, cast: Cast) -> str:
    """The director's address, with a password behind it."""
    session.get_one(Person, cast.director.person_id).password_hash = HASH
    session.commit()
    return email_of(cast.director.person)


@pytest.fixture
def guest(app: FastAPI) -> TestClient:
    """A browser in which nobody is signed in."""
    return visitor(app)


@pytest.fixture
def authenticator(session: Session, cast: Cast) -> pyotp.TOTP:
    """The director's authenticator app, confirmed long ago."""
    session.add(SecondFactor(person_id=cast.director.person_id, secret=SECRET, confirmed_at=now()))
    session.commit()
    return pyotp.TOTP(SECRET)


@pytest.fixture
def give_password(guest: TestClient, dana: str) -> Callable[[str], None]:
    """Let the director give the password in the guest's browser."""

    def give(next_path: str = "/") -> None:
        response = guest.post("/sign-in", data={"email": dana, "password": PASSWORD, "next": next_path})
        assert response.headers["location"].startswith("/sign-in/second-factor?next=")

    return give
