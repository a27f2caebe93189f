"""What the tests of this folder may ask for beside the common cast."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import pytest
from fastapi import FastAPI

from app.assessments.snapshot import Snapshot
from app.plans.promised import NONE, Promises
from app.reports.palette import ChartKind, Theme, TrendKind
from app.reports.target_marks import TargetMarks
from app.reports.timeline import TimelineItem
from app.reports.trend import Trend


class Draughtsman:
    """Stands in for the renderer: takes no time, and remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.while_drawing: Callable[[], None] = lambda: None

    async def chart(
        self,
        kind: ChartKind | TrendKind,
        shown: Snapshot | Trend,
        theme: Theme,
        narrow: bool,  # noqa: FBT001 - the renderer's own signature
        key: str,
        targets: TargetMarks | None = None,
    ) -> bytes:
        self.while_drawing()
        title = shown.title if isinstance(shown, Snapshot) else " | ".join(cycle.title for cycle in shown.cycles)
        self.asked.append((kind, title, theme, narrow, key, *([targets] if targets else [])))
        return b"<svg/>"

    async def timeline(
        self,
        items: Sequence[TimelineItem],
        today: date,
        organisation: str,
        theme: Theme,
        narrow: bool,  # noqa: FBT001 - the renderer's own signature
        key: str,
    ) -> bytes:
        self.while_drawing()
        self.asked.append((items, today, organisation, theme, narrow, key))
        return b"<svg/>"

    async def pdf(self, snapshot: Snapshot, key: str, promises: Promises = NONE, logo: bytes = b"") -> bytes:
        self.while_drawing()
        self.asked.append((snapshot.title, key, *filter(None, (promises.key, logo))))
        return b"%PDF-"


@pytest.fixture
def draughtsman(app: FastAPI) -> Iterator[Draughtsman]:
    """The application's renderer for one test."""
    renderer, app.state.renderer = app.state.renderer, Draughtsman()
    yield app.state.renderer
    app.state.renderer = renderer
