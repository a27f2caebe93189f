"""Hands what takes long to draw to another process, and remembers what came back.

Threads would slow every other request down. So there is a process, started afresh (never a copy of this one),
that gives way to this one, and a bounded queue in front of it. Equal requests share one drawing.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from datetime import date
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from multiprocessing.connection import wait
from threading import RLock, Thread

from app.assessments.snapshot import Snapshot
from app.errors import BusyError
from app.plans.promised import NONE, Promises
from app.reports import worker
from app.reports.memory import Memory
from app.reports.palette import ChartKind, PictureKind, Theme, TrendKind
from app.reports.target_marks import TargetMarks
from app.reports.timeline import TimelineItem
from app.reports.trend import Trend

_log = logging.getLogger(__name__)
_MEGABYTE = 1024 * 1024
_BUSY = "Many reports are being made right now. Try again in a few seconds."
_SLOW = "This report takes longer than it should. Try again in a minute."
_A_MINUTE = 60
_TO_FINISH = 1.0  # seconds that a drawing gets when the server stops


class Renderer:
    """Draws charts and reports in another process. Safe to use from several threads and event loops."""

    def __init__(
        self, workers: int = 1, waiting: int = 32, remembered: int = 64 * _MEGABYTE, seconds: float = 30
    ) -> None:
        """Draw with ``workers`` processes, at most ``waiting`` drawings queued or under way.

        ``remembered`` is in bytes. ``seconds`` is what a drawing may take, and how long a request waits for it.
        """
        self._workers, self._waiting, self._seconds = workers, waiting, seconds
        self._memory = Memory(remembered)
        self._under_way: dict[str, Future[bytes]] = {}
        self._pool: ProcessPoolExecutor | None = None
        self._lock = RLock()  # a drawing may be done before its end is listened for

    def warm(self) -> None:
        """Start the processes, unless they are, and let them load what they need, in the background."""
        if self._pool:
            return
        for _ in range(self._workers):
            self._processes().submit(worker.warm).add_done_callback(self._report)

    async def pdf(self, snapshot: Snapshot, key: str, promises: Promises = NONE, logo: bytes = b"") -> bytes:
        """Return the board pack. ``key`` is equal for equal snapshots. BusyError when it can't be had soon."""
        name = f"{key}.{promises.key}.{sha256(logo).hexdigest() if logo else ''}.pdf"
        return await self._made(name, "app.reports.pdf:board_pack", snapshot, promises, logo)

    async def chart(
        self,
        kind: ChartKind | TrendKind,
        shown: Snapshot | Trend,
        theme: Theme,
        narrow: bool,  # noqa: FBT001 - part of what is asked for, as the theme is
        key: str,
        targets: TargetMarks | None = None,
    ) -> bytes:
        """Return a chart of what is ``shown`` as SVG; all but that of changes take ``targets``.

        ``key`` is equal for equal content, the targets included. BusyError when it can't be had soon.
        """
        name = f"{key}.{kind}.{theme}.{'narrow' if narrow else 'wide'}"
        marked = {"targets": targets} if targets else {}
        return await self._made(name, _task(kind), shown, theme, narrow=narrow, **marked)

    async def timeline(
        self,
        items: Sequence[TimelineItem],
        today: date,
        organisation: str,
        theme: Theme,
        narrow: bool,  # noqa: FBT001 - part of what is asked for, as the theme is
        key: str,
    ) -> bytes:
        """Return the timeline of actions as SVG. ``key`` is equal for equal content. BusyError as for charts."""
        name = f"{key}.timeline.{theme}.{'narrow' if narrow else 'wide'}"
        about = {"narrow": narrow, "organisation": organisation}
        return await self._made(name, _task("timeline"), items, today, theme, **about)

    def close(self) -> None:
        """Stop the processes, whatever they are at. The next drawing would start them again."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool:
            _stop(pool)

    async def _made(self, name: str, task: str, *arguments: object, **options: object) -> bytes:
        remembered = self._memory.get(name)
        if remembered is not None:
            return remembered
        job = partial(worker.run, self._seconds, task, *arguments, **options)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._drawn(name, job)
        except TimeoutError:
            raise BusyError(_SLOW, retry_after=_A_MINUTE) from None

    async def _drawn(self, name: str, job: partial[bytes]) -> bytes:
        """Draw, and once more when the process died: it may have been another's drawing that it died of."""
        try:
            return await _outcome(self._drawing(name, job))
        except BrokenProcessPool:
            return await _outcome(self._drawing(name, job))

    def _drawing(self, name: str, job: partial[bytes]) -> Future[bytes]:
        """Return the drawing of this name that is under way, or begin it."""
        with self._lock:
            drawing = self._under_way.get(name)
            if drawing:
                return drawing
            if len(self._under_way) >= self._waiting:
                raise BusyError(_BUSY)
            drawing = self._under_way[name] = self._begin(job)
            drawing.add_done_callback(partial(self._end, name))
            return drawing

    def _begin(self, job: partial[bytes]) -> Future[bytes]:
        try:
            return self._processes().submit(job)
        except BrokenProcessPool:
            self._pool = None
            return self._processes().submit(job)

    def _end(self, name: str, drawing: Future[bytes]) -> None:
        with self._lock:
            self._under_way.pop(name, None)
        if not drawing.cancelled() and not drawing.exception():
            self._memory.put(name, drawing.result())

    def _report(self, warming: Future[None]) -> None:
        if self._pool and not warming.cancelled() and (error := warming.exception()):
            _log.error("reports can't be made: %s", error)

    def _processes(self) -> ProcessPoolExecutor:
        with self._lock:
            if not self._pool:
                context = get_context("spawn")
                self._pool = ProcessPoolExecutor(self._workers, mp_context=context, initializer=worker.start)
            return self._pool


def _task(kind: PictureKind) -> str:
    return f"app.reports.charts:{kind.replace('-', '_')}"


async def _outcome(drawing: Future[bytes]) -> bytes:
    """Wait for a drawing that others may be waiting for: who gives up waiting does not end it."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    drawing.add_done_callback(lambda _: _tell(loop, done))
    await done.wait()
    return drawing.result()


def _tell(loop: asyncio.AbstractEventLoop, done: asyncio.Event) -> None:
    with suppress(RuntimeError):  # the loop is closed: nobody waits any more
        loop.call_soon_threadsafe(done.set)


def _stop(pool: ProcessPoolExecutor) -> None:
    processes = list(pool._processes.values())  # noqa: SLF001 - terminate_workers() came with Python 3.14
    manager: Thread | None = pool._executor_manager_thread  # type: ignore[assignment]  # noqa: SLF001 - as above
    pool.shutdown(wait=False, cancel_futures=True)
    wait([process.sentinel for process in processes], _TO_FINISH)
    for process in processes:
        process.terminate()
    if manager:
        manager.join()  # it gives the semaphores back: a server that a signal ends has no later chance to
