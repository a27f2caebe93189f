"""Two people at once, in two transactions."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Engine, text
from sqlmodel import Session

from app.db.engine import writing

T = TypeVar("T")
Act = Callable[[Session], T]
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@contextmanager
def beside(engine: Engine, first: Act[Any], second: Act[T]) -> Iterator[Future[T]]:
    """Do ``second`` while ``first`` is done but not yet committed; give what comes of it after the commit."""
    with ThreadPoolExecutor(1) as pool, writing(engine) as session:
        first(session)
        future = pool.submit(_committed, engine, second)
        _wait_until_it_waits(engine, future)
        session.commit()
        yield future


def _committed(engine: Engine, act: Act[T]) -> T:
    with writing(engine) as session:
        result = act(session)
        session.commit()
        return result


def _wait_until_it_waits(engine: Engine, future: "Future[Any]") -> None:
    # SQLite lets nobody begin to write meanwhile, so there is nothing to wait for.
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            while not future.done() and not connection.execute(text(WAITING)).scalar():
                connection.rollback()
