"""Keeps a number of connections busy and notes how long each answer took."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlencode

from bench.servers import COOKIE

Request = bytes


@dataclass
class Load:
    """What came of it: latencies in seconds, failures, and the wall-clock seconds of the whole."""

    latencies: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0
    expected: int = 200  # the status of an answer that is no failure

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    @property
    def middle(self) -> float:
        """The median latency, in milliseconds."""
        return 1000 * median(self.latencies)

    def percentile(self, share: float) -> float:
        """Return the latency that ``share`` of the answers stayed within, in milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def get(path: str) -> Request:
    """Return a GET request."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {COOKIE}\r\n\r\n".encode()


def post(path: str, form: dict[str, object], cookie: str = COOKIE) -> Request:
    """Return a POST request with a form, by default as the director."""
    body = urlencode(form).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        "HX-Request: true\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(port: int, make: Callable[[int], Request], *, connections: int, count: int, expected: int = 200) -> Load:
    """Send ``count`` requests, ``make(n)`` being the n-th, over so many connections at once."""
    return asyncio.run(_run(port, make, connections, count, Load(expected=expected)))


async def _run(port: int, make: Callable[[int], Request], connections: int, count: int, load: Load) -> Load:
    numbers = iter(range(count))
    streams = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    started = time.perf_counter()
    await asyncio.gather(*(_one_connection(reader, writer, numbers, make, load) for reader, writer in streams))
    load.seconds = time.perf_counter() - started
    return load


async def _one_connection(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    numbers: Iterator[int],
    make: Callable[[int], Request],
    load: Load,
) -> None:
    for number in numbers:
        started = time.perf_counter()
        writer.write(make(number))
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        load.latencies.append(time.perf_counter() - started)
        load.errors += not head.startswith(f"HTTP/1.1 {load.expected}".encode())
    writer.close()
