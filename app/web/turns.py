"""The queues of those who write, and of those who read: in each, work is done in threads, as far as that helps."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar, TypeVarTuple

from anyio import Semaphore, to_thread
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.db.engine import POOL_SIZE, writing

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
# So many saves are committed together at most: the first of them waits for the last.
TOGETHER = 32
# One at work, and the next at hand.
ONE_BY_ONE = 2


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


Work = Callable[[Session], T]


@dataclass(frozen=True, slots=True, eq=False)
class Save:
    """What is to be saved, and what came of it."""

    work: Work[Any]
    outcome: Future[Any] = field(default_factory=Future)


class WriteTurns(Turns):
    """The queue of those who write, each in a transaction of its own, or those who only save in one with others.

    To begin and to commit takes a third of the time of a save, and one commit can carry many.
    """

    def __init__(self, ready: int, turn: AbstractContextManager[Any], engine: Engine, together: int) -> None:
        super().__init__(ready, turn)
        self._engine = engine
        self._together = together
        self._saves: deque[Save] = deque()

    async def commit(self, work: Work[T]) -> T:
        """Return what ``work`` returns, once its transaction is committed."""
        return await self.run(self._commit, work)

    async def save(self, work: Work[T]) -> T:
        """As ``commit``, but perhaps in one transaction with other saves, where each sees the ones before it.

        When one of them fails, all are done once more, each in a transaction of its own; when the database itself
        fails, so do all of them. So ``work`` may run twice: it changes nothing but the database, and leaves the end of
        the transaction to its caller.
        """
        if self._together == 1:
            return await self.commit(work)
        save = Save(work)
        self._saves.append(save)
        try:
            async with self._queue:
                if not save.outcome.done():  # by who had the turn before
                    await to_thread.run_sync(self._in_turn, self._save_until, save)
        finally:
            save.outcome.cancel()  # when nobody waits any more
        outcome: T = save.outcome.result()
        return outcome

    def _save_until(self, save: Save) -> None:
        """Do what waits, in its order, until ``save`` is done."""
        while not save.outcome.done():
            waiting = [self._saves.popleft() for _ in range(min(self._together, len(self._saves)))]
            self._save([save for save in waiting if save.outcome.set_running_or_notify_cancel()])

    def _save(self, saves: Sequence[Save]) -> None:
        try:
            with writing(self._engine) as session, session.begin():
                answers = [save.work(session) for save in saves]
        except BaseException as error:  # noqa: BLE001 - raised again where the one whose it is waits
            if len(saves) > 1 and not isinstance(error, OperationalError):
                for save in saves:
                    self._save([save])
                return
            for save in saves:  # the only one, or all of them: the database itself can't now
                save.outcome.set_exception(error)
        else:
            for save, answer in zip(saves, answers, strict=True):
                save.outcome.set_result(answer)

    def _commit(self, work: Work[T]) -> T:
        with writing(self._engine) as session:
            answer = work(session)
            session.commit()
            return answer


def make_write_turns(engine: Engine) -> WriteTurns:
    """Return the queue of writers. SQLite has one write lock: waiting here is fair, in its busy handler it is not.

    PostgreSQL writes what several connections commit together by itself.
    """
    if _is_within(engine):
        return WriteTurns(ONE_BY_ONE, Lock(), engine, TOGETHER)
    return WriteTurns(POOL_SIZE - 2, nullcontext(), engine, 1)


def make_read_turns(engine: Engine) -> Turns:
    """Return the queue of readers. SQLite reads in this very process, where threads hand the interpreter around.

    Four pages at once took two thirds more of the processor's time than one after the other. A read waits for nothing
    but the database: what draws charts or hashes passwords is not in this queue.
    """
    return Turns(ONE_BY_ONE, Lock()) if _is_within(engine) else Turns(POOL_SIZE, nullcontext())


def writers_of(app: FastAPI) -> WriteTurns:
    """Return the queue of those who write."""
    turns: WriteTurns = app.state.write_turns
    return turns


def readers_of(app: FastAPI) -> Turns:
    """Return the queue of those who read."""
    turns: Turns = app.state.read_turns
    return turns


def _is_within(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"
