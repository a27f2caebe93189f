"""What every test of workshops may ask for."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.databases import Database
from tests.workshops.airwaves import airwaves_of


@pytest.fixture
def airwaves(database: Database) -> Iterator[Engine]:
    """A database that workshops announce themselves through, and nothing else in it."""
    with airwaves_of(database) as engine:
        yield engine
