"""Servers in processes of their own, and who follows a workshop there without a browser."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from sqlalchemy import Engine

from app.settings import ROOT
from app.web.server import GRACE_SECONDS

PATIENCE = 30
READY = re.compile(r"running on http://127\.0\.0\.1:(\d+)")
COMMAND = [sys.executable, "-m", "uvicorn", "--factory", "tests.workshops.station:create_station"]
OPTIONS = ["--no-access-log", "--timeout-graceful-shutdown", str(GRACE_SECONDS)]


class Station:
    """A running server process."""

    def __init__(self, engine: Engine, port: int = 0) -> None:
        url = engine.url.render_as_string(hide_password=False)
        settings = {"KAM_DATABASE_URL": url, "KAM_WARM_REPORTS": "false", "KAM_REQUESTS_PER_MINUTE": "0"}
        self._process = subprocess.Popen(
            [*COMMAND, "--port", str(port), *OPTIONS],
            cwd=ROOT,
            env=os.environ | settings,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr is not None
        self._words = self._process.stderr
        found = next(match for line in self._words if (match := READY.search(line)))
        self.port = int(found[1])
        self.address = f"http://127.0.0.1:{self.port}"

    def tell_to_stop(self) -> None:
        """Ask it to end."""
        self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        self.wait()

    def wait(self) -> str:
        """Return what it said, once it has ended."""
        said = self._words.read()
        self._process.wait(PATIENCE)
        self._words.close()
        return said


@contextmanager
def station(engine: Engine, port: int = 0) -> Iterator[Station]:
    """Serve within the block."""
    running = Station(engine, port)
    try:
        yield running
    finally:
        if not running._words.closed:
            running.kill()


def post(address: str, path: str) -> None:
    """Do something at a server."""
    connection = HTTPConnection(address.removeprefix("http://"), timeout=PATIENCE)
    connection.request("POST", path)
    assert connection.getresponse().status == 204
    connection.close()


class Follower:
    """Reads the events of a workshop, one after the other."""

    def __init__(
        self, address: str, last_event_id: str = "", path: str = "/followed/12/events", cookie: str = ""
    ) -> None:
        self._connection = HTTPConnection(address.removeprefix("http://"), timeout=PATIENCE)
        headers = {"last-event-id": last_event_id, "cookie": cookie}
        self._connection.request("GET", path, headers={name: value for name, value in headers.items() if value})
        self.response = self._connection.getresponse()

    def next(self) -> dict[str, str]:
        """Return the next event that is no heartbeat, once it comes; nothing when the stream has ended."""
        event: dict[str, str] = {}
        while line := self.response.readline().decode():
            name, _, value = line.partition(":")
            if name != "\n":
                event[name] = value.strip()
            elif event.get("event") == "heartbeat":
                event = {}
            else:
                return event
        return {}

    def close(self) -> None:
        """Go away."""
        self.response.close()
        self._connection.close()
