"""Tells open screens at once that something changed. Each then fetches what it may see, by an ordinary request.

A nudge says which kinds of thing changed, and never what. See docs/decisions/0011-live-events-are-nudges.md.
"""

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from secrets import randbelow
from threading import Event, Thread
from time import time_ns

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from app.errors import BusyError
from app.workshops.pulses import END, KINDS, Kind, Word
from app.workshops.watching import Watch

STATE: frozenset[Kind] = frozenset({"state"})
EVERYTHING: frozenset[Kind] = frozenset(KINDS)
PACE_SECONDS = 0.25
HEARTBEAT_SECONDS = 15
LIFE_SECONDS = 600  # then the browser asks again, and with that whether it still may
# Systems commonly let a process open 1,024 files. Pages and saves need some, too.
MOST_STREAMS = 800
RETRY_AFTER_SECONDS = 10
# Those who lost one server at the same moment do not come to the next one at the same moment.
RETRY_MS, RETRY_SPREAD_MS = 1000, 2000
BUSY = "Too many screens are open at once. This one looks for changes every ten seconds meanwhile."
# An event, not a comment: only what a page's script hears tells it that the line is not dead.
HEARTBEAT = b"event: heartbeat\ndata:\n\n"
OVER = b"event: end\ndata:\n\n"
EVENT_STREAM = "text/event-stream"
# A proxy that gathers an answer before it passes it on would pass on nothing.
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


class Room:
    """Those here who follow the same kinds of change of the same workshop."""

    def __init__(self, workshop_id: int, kinds: frozenset[Kind], number: int) -> None:
        self.workshop_id = workshop_id
        self.kinds = kinds
        self.listeners = 0
        self.is_over = False
        self._latest = dict.fromkeys(kinds, number)
        self._stir = asyncio.Event()

    @property
    def number(self) -> int:
        """The number of the latest change."""
        return max(self._latest.values())

    def since(self, number: int) -> tuple[Kind, ...]:
        """Return the kinds that changed after this number."""
        return tuple(kind for kind in KINDS if self._latest.get(kind, 0) > number)

    def take(self, words: Collection[Word], number: int) -> None:
        """Note what of this concerns the room, and wake who waits for it."""
        concerned = self.kinds.intersection(words)
        self._latest.update(dict.fromkeys(concerned, number))
        self.is_over |= END in words
        if concerned or self.is_over:
            self.wake()

    def wake(self) -> None:
        """Let everybody look."""
        self._stir.set()
        self._stir.clear()

    async def stirs_within(self, seconds: float) -> bool:
        """Wait for the next change. False when there was none for so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self._stir.wait()
        return False


class Hub:
    """All event streams of this process. One watcher hears for all of them, and only while there are any."""

    def __init__(self, watch: Watch, most: int = MOST_STREAMS) -> None:
        self._watch = watch
        self._most = most
        self._streams = 0
        self._rooms: dict[tuple[int, frozenset[Kind]], Room] = {}
        self._number = 0
        self._is_closed = False
        self._deaf = Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stream(self, workshop_id: int, kinds: frozenset[Kind], last_event_id: str = "") -> AsyncGenerator[bytes, None]:
        """Return the events of a workshop, as a browser reads them. BusyError when there are too many streams.

        It holds no thread, and nothing of the database. The first nudge comes at once unless ``last_event_id`` is the
        latest there was.
        """
        if self._streams >= self._most:
            raise BusyError(BUSY, RETRY_AFTER_SECONDS)
        return self._events(workshop_id, kinds, last_event_id)

    def close(self) -> None:
        """End every stream, and let none begin. Called in the event loop."""
        self._is_closed = True
        self._deaf.set()
        for room in self._rooms.values():
            room.wake()

    def hear(self, workshop_id: int, *words: Word) -> None:
        """Nudge those whom an announcement concerns. Called from any thread."""
        self._soon(workshop_id, words)

    def catch_up(self) -> None:
        """Nudge everybody: something may have been missed. Called from any thread."""
        self._soon(None, KINDS)

    def _soon(self, workshop_id: int | None, words: Collection[Word]) -> None:
        assert self._loop is not None
        with suppress(RuntimeError):  # the loop has ended, and with it everybody who listened
            self._loop.call_soon_threadsafe(self._pass_on, workshop_id, words)

    def _pass_on(self, workshop_id: int | None, words: Collection[Word]) -> None:
        number = self._next_number()
        for room in self._rooms.values():
            if workshop_id in {None, room.workshop_id}:
                room.take(words, number)

    def _next_number(self) -> int:
        # From the clock: what an earlier process sent, or another one, is never taken for the latest.
        self._number = max(self._number + 1, time_ns())
        return self._number

    async def _events(
        self, workshop_id: int, kinds: frozenset[Kind], last_event_id: str
    ) -> AsyncGenerator[bytes, None]:
        clock = asyncio.get_running_loop().time
        end = clock() + LIFE_SECONDS
        with self._following(workshop_id, kinds) as room:
            yield b"retry: %d\n" % (RETRY_MS + randbelow(RETRY_SPREAD_MS)) + HEARTBEAT
            seen = room.number if last_event_id == str(room.number) else 0
            while not (self._is_closed or room.is_over) and clock() < end:
                news = room.since(seen)
                if news:
                    seen = room.number
                    yield _nudge(seen, news)
                    await asyncio.sleep(PACE_SECONDS)
                elif not await room.stirs_within(HEARTBEAT_SECONDS):
                    yield HEARTBEAT
            if room.is_over:
                yield OVER

    @contextmanager
    def _following(self, workshop_id: int, kinds: frozenset[Kind]) -> Iterator[Room]:
        key = workshop_id, kinds
        if not self._rooms:
            self._listen()
        if key not in self._rooms:  # nobody has heard for it meanwhile, so it begins with a number that nobody has seen
            self._rooms[key] = Room(workshop_id, kinds, self._next_number())
        room = self._rooms[key]
        room.listeners += 1
        self._streams += 1
        try:
            yield room
        finally:
            room.listeners -= 1
            self._streams -= 1
            if not room.listeners:
                del self._rooms[key]
            if not self._rooms:
                self._deaf.set()

    def _listen(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._deaf = Event()
        Thread(target=self._watch, args=(self, self._deaf), name="workshops", daemon=True).start()


@lru_cache(maxsize=64)
def _nudge(number: int, kinds: tuple[Kind, ...]) -> bytes:
    """Return the event, encoded once for everybody."""
    return f"id: {number}\nevent: nudge\ndata: {' '.join(kinds)}\n\n".encode()


def end_of_events() -> Response:
    """Answer who follows a workshop that is closed: its screen looks a last time, and does not come back."""
    return Response(OVER, media_type=EVENT_STREAM, headers=HEADERS)


def event_stream(request: Request, workshop_id: int, kinds: frozenset[Kind]) -> StreamingResponse:
    """Answer with the events of a workshop that is not closed. Whether the asker may follow it, the route has seen."""
    hub: Hub = request.app.state.hub
    events = hub.stream(workshop_id, kinds, request.headers.get("last-event-id", ""))
    return StreamingResponse(events, media_type=EVENT_STREAM, headers=HEADERS)
