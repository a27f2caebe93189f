"""One request, one transaction, committed once, before the answer is sent."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Annotated

from anyio import Semaphore
from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine
from sqlmodel import Session

from app.db.engine import POOL_SIZE, reading, writing


def make_write_turns(engine: Engine) -> Semaphore:
    """Return what writers queue at. SQLite has one write lock: waiting here is fair, in its busy handler it is not."""
    return Semaphore(1 if engine.dialect.name == "sqlite" else POOL_SIZE - 2)


async def read_session(request: Request) -> AsyncIterator[Session]:
    """Give the request a session that only reads."""
    session = reading(request.app.state.engine)
    try:
        yield session
    finally:
        await run_in_threadpool(session.close)


async def write_session(request: Request) -> AsyncIterator[Session]:
    """Give the request a session that is committed when the handler returns and rolled back when it raises."""
    turn: AbstractAsyncContextManager[object] = request.app.state.write_turns
    async with turn:
        session = writing(request.app.state.engine)
        try:
            yield session
            await run_in_threadpool(session.commit)
        finally:
            await run_in_threadpool(session.close)


# scope="function": without it the commit would come after the answer has gone out.
Reading = Annotated[Session, Depends(read_session, scope="function")]
Writing = Annotated[Session, Depends(write_session, scope="function")]
