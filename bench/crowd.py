"""Many people at once: requests over shared connections at a steady rate, and screens that follow an event stream."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from bench.load import Load

PATIENCE_SECONDS = 60


class Answer(NamedTuple):
    """A status, and the cookie that the answer hands out: empty when it hands out none."""

    status: int
    cookie: str


class Line:
    """One connection that is kept open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, port: int) -> "Line":
        """Open one to a server on this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes) -> Answer:
        """Send a request and read its answer. OSError or EOFError when the server goes away meanwhile."""
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(line.lower().partition(": ")[::2] for line in head.splitlines()[1:])
        await self._reader.readexactly(int(fields["content-length"]))
        _, _, cookie = head.partition("set-cookie: ")
        return Answer(int(head.split()[1]), cookie.partition(";")[0])

    async def follow(self, request: bytes) -> None:
        """Ask for an event stream; then wait for nudges."""
        self._writer.write(request)
        await self._reader.readuntil(b"\r\n\r\n")
        await self.nudged()

    async def nudged(self) -> None:
        """Wait until the stream says that something changed."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (await self._reader.readline()).startswith(b"event: nudge"):
                pass

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


async def at_a_rate(
    port: int,
    requests: Iterable[bytes],
    *,
    connections: int,
    per_second: float = 0,
    expected: int = 200,
    answers: list[Answer] | None = None,
) -> Load:
    """Send the requests, so many a second or as fast as they are answered, and note how long each took.

    A request that waits for a free connection has begun already, as it has for the person who made it.
    """
    lines: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(connections):
        lines.put_nowait(await Line.to(port))
    load, waiting = Load(expected=expected), asyncio.Semaphore(10 * connections if per_second else connections)
    started = time.perf_counter()

    async def send(request: bytes, due: float) -> None:
        line = await lines.get()
        answer = await line.ask(request)
        lines.put_nowait(line)
        waiting.release()
        load.latencies.append(time.perf_counter() - due)
        load.errors += answer.status != expected
        if answers is not None:
            answers.append(answer)

    async with asyncio.TaskGroup() as group:
        for number, request in enumerate(requests):
            due = started + number / per_second if per_second else time.perf_counter()
            await asyncio.sleep(max(0, due - time.perf_counter()))
            await waiting.acquire()
            group.create_task(send(request, due if per_second else time.perf_counter()))
    load.seconds = time.perf_counter() - started
    while not lines.empty():
        lines.get_nowait().close()
    return load


async def until_all_see(
    port: int, streams: Sequence[bytes], screens: Sequence[bytes], happen: Callable[[], None]
) -> Load:
    """Let each screen follow its stream; then let something happen, and note how long each takes to show it."""
    load = Load()
    ears = [await Line.to(port) for _ in streams]
    eyes = [await Line.to(port) for _ in screens]
    await asyncio.gather(*(ear.follow(request) for ear, request in zip(ears, streams, strict=True)))
    began = time.perf_counter()

    async def see(ear: Line, eye: Line, request: bytes) -> None:
        await ear.nudged()
        answer = await eye.ask(request)
        load.latencies.append(time.perf_counter() - began)
        load.errors += answer.status != load.expected

    seeing = [asyncio.create_task(see(*three)) for three in zip(ears, eyes, screens, strict=True)]
    await asyncio.to_thread(happen)
    await asyncio.gather(*seeing)
    for line in (*ears, *eyes):
        line.close()
    return load
