"""What tests of accounts share: a browser that nobody is signed in with, the command line, and a stored password."""

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.passwords import hash_password
from app.cli import main
from app.settings import get_settings
from tests.conftest import visitor
from tests.databases import Database

PASSWORD = "nine verticals and a band"
BASE = "https://kam.example.com"
Kam = Callable[..., Result]


@pytest.fixture
def guest(app: FastAPI) -> TestClient:
    """A browser in which nobody is signed in."""
    return visitor(app)


@pytest.fixture(scope="session")
def stored_password() -> str:
    """What is stored of PASSWORD."""
    return hash_password(PASSWORD)


@pytest.fixture
def kam(app: FastAPI, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kam]:
    """The command line, on the database that the application uses too."""
    monkeypatch.setenv("KAM_DATABASE_URL", database.url)
    monkeypatch.setenv("KAM_BASE_URL", BASE)
    get_settings.cache_clear()
    yield lambda *arguments: CliRunner().invoke(main, list(arguments))
    get_settings.cache_clear()
