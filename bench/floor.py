"""The bare application that everything is measured against: FastAPI as its documentation writes it, nothing of ours.

It shares the engine, so that its commits are as durable as ours, and the number of threads.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Lock
from typing import Annotated

import anyio.to_thread
from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from jinja2 import DictLoader, Environment
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.db.engine import WRITES, make_engine
from app.main import THREADS

PAGE = """<!DOCTYPE html>
<title>{{ title }}</title>
{% for number in range(lines) %}
<p id="line-{{ number }}">{{ title }}: some text stands here, so that the page has the size of the one beside it.</p>
{% endfor %}
"""
LINE_BYTES = 118


class Base(DeclarativeBase):
    """Tables of the floor."""


class Row(Base):
    """What a save commits."""

    __tablename__ = "floor"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    value: Mapped[str]
    revision: Mapped[int]
    client: Mapped[str]


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


def create_floor() -> FastAPI:
    """Return the bare application on the database that FLOOR_DATABASE names."""
    app = FastAPI(lifespan=_lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    engine = make_engine(os.environ["FLOOR_DATABASE"])
    turn = Lock()  # without it its writers would time out on SQLite's one lock
    templates = Environment(loader=DictLoader({"page": PAGE}), autoescape=True)
    Base.metadata.create_all(engine)

    @app.post("/save")
    def save(
        kind: Annotated[str, Form()],
        value: Annotated[str, Form()],
        revision: Annotated[int, Form()],
        client: Annotated[str, Form()],
    ) -> PlainTextResponse:
        """Commit one row."""
        with turn, Session(engine, execution_options=WRITES) as session:
            session.add(Row(kind=kind, value=value, revision=revision, client=client))
            session.commit()
        return PlainTextResponse("saved")

    @app.get("/page")
    def page(request: Request, size: int) -> HTMLResponse:
        """Render a page of about ``size`` bytes."""
        lines = max(1, size // LINE_BYTES)
        return HTMLResponse(templates.get_template("page").render(title=request.url.path, lines=lines))

    return app
