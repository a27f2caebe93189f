"""What the tests of this folder may ask for beside the common cast."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI

from app.assessments.snapshot import Snapshot
from app.plans.promised import NONE, Promises
from app.reports.palette import ChartKind, Theme


class Draughtsman:
    """Stands in for the renderer: takes no time, and remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.while_drawing: Callable[[], None] = lambda: None

    async def chart(self, kind: ChartKind, snapshot: Snapshot, theme: Theme, narrow: bool, key: str) -> bytes:  # noqa: FBT001 - the renderer's own signature
        self.while_drawing()
        self.asked.append((kind, snapshot.title, theme, narrow, key))
        return b"<svg/>"

    async def pdf(self, snapshot: Snapshot, key: str, promises: Promises = NONE) -> bytes:
        self.while_drawing()
        self.asked.append((snapshot.title, key, promises.key) if promises.key else (snapshot.title, key))
        return b"%PDF-"


@pytest.fixture
def draughtsman(app: FastAPI) -> Iterator[Draughtsman]:
    """The application's renderer for one test."""
    renderer, app.state.renderer = app.state.renderer, Draughtsman()
    yield app.state.renderer
    app.state.renderer = renderer
