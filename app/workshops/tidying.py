"""Closing for good what was closed, once nobody can take that back any more."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from anyio import sleep, to_thread
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.background import BackgroundTask

from app.db.columns import now
from app.db.engine import reading, writing
from app.web.turns import writers_of
from app.workshops import closing
from app.workshops.room import Room

log = logging.getLogger(__name__)
LOOK_SECONDS = 15.0


def close_due(engine: Engine) -> int:
    """Close for good every workshop whose time to take it back is over, and return how many there were."""
    with writing(engine) as session:
        closed = closing.close_what_is_due(session)
        session.commit()
    return closed


def close_later(app: FastAPI) -> BackgroundTask:
    """Return what closes for good a workshop that is closed now, unless somebody takes that back."""
    return BackgroundTask(_close_in, app, closing.GRACE.total_seconds())


def close_if_due(app: FastAPI, room: Room) -> BackgroundTask | None:
    """Return what closes a workshop for good that the server stopped too early for, None when it is not due yet."""
    due = room.closes_at is not None and room.closes_at <= now()
    return BackgroundTask(_close_in, app, 0) if due else None


async def _close_in(app: FastAPI, seconds: float) -> None:
    await sleep(seconds)
    await writers_of(app).run(close_due, app.state.engine)


@asynccontextmanager
async def closing_what_is_due(app: FastAPI) -> AsyncIterator[None]:
    """Within the block, look now and then for workshops to close for good.

    The server that was told to close one may have ended since, and nobody needs to look at it again.
    """
    looking = asyncio.create_task(_look_again_and_again(app))
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


async def _look_again_and_again(app: FastAPI) -> None:
    while True:
        await sleep(LOOK_SECONDS)
        try:
            if await to_thread.run_sync(_is_any_due, app.state.engine):
                await _close_in(app, 0)
        except Exception as error:  # noqa: BLE001 - whatever it was, the next look may do better
            log.warning("workshops are not closed for now: %s", error)


def _is_any_due(engine: Engine) -> bool:
    """Whether any is, found without the lock that writers queue for."""
    with reading(engine) as session:
        return closing.is_any_due(session)
