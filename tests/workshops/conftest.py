"""What every test of workshops may ask for."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.db.vault import open_vault
from tests.conftest import Scribe
from tests.databases import Database
from tests.workshops.airwaves import airwaves_of
from tests.workshops.desks import Desk
from tests.workshops.rooms import Host


@pytest.fixture
def host(app: FastAPI, scribe: Scribe) -> Host:
    """Opens and leads workshops."""
    return Host(scribe, open_vault(app.state.settings.secret))


@pytest.fixture
def desk(client: TestClient, host: Host) -> Callable[[str], Desk]:
    """Open a workshop, bring it so far as Host.at does, and return the page of who leads it."""
    return lambda state: Desk(client, host.at(state))


@pytest.fixture
def airwaves(database: Database) -> Iterator[Engine]:
    """A database that workshops announce themselves through, and nothing else in it."""
    with airwaves_of(database) as engine:
        yield engine
