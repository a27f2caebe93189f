"""The two databases that every test runs on, built by the migrations once and emptied for each test."""

import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, create_engine, insert, make_url, select, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.accounts.models import SignInRow
from app.db.columns import now
from app.db.engine import make_engine
from app.db.migrations import migrate
from app.tables import metadata

POSTGRESQL_VARIABLE = "TEST_POSTGRESQL_URL"
POSTGRESQL_DEFAULT = "postgresql://postgres@127.0.0.1:5432/postgres"
MISSING = (
    "no PostgreSQL to test on, so only the SQLite half runs: set "
    f"{POSTGRESQL_VARIABLE}=postgresql://user:password@host/database to a server where that user is a superuser"
)


class Kept:
    """What many tests begin with: made once, then put back as rows, which takes a fifth of the time."""

    def __init__(self, session: Session, tables: Sequence[Table]) -> None:
        found = {table: [row._asdict() for row in session.execute(select(table))] for table in tables}
        self._rows = {table: rows for table, rows in found.items() if rows}

    def put_back(self, session: Session) -> None:
        """Write the rows into an empty database. Sign-ins, which age, are as if they had been made just now."""
        moment = now()
        for table, rows in self._rows.items():
            ages = table.name == SignInRow.__tablename__
            fresh = [{n: moment if isinstance(v, datetime) else v for n, v in row.items()} for row in rows]
            session.execute(insert(table), fresh if ages else rows)
        if session.get_bind().dialect.name == "postgresql":
            last = {table.name: max(row["id"] for row in rows) for table, rows in self._rows.items() if "id" in table.c}
            numbers = [f"setval(pg_get_serial_sequence('{name}', 'id'), {number})" for name, number in last.items()]
            session.execute(text(f"SELECT {', '.join(numbers)}"))


class Database(ABC):
    """A migrated database that can be emptied."""

    url: str

    @abstractmethod
    def empty(self) -> None:
        """Leave nothing but the schema."""

    @abstractmethod
    def another(self, name: str, copy_of: str = "") -> str:
        """Return the URL of one more database: without tables yet, or a copy of one that nobody is connected to."""

    @abstractmethod
    def close(self) -> None:
        """Let go of every connection."""


class Sqlite(Database):
    """A file, made for each test what a migrated one is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.sqlite"
        self.file = folder / "kam.sqlite"
        self.url = f"sqlite:///{self.file}"
        engine = make_engine(f"sqlite:///{self.template}")
        migrate(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
        engine.dispose()  # the last connection to close folds the log into the file

    def empty(self) -> None:
        # Copied page by page inside the file: a connection that a failed test left open would spoil a new one.
        with closing(connect(self.template)) as template, closing(connect(self.file)) as file:
            file.execute("PRAGMA synchronous = OFF")
            template.backup(file)

    def another(self, name: str, copy_of: str = "") -> str:
        for leftover in self.folder.glob(f"{name}.sqlite*"):
            leftover.unlink()
        if copy_of:
            shutil.copyfile(self.folder / f"{copy_of}.sqlite", self.folder / f"{name}.sqlite")
        return f"sqlite:///{self.folder / name}.sqlite"

    def close(self) -> None:
        """Nothing is held."""


class Postgresql(Database):
    """A database of this worker's own on the given server."""

    def __init__(self, server: str, worker: str) -> None:
        self.server, self.worker = make_url(server), worker
        self.url = self.another("main")
        self.engine = make_engine(self.url)
        migrate(self.engine)

    def empty(self) -> None:
        # TRUNCATE makes new files for every table: many times as long as deleting the few rows that a test leaves.
        # As a replica the server asks no trigger, neither those that keep what is sealed nor those of references.
        deletions = [f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)]
        numbers_from_one = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"
        with self.engine.begin() as connection:
            connection.execute(text("; ".join([REPLICA, *deletions, numbers_from_one])))

    def another(self, name: str, copy_of: str = "") -> str:
        name, template = (f"kam_test_{self.worker}_{one}" if one else "template1" for one in (name, copy_of))
        admin = create_engine(self.server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        admin.dispose()
        return self.server.set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        self.engine.dispose()


def open_database(kind: str, folder: Path, worker: str) -> Database:
    """Return a migrated database of this kind. Skips the test when there is no PostgreSQL, saying how to name one."""
    if kind == "sqlite":
        return Sqlite(folder)
    try:
        return Postgresql(os.environ.get(POSTGRESQL_VARIABLE, POSTGRESQL_DEFAULT), worker)
    except OperationalError:
        pytest.skip(MISSING)


REPLICA = "SET LOCAL session_replication_role = replica"


def allow_all(connection: Connection) -> None:
    """Let this transaction change the audit trail, as only somebody with power over the database can."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(REPLICA))
        return
    kept = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"
    for name in connection.execute(text(kept)).scalars().all():
        connection.execute(text(f"DROP TRIGGER {name}"))


Contents = dict[str, list[tuple[Any, ...]]]


# What is kept of every attempt, whether or not it changed anything.
KEPT_ANYWAY = {"audit_events", "audit_head", "throttles"}


def contents(engine: Engine) -> Contents:
    """Return every row of every table, to see whether anything changed. What is kept of attempts is left out."""
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if table.name not in KEPT_ANYWAY
        }
