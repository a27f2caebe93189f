"""Run a command beside a PostgreSQL server that lives as long as it: `python -m scripts.postgresql COMMAND ...`.

The command finds the server's address in TEST_POSTGRESQL_URL. Where that is set already, that server is used.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.machine import postgresql_programs

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "TEST_POSTGRESQL_URL"
OWNER = "postgres"
# Nothing in it outlives the command, so nothing has to reach the disk. No port: only a socket in its own folder.
SETTINGS = ("listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def main(command: list[str]) -> int:
    """Run `command` with VARIABLE set; return its exit code."""
    if os.environ.get(VARIABLE):
        return subprocess.run(command, check=False).returncode
    # Whoever ends this early should not leave a server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with server() as url:
        return subprocess.run(command, check=False, env=os.environ | {VARIABLE: url}).returncode


@contextmanager
def server() -> Iterator[str]:
    """Start an empty server in a temporary folder; give its URL, and remove all of it in the end."""
    programs = postgresql_programs()
    if programs is None:
        sys.exit("PostgreSQL is not installed: make setup-test")
    # PostgreSQL refuses to run as root, so root hands it to the user that Debian's package made.
    owner = OWNER if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="kam-postgresql-") as folder:
        if owner:
            shutil.chown(folder, owner)
        data = Path(folder) / "data"

        def run(program: str, *arguments: str) -> None:
            words = [str(programs / program), "--pgdata", str(data), *arguments]
            subprocess.run(words, check=True, user=owner, cwd=folder, stdout=subprocess.DEVNULL)

        run("initdb", f"--username={OWNER}", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        with (data / "postgresql.conf").open("a") as configuration:
            settings = (*SETTINGS, f"unix_socket_directories={folder}")
            configuration.writelines(f"{name}='{value}'\n" for name, value in (line.split("=") for line in settings))
        run("pg_ctl", "start", "--wait", f"--log={folder}/log")
        try:
            yield f"postgresql://{OWNER}@/{OWNER}?host={folder}"
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=immediate")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
