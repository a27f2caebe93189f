"""Hears that the process is to stop as soon as it is told, not only when nothing is under way any more."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def told_to_stop(act: Callable[[], None]) -> Iterator[None]:
    """Within the block, ``act`` in the event loop when the process is told to stop, beside what the server does.

    The server waits for open answers first, and only then ends the application: an event stream would stay open.
    """
    if current_thread() is not main_thread():  # signals reach no other
        yield
        return
    loop = asyncio.get_running_loop()
    known = {int(number): handler for number in SIGNALS if callable(handler := signal.getsignal(number))}

    def stop(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(act)
        known[number](number, frame)

    for number in known:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in known.items():
            signal.signal(number, handler)


@contextmanager
def closing_when_told(close: Callable[[], None]) -> Iterator[None]:
    """``close`` at the end of the block, also when the process is told to end before there is a server to hear it."""

    def stop(number: int, _frame: FrameType | None) -> None:
        close()
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        close()
        signal.signal(signal.SIGTERM, before)
