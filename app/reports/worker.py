"""What the report process does. Its heavy imports happen there, never in the process that serves requests."""

import gc
import os
import signal
from importlib import import_module
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread

_NICENESS = 10  # saving a score comes before drawing a report


def start() -> None:
    """Make this process a good neighbour."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when to stop, not the terminal
    os.nice(_NICENESS)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing here multiplies matrices
    Thread(target=_leave_with_the_server, daemon=True).start()


def warm() -> None:
    """Load what reports need, so that the first one is quick."""
    gc.disable()  # what is loaded stays: to look for garbage meanwhile takes a sixth of the time
    import_module("app.reports.pdf").prepare()
    gc.freeze()  # a report makes many objects: what was there before need not be looked through each time
    gc.enable()


def run(seconds: float, task: str, *arguments: object, **options: object) -> bytes:
    """Return what ``task``, such as "app.reports.pdf:board_pack", makes. It ends the process after ``seconds``."""
    signal.setitimer(signal.ITIMER_REAL, seconds)  # also stops what never returns to Python
    try:
        module, _, name = task.partition(":")
        made: bytes = getattr(import_module(module), name)(*arguments, **options)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return made


def _leave_with_the_server() -> None:  # pragma: no cover - it ends the process, which can't tell any more
    """A server that was killed can't ask anybody to stop."""
    server = parent_process()
    wait([server.sentinel] if server else [])
    os._exit(0)
