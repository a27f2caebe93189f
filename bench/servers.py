"""Starts a server in a process of its own, and stops it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil

from app.accounts.cookies import session_cookie
from app.settings import Settings
from bench.data import TOKEN

PATIENCE_SECONDS = 30
COOKIE = f"{session_cookie(Settings()).name}={TOKEN}"


@dataclass
class Server:
    """A running server: where it listens, and how long it took to its first answer, in seconds."""

    port: int
    process: psutil.Process
    first_answer: float

    def resident(self) -> float:
        """Return the resident memory of the serving process, in MiB."""
        return float(self.process.memory_info().rss) / 2**20

    def peak_resident(self) -> float:
        """Return the most resident memory that the serving process ever had, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return float(status.partition("VmHWM:")[2].split()[0]) / 2**10

    def resident_children(self) -> float:
        """Return the resident memory of its child processes together, in MiB."""
        return float(sum(child.memory_info().rss for child in self.process.children(recursive=True))) / 2**20

    def processor_seconds(self) -> float:
        """Return what the serving process has spent of the processor's time so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, float]:
        """GET a path and return status, body and seconds."""
        started = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        connection.request("GET", path, headers={"Cookie": COOKIE} | (headers or {}))
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, body, time.perf_counter() - started


@contextmanager
def serving(command: list[str], probe: str, **environment: str) -> Iterator[Server]:
    """Run ``command`` (a port is appended to KAM_PORT) until the block ends. ``probe`` is the first thing asked."""
    port = _free_port()
    started = time.perf_counter()
    with subprocess.Popen(
        [part.format(port=port) for part in command],
        env=os.environ | {"KAM_PORT": str(port)} | environment,
        stdout=subprocess.DEVNULL,
    ) as popen:
        try:
            server = Server(port, psutil.Process(popen.pid), 0)
            _wait(server, probe, started)
            server.first_answer = time.perf_counter() - started
            yield server
        finally:
            popen.terminate()


def application(data_dir: str, **environment: str) -> tuple[list[str], dict[str, str]]:
    """Return command and environment of the real application on a data folder."""
    return [f"{sys.prefix}/bin/kam", "serve"], {
        "KAM_DATA_DIR": data_dir,
        "KAM_REQUESTS_PER_MINUTE": "0",  # a bench is no person
        **environment,
    }


def unguarded(data_dir: str) -> tuple[list[str], dict[str, str]]:
    """Return command and environment of the application without its guards, see bench/unguarded.py."""
    _, environment = application(data_dir)
    return _uvicorn("bench.unguarded:create_unguarded"), environment


def floor(database: str) -> tuple[list[str], dict[str, str]]:
    """Return command and environment of the bare application."""
    return _uvicorn("bench.floor:create_floor"), {"FLOOR_DATABASE": database}


def _uvicorn(factory: str) -> list[str]:
    options = ["--factory", "--port", "{port}", "--log-level", "warning", "--no-access-log"]
    return [sys.executable, "-m", "uvicorn", factory, *options]


def _wait(server: Server, probe: str, started: float) -> None:
    while time.perf_counter() - started < PATIENCE_SECONDS:
        try:
            if server.get(probe)[0] < 500:  # noqa: PLR2004 - any answer but a failure
                return
        except OSError:
            time.sleep(0.005)
    raise TimeoutError(f"no answer from the server within {PATIENCE_SECONDS} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
