"""Write the lock files afresh: `python -m scripts.lock [--upgrade]`.

Versions stay as they are while they fit, unless `--upgrade` is given. uv does the work, itself locked in
requirements/lock.txt, and so does npm; both use the machine's own configuration of package hosts, and neither
writes a host into a file.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.environment import install_locked
from scripts.node import npm
from scripts.paths import REQUIREMENTS, ROOT

COMPILE = [
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
]
LOCKS = {
    "app": ["pyproject.toml", "--group=build"],
    "dev": ["pyproject.toml", "--group=build", "--group=dev"],
    "node": ["--group=node"],
    "lock": ["--group=lock"],
}


def lock_python(options: list[str]) -> None:
    """Write requirements/*.txt; `options` are passed on to `uv pip compile`."""
    with tempfile.TemporaryDirectory(prefix="kam-lock-") as folder:
        install_locked(REQUIREMENTS / "lock.txt", into=Path(folder))
        uv = Path(folder) / "bin" / "uv"
        for name, sources in LOCKS.items():
            output = f"--output-file=requirements/{name}.txt"
            subprocess.run([uv, *COMPILE, *options, *sources, output], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def lock_node() -> None:
    """Write package-lock.json from package.json, where every version is exact."""
    npm("install", "--package-lock-only", "--omit-lockfile-registry-resolved")


if __name__ == "__main__":
    lock_python(sys.argv[1:])
    lock_node()
