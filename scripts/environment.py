"""The virtual environment .venv and the Python packages in it. Standard library only."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from scripts.machine import say
from scripts.paths import REQUIREMENTS, ROOT, VENV
from scripts.stamps import fingerprint, is_done, mark_done

if TYPE_CHECKING:
    from pathlib import Path

PYTHON = VENV / "bin" / "python"
PIP_INSTALL = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]


def _identity() -> str:
    """Return what ties the environment to its place: its scripts name their own path and Python's version."""
    return f"{VENV} {sys.version_info.major}.{sys.version_info.minor}"


def is_current() -> bool:
    """Say whether .venv was made at this place by this version of Python."""
    return PYTHON.exists() and is_done("environment", _identity())


def make() -> None:
    """Make .venv afresh, without what an older one held."""
    say("making the virtual environment .venv")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    mark_done("environment", _identity())


def install_locked(lock: Path, *, into: Path | None = None) -> None:
    """Install exactly the wheels of a lock file, into .venv or into the folder `into`; another hash is refused."""
    target = ["--target", str(into)] if into else []
    # A source distribution would run code of packages that no lock file names. A lock file names everything there is
    # to install, so pip need not work out what depends on what: it would look at newer releases, and stop at them.
    exactly = ["--require-hashes", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*PIP_INSTALL, *exactly, *target, "-r", str(lock)], check=True)


def install_packages(name: str) -> None:
    """Install requirements/NAME.txt, "app" or "dev"; "dev" holds all of "app"."""
    prints = {each: fingerprint(REQUIREMENTS / f"{each}.txt") for each in ("app", "dev")}
    if is_done(f"python-{name}", prints[name]):
        return
    say(f"installing Python packages (requirements/{name}.txt)")
    install_locked(REQUIREMENTS / f"{name}.txt")
    for each in {name, "app"}:
        mark_done(f"python-{each}", prints[each])


def install_project() -> None:
    """Install the project itself in place, which makes .venv/bin/kam."""
    project = fingerprint(ROOT / "pyproject.toml")
    if is_done("project", project) and (VENV / "bin" / "kam").exists():
        return
    say("installing kam itself, in place")
    subprocess.run([*PIP_INSTALL, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
    mark_done("project", project)
