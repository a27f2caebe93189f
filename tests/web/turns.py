"""Queues of writers and readers, as tests look at them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event

from app.web.turns import Turns


def free_of(turns: Turns) -> int:
    """Return how many pieces of work would not have to queue."""
    return turns._queue.value


@asynccontextmanager
async def at_work(turns: Turns) -> AsyncIterator[None]:
    """Within the block, whoever comes must queue."""
    gate = Event()
    held = [asyncio.ensure_future(turns.run(gate.wait)) for _ in range(free_of(turns))]
    try:
        await until_queued(turns, 0)
        yield
    finally:
        gate.set()
    await asyncio.gather(*held)


async def until_queued(turns: Turns, number: int) -> None:
    """Wait until nothing is free and so many have queued."""
    while free_of(turns) or turns._queue.statistics().tasks_waiting < number:  # noqa: ASYNC110 - nobody tells who queues
        await asyncio.sleep(0)
