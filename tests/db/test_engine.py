"""One engine for both databases: durable, strict about references, and fair to those who write."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.db import engine as engines
from app.db.engine import BUSY_TIMEOUT_MS, POOL_SIZE, make_engine, reading, writing
from tests.databases import Database


@pytest.fixture
def own(app: FastAPI, database: Database) -> Iterator[Engine]:
    """An engine of this test's own on the migrated database."""
    engine = make_engine(database.url)
    yield engine
    engine.dispose()


def pragma(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_every_pooled_connection_is_prepared(own: Engine) -> None:
    if own.dialect.name == "postgresql":
        return
    with ExitStack() as stack:
        connections = [stack.enter_context(own.connect()) for _ in range(POOL_SIZE)]
        for connection in connections:
            assert pragma(connection, "journal_mode") == "wal"
            assert pragma(connection, "synchronous") == 2  # FULL
            assert pragma(connection, "foreign_keys") == 1
            assert pragma(connection, "busy_timeout") == BUSY_TIMEOUT_MS
    with own.connect() as again:
        assert pragma(again, "foreign_keys") == 1


def test_postgresql_is_reached_by_psycopg_3() -> None:
    engine = make_engine("postgresql://user@127.0.0.1/name")
    assert engine.driver == "psycopg"


def test_postgresql_notices_that_the_line_is_dead(own: Engine) -> None:
    if own.dialect.name == "sqlite":
        return
    with own.connect() as connection:
        asked = connection.connection.driver_connection.info.get_parameters()
        assert int(asked["keepalives_idle"]) + 3 * int(asked["keepalives_interval"]) <= 60


def test_it_makes_the_folder_of_an_embedded_database(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/new/deep/kam.sqlite")
    with engine.connect() as connection:
        assert pragma(connection, "journal_mode") == "wal"
    engine.dispose()
    assert (tmp_path / "new" / "deep" / "kam.sqlite").is_file()


def test_it_keeps_references(own: Engine) -> None:
    with pytest.raises(IntegrityError), own.begin() as connection:
        connection.execute(text("INSERT INTO units (organisation_id, name) VALUES (4711, 'x')"))


def test_it_opens_no_more_connections_than_it_should(own: Engine) -> None:
    with ExitStack() as stack:
        for _ in range(POOL_SIZE):
            stack.enter_context(own.connect())
        own.pool._timeout = 0  # type: ignore[attr-defined]  # waiting is not what is tried
        with pytest.raises(PoolTimeoutError):
            own.connect()


def test_what_is_written_is_read_after_the_commit_and_not_before(own: Engine) -> None:
    with writing(own) as session:
        session.add(Organisation(name="Kept"))
        session.flush()
        assert names(own) == []
        session.commit()
        assert names(own) == ["Kept"]


def names(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.exec(select(col(Organisation.name))))


def test_what_is_not_committed_is_gone(own: Engine) -> None:
    with writing(own) as session:
        session.add(Organisation(name="Not kept"))
        session.flush()
    assert names(own) == []


def test_what_was_committed_can_still_be_looked_at_without_asking_again(own: Engine) -> None:
    with writing(own) as session:
        organisation = Organisation(name="Kept")
        session.add(organisation)
        session.commit()
        own.dispose()
        assert organisation.name == "Kept"
        assert not session.in_transaction()


@pytest.fixture
def impatient(app: FastAPI, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine that waits for no lock."""
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 0)
    engine = make_engine(database.url)
    yield engine
    engine.dispose()


def begin(session: Session) -> None:
    session.execute(text("SELECT 1"))


def test_on_sqlite_a_writer_takes_the_lock_when_it_begins(impatient: Engine) -> None:
    with writing(impatient) as first, writing(impatient) as second:
        begin(first)
        if impatient.dialect.name == "sqlite":
            with pytest.raises(OperationalError, match="locked"):
                begin(second)
        else:
            begin(second)


def test_readers_never_wait_for_a_writer_nor_for_each_other(impatient: Engine) -> None:
    with writing(impatient) as writer, reading(impatient) as one, reading(impatient) as another:
        writer.add(Organisation(name="On its way"))
        writer.flush()
        for reader in (one, another):
            assert reader.exec(select(col(Organisation.name))).all() == []
        writer.commit()


def test_a_writer_never_waits_for_readers(impatient: Engine) -> None:
    with reading(impatient) as reader, writing(impatient) as writer:
        reader.exec(select(Organisation)).all()
        writer.add(Organisation(name="Kept"))
        writer.commit()
    assert names(impatient) == ["Kept"]


def test_no_failure_tells_what_somebody_wrote(own: Engine) -> None:
    statement = text("INSERT INTO units (organisation_id, name) VALUES (:id, :name)")
    with pytest.raises(IntegrityError) as failure, own.begin() as connection:
        connection.execute(statement, {"id": 4711, "name": "Nobody but us may read this."})
    assert "Nobody but us" not in str(failure.value)
    assert "hide_parameters" in str(failure.value)


def test_no_failure_tells_the_password() -> None:
    url = "postgresql://user:very-secret@127.0.0.1:1/name"
    engine = make_engine(url)
    assert make_url(url).password == "very-secret"
    with pytest.raises(OperationalError) as failure:
        engine.connect()
    assert "very-secret" not in str(failure.value)
    assert "very-secret" not in repr(engine)
