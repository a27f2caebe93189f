"""The queue of those who write."""

from anyio import Semaphore
from sqlalchemy import Engine

from app.db.engine import POOL_SIZE


def make_write_turns(engine: Engine) -> Semaphore:
    """Return what writers queue at. SQLite has one write lock: waiting here is fair, in its busy handler it is not."""
    return Semaphore(1 if engine.dialect.name == "sqlite" else POOL_SIZE - 2, fast_acquire=True)
