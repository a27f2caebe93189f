"""The database engine, the same for SQLite and PostgreSQL as far as the rest can see."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlmodel import Session

POOL_SIZE = 10
BUSY_TIMEOUT_MS = 5_000
# Writers take SQLite's lock at BEGIN, so that two of them never deadlock on the way up from reading.
WRITES = {"sqlite_begin": "IMMEDIATE"}
# A firewall forgets a connection that rests, and tells neither side: who waits for announcements would wait for ever.
KEPT_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
# What people write never reaches a log, not even in the message of a failure.
KIND: dict[str, Any] = {"pool_size": POOL_SIZE, "max_overflow": 0, "hide_parameters": True}


def make_engine(url: str) -> Engine:
    """Return an engine for ``url``. ``postgresql://`` means psycopg 3."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, **KIND, pool_pre_ping=True, connect_args=KEPT_ALIVE)
    Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, **KIND)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own class
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # "saved" is said only of what survives a power cut
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "")
    connection.exec_driver_sql(f"BEGIN {mode}")


def reading(engine: Engine) -> Session:
    """Return a session that only reads."""
    return Session(engine, autoflush=False)


def writing(engine: Engine) -> Session:
    """Return a session that writes. The caller commits."""
    return Session(engine, expire_on_commit=False, execution_options=WRITES)


def steady(engine: Engine) -> Session:
    """Return a session that only reads, and sees the database as it is at one moment, however long that takes."""
    if engine.dialect.name == "sqlite":
        return reading(engine)  # there every transaction does
    return reading(engine.execution_options(isolation_level="REPEATABLE READ"))
