"""What the tests let the report process do."""

import os
import signal
from pathlib import Path


def niceness() -> bytes:
    """Return how far the process gives way to others."""
    return str(os.nice(0)).encode()


def answer_to_an_interrupt() -> bytes:
    """Return what the process does when the terminal interrupts the server."""
    return repr(signal.getsignal(signal.SIGINT)).encode()


def process() -> bytes:
    """Return the number of the process."""
    return str(os.getpid()).encode()


def survive_at_second_try(mark: Path) -> bytes:
    """End the process, but only if it has not been ended so before."""
    if not mark.exists():
        mark.touch()
        os._exit(1)
    return b"survived"
