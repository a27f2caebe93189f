"""What tests of the shared kit may ask for."""

import pytest
from fastapi import FastAPI

from app.db.vault import open_vault
from tests.conftest import Scribe
from tests.workshops.rooms import Host


@pytest.fixture
def host(app: FastAPI, scribe: Scribe) -> Host:
    """Opens and leads workshops."""
    return Host(scribe, open_vault(app.state.settings.secret))
