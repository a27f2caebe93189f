"""The queues of those who write, and of those who read."""

from anyio import Semaphore
from sqlalchemy import Engine

from app.db.engine import POOL_SIZE


def make_write_turns(engine: Engine) -> Semaphore:
    """Return what writers queue at. SQLite has one write lock: waiting here is fair, in its busy handler it is not."""
    return Semaphore(1 if _is_within(engine) else POOL_SIZE - 2, fast_acquire=True)


def make_read_turns(engine: Engine) -> Semaphore:
    """Return what readers queue at. SQLite reads in this very process, where threads hand the interpreter around.

    Four pages at once took two thirds more of the processor's time than one after the other. A read waits for nothing
    but the database: what draws charts or hashes passwords is not in this queue.
    """
    return Semaphore(1 if _is_within(engine) else POOL_SIZE, fast_acquire=True)


def _is_within(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"
