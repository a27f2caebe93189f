"""Adding to the audit trail."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.accounts import audit
from app.accounts.audit import COMMAND_LINE, EVENTS, HEAD, Actor, hash_of, record
from app.accounts.audit_check import check
from app.accounts.service import Member
from app.db.engine import writing
from app.settings import ROOT
from tests.databases import Database, allow_all

STRANGE = "Zoë “Q” 東京 🎯"


def events(session: Session) -> list[dict[str, Any]]:
    return [row._asdict() for row in session.execute(select(EVENTS).order_by(EVENTS.c.id))]


def test_it_keeps_who_what_when_on_what_before_and_after(session: Session, director: Member) -> None:
    record(session, Actor.of(director), "unit.renamed", "Nordics", {"name": "Nordics"}, {"name": "North"})
    [event] = events(session)
    assert (event["id"], event["person_id"], event["person"]) == (1, director.person_id, "Dana Director")
    assert (event["organisation_id"], event["action"]) == (director.organisation_id, "unit.renamed")
    assert (event["subject"], event["before"], event["after"]) == (
        "Nordics",
        '{"name": "Nordics"}',
        '{"name": "North"}',
    )
    assert timedelta(0) <= datetime.now(UTC) - event["at"] < timedelta(minutes=1)


def test_each_event_carries_the_hash_of_the_one_before(session: Session) -> None:
    for number in range(3):
        record(session, COMMAND_LINE, "unit.added", str(number))
    first, second, third = events(session)
    assert (first["previous"], second["previous"], third["previous"]) == ("", first["sha256"], second["sha256"])
    assert check(session) == (3, third["sha256"])


@pytest.mark.parametrize("facts", [{}, {"a": None, "b": True, "c": [1, STRANGE], "d": ""}, {"e": "\x00\n\ud800"}])
def test_what_is_read_back_has_the_same_hash(session: Session, engine: Engine, facts: dict[str, object]) -> None:
    record(session, Actor(STRANGE), "unit.added", STRANGE, facts, facts)
    session.commit()
    with writing(engine) as later:
        [event] = events(later)
        assert hash_of(event) == event["sha256"]
        assert json.loads(str(event["after"]) or "{}") == facts


def test_the_time_zone_that_a_moment_is_told_in_makes_no_difference(session: Session) -> None:
    record(session, COMMAND_LINE, "unit.added", "x")
    [event] = events(session)
    elsewhere = event["at"].astimezone(timezone(timedelta(hours=9)))
    assert hash_of(event | {"at": elsewhere}) == event["sha256"]


def test_the_hash_covers_every_column(session: Session) -> None:
    record(session, COMMAND_LINE, "unit.added", "x")
    [event] = events(session)
    for name in event.keys() - {"sha256", "at"}:
        assert hash_of(event | {name: "other"}) != event["sha256"]
    assert hash_of(event | {"at": event["at"] + timedelta(seconds=1)}) != event["sha256"]


def test_line_breaks_and_control_characters_forge_no_line(session: Session) -> None:
    record(session, Actor("Eve\r\n2026-11-22 System"), "unit.added", "x\x1b[2J\u2028\ny" + "z" * 300)
    [event] = events(session)
    assert event["person"] == "Eve 2026-11-22 System"
    assert event["subject"] == ("x[2J y" + "z" * 300)[:254]


def test_what_is_rolled_back_was_never_done(session: Session) -> None:
    record(session, COMMAND_LINE, "unit.added", "kept")
    session.commit()
    record(session, COMMAND_LINE, "unit.added", "dropped")
    session.rollback()
    record(session, COMMAND_LINE, "unit.added", "kept too")
    assert [event["subject"] for event in events(session)] == ["kept", "kept too"]
    assert check(session)[0] == 2


def test_threads_at_once_make_one_unbroken_chain(engine: Engine, session: Session) -> None:
    def add(number: int) -> None:
        audit.record_alone(engine, COMMAND_LINE, "unit.added", str(number))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(40)))
    assert check(session)[0] == 40


def test_processes_at_once_make_one_unbroken_chain(engine: Engine, session: Session, database: Database) -> None:
    program = f"""if True:
        from app.accounts.audit import COMMAND_LINE, record_alone
        from app.db.engine import make_engine
        engine = make_engine({database.url!r})
        for number in range(20):
            record_alone(engine, COMMAND_LINE, "unit.added", str(number))
    """
    both = [subprocess.Popen([sys.executable, "-c", program], cwd=ROOT) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert check(session)[0] == 40


CHANGES = [
    "UPDATE audit_events SET subject = 'x'",
    "DELETE FROM audit_events",
    "UPDATE audit_head SET events = 1",
    "UPDATE audit_head SET events = 9",
    "UPDATE audit_head SET id = 2, events = 3",
    "DELETE FROM audit_head",
]
ONLY_SQLITE = [
    "UPDATE OR REPLACE audit_events SET id = 1 WHERE id = 2",
    "REPLACE INTO audit_events SELECT * FROM audit_events WHERE id = 2",
    "REPLACE INTO audit_head (id, events, sha256) VALUES (1, 0, '')",
]
ONLY_POSTGRESQL = ["TRUNCATE audit_events", "TRUNCATE audit_head"]


def test_the_database_refuses_to_change_it(engine: Engine, session: Session) -> None:
    for subject in ("one", "two"):
        record(session, COMMAND_LINE, "unit.added", subject)
    session.commit()
    own = ONLY_SQLITE if engine.dialect.name == "sqlite" else ONLY_POSTGRESQL
    for change in CHANGES + own:
        with pytest.raises(IntegrityError, match="the audit trail only grows"):
            session.execute(text(change))
        session.rollback()
    assert check(session)[0] == 2


def test_a_head_that_was_taken_away_stops_nobody_and_is_never_forgotten(session: Session) -> None:
    for subject in ("one", "two"):
        record(session, COMMAND_LINE, "unit.added", subject)
    session.commit()
    allow_all(session.connection())
    session.execute(delete(EVENTS).where(EVENTS.c.id == 2))
    session.execute(delete(HEAD))
    record(session, COMMAND_LINE, "unit.added", "afterwards")
    assert [event["subject"] for event in events(session)] == ["one", "afterwards"]
    with pytest.raises(Exception, match="Event 2 does not follow on event 1"):
        check(session)


def test_an_event_may_say_no_more_than_the_column_holds(session: Session) -> None:
    record(session, Actor("p" * 400), "unit.added", "s" * 400)
    [event] = events(session)
    assert (len(str(event["person"])), len(str(event["subject"]))) == (254, 254)
