"""Closing for good what was closed, once nobody can take that back any more."""

from anyio import sleep, to_thread
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.background import BackgroundTask

from app.db.columns import now
from app.db.engine import writing
from app.workshops import closing
from app.workshops.room import Room


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
    async with app.state.write_turns:
        await to_thread.run_sync(close_due, app.state.engine)
