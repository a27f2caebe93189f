"""A database that workshops announce themselves through, and nothing else in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from app.db.engine import make_engine
from tests.databases import Database

# Without the reference to a workshop, so that none has to be opened for it.
TABLE = "CREATE TABLE workshop_pulses (workshop_id INTEGER PRIMARY KEY, state INTEGER NOT NULL, tally INTEGER NOT NULL)"


@contextmanager
def airwaves_of(database: Database) -> Iterator[Engine]:
    """Make it, beside the database that tests use."""
    engine = make_engine(database.another("airwaves"))
    with engine.begin() as connection:
        connection.execute(text(TABLE))
    yield engine
    engine.dispose()
