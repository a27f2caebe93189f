"""Hears what any server process announced, this one included, while somebody here listens."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Engine, select

from app.workshops.pulses import CHANNEL, END, KINDS, PULSES, Word

if TYPE_CHECKING:
    import psycopg

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.05  # asking SQLite whether anything was written takes microseconds
WAIT_SECONDS = 0.5  # PostgreSQL tells at once; this is how soon a watcher notices that nobody listens any more
PAUSE_SECONDS = 1.0
WORDS: dict[str, Word] = {**{kind: kind for kind in KINDS}, END: END}
Pulses = dict[int, dict[str, int]]


class Ear(Protocol):
    """Who wants to hear. Called from the watcher's thread."""

    def hear(self, workshop_id: int, *words: Word) -> None:
        """Take in what was announced of a workshop. Some of it comes more than once."""

    def catch_up(self) -> None:
        """Take it that anything may have been announced meanwhile."""


Watch = Callable[[Ear, Event], None]


def watcher(engine: Engine) -> Watch:
    """Return what listens at this database, in a thread of its own, until the event is set."""
    return partial(_watch, engine, _follow_sqlite if engine.dialect.name == "sqlite" else _follow_postgresql)


def _watch(engine: Engine, follow: Callable[[Any, Ear, Event], None], ear: Ear, stop: Event) -> None:
    while not stop.is_set():
        try:
            with _own_connection(engine) as connection:
                follow(connection, ear, stop)
        except Exception as error:  # noqa: BLE001 - whatever it was, people wait: the next try may do better
            log.warning("the database tells nothing of workshops for now: %s", error)
            stop.wait(PAUSE_SECONDS)


@contextmanager
def _own_connection(engine: Engine) -> Iterator[Any]:
    """Open a connection of the driver's own class that takes nothing from the pool."""
    connection = engine.raw_connection()
    driver_connection = connection.driver_connection
    connection.detach()
    try:
        yield driver_connection
    finally:
        connection.close()


def _follow_postgresql(connection: "psycopg.Connection[Any]", ear: Ear, stop: Event) -> None:
    connection.autocommit = True
    connection.execute(f"LISTEN {CHANNEL}")
    ear.catch_up()
    while not stop.is_set():
        for notice in connection.notifies(timeout=WAIT_SECONDS):
            workshop_id, _, said = notice.payload.partition(" ")
            word = WORDS.get(said)
            if word and workshop_id.isdecimal():  # anybody with a password of the database may say anything
                ear.hear(int(workshop_id), word)


def _follow_sqlite(connection: Any, ear: Ear, stop: Event) -> None:  # noqa: ANN401 - the driver's own class
    version = _version(connection)
    pulses = _pulses(connection)
    ear.catch_up()
    while not stop.wait(LOOK_SECONDS):
        now = _version(connection)
        if now != version:
            version, before, pulses = now, pulses, _pulses(connection)
            _tell(ear, before, pulses)


def _version(connection: Any) -> int:  # noqa: ANN401 - the driver's own class
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


_ALL_PULSES = str(select(PULSES.c.workshop_id, *(PULSES.c[kind] for kind in KINDS)))


def _pulses(connection: Any) -> Pulses:  # noqa: ANN401 - the driver's own class
    """Return all of them, also of workshops that nobody follows here: they are what a later follower has seen."""
    return {row[0]: dict(zip(KINDS, row[1:], strict=True)) for row in connection.execute(_ALL_PULSES)}


def _tell(ear: Ear, before: Pulses, now: Pulses) -> None:
    for workshop_id in before.keys() - now.keys():
        ear.hear(workshop_id, END)
    for workshop_id, counts in now.items():
        known = before.get(workshop_id, {})
        changed = [kind for kind in KINDS if counts[kind] != known.get(kind, 0)]
        if changed:
            ear.hear(workshop_id, *changed)
