"""What tests of accounts share: a browser that nobody is signed in with, settings, and the command line."""

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.cli import main
from app.settings import Settings, get_settings
from tests.conftest import visitor
from tests.databases import Database

PASSWORD = "nine verticals and a band"
SECRET = "a shared secret"
BASE = "https://kam.example.com"
Configure = Callable[[Settings], None]
Kam = Callable[..., Result]


@pytest.fixture
def guest(app: FastAPI) -> TestClient:
    """A browser in which nobody is signed in."""
    return visitor(app)


@pytest.fixture
def kam(app: FastAPI, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kam]:
    """The command line, on the database that the application uses too."""
    monkeypatch.setenv("KAM_DATABASE_URL", database.url)
    monkeypatch.setenv("KAM_BASE_URL", BASE)
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
