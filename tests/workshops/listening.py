"""Screens that follow a workshop, in a time that passes only when nobody has anything to do."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from selectors import DefaultSelector, SelectorKey
from threading import Event
from typing import Any, Self

from app.workshops.live import Hub
from app.workshops.watching import Ear

WORKSHOP = 12


class _Skipping(DefaultSelector):
    """Waits for no time at all, and counts how long it would have waited."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        self.passed += timeout
        return super().select(0)


class _Clock(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        return self._skipping.passed


def in_no_time(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run to the end, however many seconds it sleeps."""
    with asyncio.Runner(loop_factory=_Clock) as runner:
        runner.run(test())


@dataclass
class Watched:
    """Stands in for the watcher: hears nothing, and tells what was asked of it."""

    stops: list[Event] = field(default_factory=list)

    def __call__(self, _ear: Ear, stop: Event) -> None:
        self.stops.append(stop)


@dataclass(frozen=True)
class Heard:
    """An event: when it came, and what it said."""

    at: float
    fields: dict[str, str]

    @property
    def event(self) -> str:
        return self.fields["event"]

    @property
    def kinds(self) -> list[str]:
        return self.fields["data"].split()

    @property
    def id(self) -> str:
        return self.fields["id"]


class Screen:
    """Reads a stream for as long as the block lasts."""

    def __init__(self, stream: AsyncIterator[bytes]) -> None:
        self.heard: list[Heard] = []
        self.chunks: list[bytes] = []
        self._stream = stream
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._read())
        await settled()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _read(self) -> None:
        async for chunk in self._stream:
            self.chunks.append(chunk)
            self.heard += [Heard(now(), fields) for fields in events(chunk)]

    @property
    def nudges(self) -> list[Heard]:
        """What came but heartbeats."""
        return [one for one in self.heard if one.event != "heartbeat"]

    @property
    def is_over(self) -> bool:
        """Whether the stream has ended by itself."""
        return self._task is not None and self._task.done()


def events(text: bytes) -> list[dict[str, str]]:
    """Return the fields of each event."""
    blocks = [block.splitlines() for block in text.decode().split("\n\n") if block]
    return [{name: value.strip() for name, _, value in (line.partition(":") for line in lines)} for lines in blocks]


def now() -> float:
    """Return the time in which the screens live."""
    return asyncio.get_running_loop().time()


async def settled() -> None:
    """Let everything happen that happens at this moment."""
    for _ in range(10):
        await asyncio.sleep(0)


async def pass_by(seconds: float) -> None:
    """Let time go by, and all that happens in it."""
    passed = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, passed.set)
    await passed.wait()
    await settled()


def hub(watched: Watched | None = None, most: int = 800) -> Hub:
    """Return a hub that hears what a test tells it."""
    return Hub(watched or Watched(), most)
