"""The bare application that everything is measured against: no accounts, no templates of ours, nothing to compute."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Lock
from typing import Annotated

import anyio.to_thread
from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from jinja2 import DictLoader, Environment
from sqlalchemy import text

from app.db.engine import make_engine, writing

THREADS = 8

LINE = "<p class='line'>{{ name }} and some text beside it, so that the page has its size.</p>\n"


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


def create_floor() -> FastAPI:
    """Return the bare application on the database that FLOOR_DATABASE names."""
    app = FastAPI(lifespan=_lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.engine = make_engine(os.environ["FLOOR_DATABASE"])
    turn = Lock()  # without it the writers would time out on SQLite's one lock
    templates = Environment(loader=DictLoader({"page": LINE}), autoescape=True)
    with app.state.engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS floor (id integer PRIMARY KEY, value text)"))

    @app.post("/save")
    def save(
        kind: Annotated[str, Form()],  # noqa: ARG001 - parsed, as the real route does
        value: Annotated[str, Form()],
        revision: Annotated[int, Form()],
        client: Annotated[str, Form()],  # noqa: ARG001 - parsed too
    ) -> PlainTextResponse:
        """Commit one row, as durably as the real application."""
        statement = text(
            "INSERT INTO floor (id, value) VALUES (:id, :value) ON CONFLICT (id) DO UPDATE SET value = :value"
        )
        with turn, writing(app.state.engine) as session:
            session.execute(statement, {"id": revision % 45, "value": value})
            session.commit()
        return PlainTextResponse("saved")

    @app.get("/page")
    def page(request: Request, size: int) -> HTMLResponse:
        """Render a page of about ``size`` bytes from one template."""
        line = len(LINE)
        body = templates.get_template("page").render(name=request.url.path)
        return HTMLResponse(body * (size // line + 1))

    return app
