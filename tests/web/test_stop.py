"""What must end for the server to stop is told so by the signal itself, and the server hears the signal too."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from threading import Thread
from types import FrameType

import pytest

from app.web.stopping import closing_when_told, told_to_stop

STARTING = """
import signal
from app.web.stopping import closing_when_told
with closing_when_told(lambda: print("closed", flush=True)):
    signal.raise_signal(signal.SIGTERM)
"""
SIGNALS = [signal.SIGTERM, signal.SIGINT]


@pytest.fixture
def server() -> Iterator[list[int]]:
    """What a server hears, which has its own handlers by the time the application starts."""
    heard: list[int] = []

    def hear(number: int, _frame: FrameType | None) -> None:
        heard.append(number)

    earlier = {number: signal.signal(number, hear) for number in SIGNALS}
    yield heard
    for number, handler in earlier.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_both_hear_it(server: list[int], number: signal.Signals) -> None:
    async def run() -> None:
        told = asyncio.Event()
        with told_to_stop(told.set):
            signal.raise_signal(number)
            await asyncio.wait_for(told.wait(), 10)

    asyncio.run(run())
    assert server == [number]


def test_afterwards_only_the_server_does(server: list[int]) -> None:
    async def run() -> None:
        told: list[str] = []
        with told_to_stop(lambda: told.append("told")):
            pass
        signal.raise_signal(signal.SIGTERM)
        await asyncio.sleep(0)
        assert told == []

    asyncio.run(run())
    assert server == [signal.SIGTERM]


def test_a_thread_that_no_signal_reaches_goes_without(server: list[int]) -> None:
    async def run() -> None:
        with told_to_stop(lambda: None):
            ran.append("ran")

    ran: list[str] = []
    thread = Thread(target=lambda: asyncio.run(run()))
    thread.start()
    thread.join(10)
    assert ran == ["ran"]


def test_a_start_that_is_broken_off_closes_what_it_had_begun() -> None:
    started = subprocess.run([sys.executable, "-c", STARTING], capture_output=True, text=True, check=False)
    assert (started.stdout, started.stderr, started.returncode) == ("closed\n", "", -signal.SIGTERM)


def test_a_server_that_ends_by_itself_closes_it_too() -> None:
    closed: list[str] = []
    before = signal.getsignal(signal.SIGTERM)
    with closing_when_told(lambda: closed.append("closed")):
        assert closed == []
    assert closed == ["closed"]
    assert signal.getsignal(signal.SIGTERM) is before
