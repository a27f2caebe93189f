"""``kam audit verify``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection, Engine, delete, insert, select, text, update
from sqlmodel import Session

from app.accounts import audit_check
from app.accounts.audit import COMMAND_LINE, EVENTS, HEAD, hash_of, record
from app.cli import main
from app.settings import get_settings
from tests.databases import Database, allow_all

EVENTS_IN_ALL = 7
Verify = Callable[[], Result]


@pytest.fixture
def verify(monkeypatch: pytest.MonkeyPatch, database: Database) -> Verify:
    """Runs the command on the database of the test, in batches that the trail does not fit."""
    monkeypatch.setenv("KAM_DATABASE_URL", database.url)
    monkeypatch.setattr(audit_check, "BATCH", 3)

    def run() -> Result:
        get_settings.cache_clear()
        try:
            return CliRunner().invoke(main, ["audit", "verify"])
        finally:
            get_settings.cache_clear()

    return run


@pytest.fixture
def trail(session: Session) -> None:
    """A trail of some events."""
    for number in range(EVENTS_IN_ALL):
        record(session, COMMAND_LINE, "unit.added", f"unit {number + 1}", after={"number": number})
    session.commit()


def test_a_sound_trail_is_told_with_its_length_and_last_hash(verify: Verify, trail: None, session: Session) -> None:
    last = session.execute(select(HEAD.c.sha256)).scalar_one()
    session.rollback()
    result = verify()
    assert result.exit_code == 0
    assert result.stdout == f"The audit trail is sound: 7 events, the last with hash {last}.\n"


def test_an_empty_trail_is_sound(verify: Verify, engine: Engine) -> None:
    result = verify()
    assert (result.exit_code, result.stdout) == (0, "The audit trail is sound: 0 events, the last with hash -.\n")


def change(connection: Connection, number: int, **columns: Any) -> None:
    connection.execute(update(EVENTS).where(EVENTS.c.id == number).values(**columns))


def rehash(connection: Connection, number: int, **columns: Any) -> None:
    """Change an event and give it the hash of what it now says."""
    change(connection, number, **columns)
    row = connection.execute(select(EVENTS).where(EVENTS.c.id == number)).one()._asdict()
    change(connection, number, sha256=hash_of(row))


def remove(connection: Connection, *numbers: int) -> None:
    connection.execute(delete(EVENTS).where(EVENTS.c.id.in_(numbers)))


def close_gap(connection: Connection, number: int) -> None:
    remove(connection, number)
    change(connection, number + 1, id=number)


def swap(connection: Connection, one: int, other: int) -> None:
    for old, new in ((one, 99), (other, one), (99, other)):
        change(connection, old, id=new)


def put_in(connection: Connection, number: int) -> None:
    row = connection.execute(select(EVENTS).order_by(EVENTS.c.id.desc()).limit(1)).one()._asdict()
    forged = row | {"id": number, "previous": row["sha256"], "subject": "forged"}
    connection.execute(insert(EVENTS), forged | {"sha256": hash_of(forged)})


def move_head(connection: Connection, **columns: Any) -> None:
    connection.execute(update(HEAD).values(**columns))


LATER = text("UPDATE audit_events SET at = '2020-01-01 00:00:00' WHERE id = 5")
FAULTS: dict[str, tuple[Callable[[Connection], object], str]] = {
    "changed subject": (lambda one: change(one, 4, subject="x"), "Event 4 was changed."),
    "changed person": (lambda one: change(one, 1, person="x"), "Event 1 was changed."),
    "changed moment": (lambda one: one.execute(LATER), "Event 5 was changed."),
    "changed facts": (lambda one: change(one, 7, after=""), "Event 7 was changed."),
    "changed and hashed anew": (lambda one: rehash(one, 4, subject="x"), "Event 5 does not follow on event 4"),
    "last hashed anew": (lambda one: rehash(one, 7, subject="x"), "The head does not have the hash of event 7"),
    "deleted first": (lambda one: remove(one, 1), "Event 1 is missing."),
    "deleted in the middle": (lambda one: remove(one, 3, 4), "Event 3 is missing."),
    "deleted last": (lambda one: remove(one, 6, 7), "Event 6 is missing: the trail had 7."),
    "deleted all": (lambda one: remove(one, *range(8)), "Event 1 is missing: the trail had 7."),
    "swapped": (lambda one: swap(one, 2, 6), "Event 2 was changed."),
    "numbered anew": (lambda one: close_gap(one, 3), "Event 3 was changed."),
    "put in at the end": (lambda one: put_in(one, 8), "Event 8 was put in from outside."),
    "put in far away": (lambda one: put_in(one, 50), "Event 8 is missing."),
    "put in before the first": (lambda one: put_in(one, 0), "Event 0 was put in from outside."),
    "first follows on something": (lambda one: rehash(one, 1, previous="x"), "Event 1 follows on an event"),
    "head changed": (lambda one: move_head(one, sha256="x"), "The head does not have the hash of event 7"),
    "head moved back": (lambda one: move_head(one, events=5), "Event 6 was put in from outside."),
    "head moved on": (lambda one: move_head(one, events=9), "Event 8 is missing: the trail had 9."),
    "head deleted": (lambda one: one.execute(delete(HEAD)), "The head is missing"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_it_names_the_first_fault(verify: Verify, trail: None, engine: Engine, fault: str) -> None:
    tamper, told = FAULTS[fault]
    with engine.begin() as connection:
        allow_all(connection)
        tamper(connection)
    result = verify()
    assert result.exit_code == 1
    assert result.stdout.startswith(f"The audit trail is broken. {told}")


def test_it_asks_for_a_database_of_this_version(
    verify: Verify, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KAM_DATABASE_URL", f"sqlite:///{tmp_path}/new.sqlite")
    result = verify()
    assert result.exit_code == 2
    assert "Run: kam migrate" in result.stderr
