"""People who sign in with a password, their authenticators, settings, and the command line."""

from collections.abc import Callable, Iterator
from typing import Any

import pyotp
import pytest
from click.testing import CliRunner, Result
from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import Person, SecondFactor
from app.accounts.passwords import hash_password
from app.cli import main
from app.db.columns import now
from app.settings import Settings, get_settings
from tests.conftest import Cast, email_of, visitor
from tests.databases import Database

PASSWORD = "nine verticals and a band"
HASH = hash_password(PASSWORD)
# What a provider of single sign-on that nobody asks is configured with.
PROVIDER: dict[str, Any] = {"oidc_issuer": "https://login.example.com/realm", "oidc_client_id": "kam"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BASE = "https://kam.example.com"
Configure = Callable[[Settings], None]
Kam = Callable[..., Result]


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


@pytest.fixture
def kam(app: FastAPI, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kam]:
    """The command line, on the database that the application uses too."""
    monkeypatch.setenv("KAM_DATABASE_URL", database.url)
    monkeypatch.setenv("KAM_BASE_URL", BASE)
    monkeypatch.setenv("KAM_WARM_REPORTS", "false")
    get_settings.cache_clear()
    yield lambda *arguments: CliRunner().invoke(main, list(arguments))
    get_settings.cache_clear()


@pytest.fixture
def configure(app: FastAPI) -> Iterator[Configure]:
    """Give the application other settings for the test."""
    usual = app.state.settings

    def configure(settings: Settings) -> None:
        # Its cookie and its hosts stay: only mail is different.
        changed = {name: getattr(settings, name) for name in settings.model_fields_set}
        app.state.settings = usual.model_copy(update=changed | {"base_url": ""})

    yield configure
    app.state.settings = usual
