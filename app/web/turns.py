"""The queues of those who write, and of those who read: in each, work is done in threads, as far as that helps."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from threading import Lock
from typing import Any, TypeVar, TypeVarTuple

from anyio import Semaphore, to_thread
from fastapi import FastAPI
from sqlalchemy import Engine

from app.db.engine import POOL_SIZE

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Turns:
    """Lets ``ready`` pieces of work at a time into threads, first come, first served; the others hold none.

    Those in threads take ``turn`` one after the other, so that the next one begins as soon as the last one ends.
    """

    def __init__(self, ready: int, turn: AbstractContextManager[Any]) -> None:
        self._queue = Semaphore(ready, fast_acquire=True)
        self._turn = turn

    async def run(self, work: Callable[[*Ts], T], *args: *Ts) -> T:
        """Return what ``work`` returns, done in turn."""
        async with self._queue:
            return await to_thread.run_sync(self._in_turn, work, *args)

    def _in_turn(self, work: Callable[[*Ts], T], *args: *Ts) -> T:
        with self._turn:
            return work(*args)


def make_write_turns(engine: Engine) -> Turns:
    """Return the queue of writers. SQLite has one write lock: waiting here is fair, in its busy handler it is not."""
    return _one_by_one() if _is_within(engine) else Turns(POOL_SIZE - 2, nullcontext())


def make_read_turns(engine: Engine) -> Turns:
    """Return the queue of readers. SQLite reads in this very process, where threads hand the interpreter around.

    Four pages at once took two thirds more of the processor's time than one after the other. A read waits for nothing
    but the database: what draws charts or hashes passwords is not in this queue.
    """
    return _one_by_one() if _is_within(engine) else Turns(POOL_SIZE, nullcontext())


def writers_of(app: FastAPI) -> Turns:
    """Return the queue of those who write."""
    turns: Turns = app.state.write_turns
    return turns


def readers_of(app: FastAPI) -> Turns:
    """Return the queue of those who read."""
    turns: Turns = app.state.read_turns
    return turns


def _one_by_one() -> Turns:
    return Turns(2, Lock())  # one at work, and the next at hand


def _is_within(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"
