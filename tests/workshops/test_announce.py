"""What is announced in a transaction is heard by every watcher once it is committed, whatever happens in between."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, text

from app.db.engine import make_engine, writing
from app.workshops import watching
from app.workshops.pulses import Kind, Word, announce, announce_end
from app.workshops.watching import watcher

PATIENCE = 20
ANYTHING = "anything"
TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
)


class Listening:
    """Keeps what it hears until a test asks."""

    def __init__(self) -> None:
        self._heard: Queue[tuple[int, tuple[Word, ...]] | str] = Queue()

    def hear(self, workshop_id: int, *words: Word) -> None:
        self._heard.put((workshop_id, words))

    def catch_up(self) -> None:
        self._heard.put(ANYTHING)

    def next(self) -> tuple[int, tuple[Word, ...]] | str:
        return self._heard.get(timeout=PATIENCE)

    def until(self, workshop_id: int, word: Word) -> None:
        """Return once this was heard."""
        heard = self.next()
        while not (isinstance(heard, tuple) and heard[0] == workshop_id and word in heard[1]):
            heard = self.next()


@contextmanager
def listening(engine: Engine) -> Iterator[Listening]:
    """Listen at this database within the block."""
    ear, stop = Listening(), Event()
    thread = Thread(target=watcher(engine), args=(ear, stop))
    thread.start()
    try:
        yield ear
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()


def commit(engine: Engine, workshop_id: int, kind: Kind) -> None:
    with writing(engine) as session:
        announce(session, workshop_id, kind)
        session.commit()


def lose_every_connection(engine: Engine, opened: list[Any]) -> None:
    """Do what a restart of the database does to connections; SQLite's are only closed by whoever holds them."""
    if engine.dialect.name == "sqlite":
        opened[-1].close()
        return
    with engine.begin() as connection:
        connection.execute(text(TERMINATE))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The connections that watchers have opened."""
    opened: list[Any] = []
    open_connection = watching._own_connection

    @contextmanager
    def noted(engine: Engine) -> Iterator[Any]:
        with open_connection(engine) as connection:
            opened.append(connection)
            yield connection

    monkeypatch.setattr(watching, "_own_connection", noted)
    monkeypatch.setattr(watching, "PAUSE_SECONDS", 0.01)
    return opened


@pytest.mark.parametrize("kind", ["state", "tally"])
def test_it_is_heard_by_another_process(airwaves: Engine, kind: Kind) -> None:
    other = make_engine(airwaves.url.render_as_string(hide_password=False))
    with listening(airwaves) as ear:
        assert ear.next() == ANYTHING
        for workshop_id in (12, 13, 12):
            commit(other, workshop_id, kind)
            assert ear.next() == (workshop_id, (kind,))
    other.dispose()


def test_it_is_heard_by_every_watcher(airwaves: Engine) -> None:
    with listening(airwaves) as one, listening(airwaves) as other:
        assert {one.next(), other.next()} == {ANYTHING}
        commit(airwaves, 12, "state")
        assert one.next() == other.next() == (12, ("state",))


def test_what_is_rolled_back_is_never_heard(airwaves: Engine) -> None:
    with listening(airwaves) as ear:
        assert ear.next() == ANYTHING
        with writing(airwaves) as session:
            announce(session, 12, "state")
            session.rollback()
        commit(airwaves, 13, "state")
        assert ear.next() == (13, ("state",))


def test_the_end_is_heard(airwaves: Engine) -> None:
    commit(airwaves, 12, "state")
    with listening(airwaves) as ear:
        assert ear.next() == ANYTHING
        with writing(airwaves) as session:
            announce_end(session, 12)
            session.commit()
        assert ear.next() == (12, ("end",))


def test_none_of_many_at_once_is_the_last_that_is_missed(airwaves: Engine) -> None:
    with listening(airwaves) as ear:
        assert ear.next() == ANYTHING
        threads = [Thread(target=commit, args=(airwaves, n % 3, "tally")) for n in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        commit(airwaves, 12, "state")
        ear.until(12, "state")


def test_a_lost_connection_is_opened_again_and_anything_may_have_happened(
    airwaves: Engine, opened: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    with listening(airwaves) as ear:
        assert ear.next() == ANYTHING
        lose_every_connection(airwaves, opened)
        assert ear.next() == ANYTHING
        commit(airwaves, 12, "state")
        assert ear.next() == (12, ("state",))
    assert len(opened) == 2
    assert "the database tells nothing of workshops for now" in caplog.text


@pytest.mark.usefixtures("opened")
def test_it_goes_on_trying_while_the_database_is_away(airwaves: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    refusals = iter([True, True, True])
    connect = airwaves.raw_connection

    def sometimes() -> Any:
        if next(refusals, False):
            raise OSError("no route to host")
        return connect()

    monkeypatch.setattr(airwaves, "raw_connection", sometimes)
    with listening(airwaves) as ear:
        assert ear.next() == ANYTHING
        commit(airwaves, 12, "state")
        assert ear.next() == (12, ("state",))
    assert next(refusals, None) is None


def test_it_takes_no_connection_from_those_who_answer(airwaves: Engine) -> None:
    with listening(airwaves) as ear:
        assert ear.next() == ANYTHING
        assert airwaves.pool.checkedout() == 0  # type: ignore[attr-defined]  # the pool is a queue


def do_something_else(engine: Engine) -> None:
    with writing(engine) as session:
        session.execute(text("CREATE TABLE something_else (id INTEGER)"))
        if engine.dialect.name == "postgresql":
            for payload in ("", "state", "12", "x state", "12 nonsense"):
                session.execute(text("SELECT pg_notify('kam_workshops', :payload)"), {"payload": payload})
        session.commit()


def test_what_is_no_announcement_is_passed_over(airwaves: Engine) -> None:
    with listening(airwaves) as ear:
        assert ear.next() == ANYTHING
        do_something_else(airwaves)
        commit(airwaves, 12, "state")
        assert ear.next() == (12, ("state",))


def test_it_logs_nothing_when_it_ends(airwaves: Engine, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), listening(airwaves) as ear:
        assert ear.next() == ANYTHING
    assert caplog.text == ""
