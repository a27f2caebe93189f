"""What the machine itself must have, and how Debian is asked for it. Standard library only."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

POSTGRESQL_HOMES = Path("/usr/lib/postgresql")
LOCK_PATIENCE_SECONDS = 300


class Unprepared(Exception):  # noqa: N818 - named for what the person reads, not for what Python raises
    """The machine lacks something that set-up may not or cannot install; the message is one line."""


class Need(NamedTuple):
    """Something outside the virtual environment: Debian's package for it, and whether the machine has it."""

    package: str
    is_there: Callable[[], bool]


def library(package: str, *sonames: str) -> Need:
    """Return the need for shared libraries, found the way WeasyPrint finds them."""
    return Need(package, lambda: all(_loads(soname) for soname in sonames))


def command(package: str, *names: str) -> Need:
    """Return the need for commands on the PATH."""
    return Need(package, lambda: all(shutil.which(name) for name in names))


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _can_make_environments() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


def postgresql_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, which Debian keeps off the PATH, or None when there is none."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = POSTGRESQL_HOMES.glob("*/bin/initdb")
    return max((program.parent for program in found), key=lambda folder: int(folder.parent.name), default=None)


VENV_NEED = Need("python3-venv", _can_make_environments)
RUN_NEEDS = (
    library("libpango-1.0-0", "libpango-1.0.so.0", "libgobject-2.0.so.0"),
    library("libpangoft2-1.0-0", "libpangoft2-1.0.so.0", "libfontconfig.so.1", "libharfbuzz.so.0"),
    library("libharfbuzz-subset0", "libharfbuzz-subset.so.0"),
)
TEST_NEEDS = (
    library("libatomic1", "libatomic.so.1"),  # for the Node that Playwright brings
    command("chromium-headless-shell", "chromium-headless-shell"),
    command("poppler-utils", "pdftoppm", "pdftotext"),
    Need("postgresql", lambda: postgresql_programs() is not None),
)


def provide(needs: Iterable[Need]) -> None:
    """Install what is missing of `needs`; raise Unprepared when that takes rights or a tool that we lack."""
    missing = [need for need in needs if not need.is_there()]
    if not missing:
        return
    packages = [need.package for need in missing]
    as_root = _root_prefix()
    if as_root is None or shutil.which("apt-get") is None:
        raise Unprepared(_instruction(packages))
    _apt_install(as_root, packages)
    still = [need.package for need in missing if not need.is_there()]
    if still:
        message = f"installed, but still not found by {sys.executable}: {' '.join(still)}"
        raise Unprepared(message)


def _instruction(packages: list[str]) -> str:
    names = " ".join(packages)
    return f"missing on this machine, and only root may install it: apt-get install --no-install-recommends {names}"


def _root_prefix() -> list[str] | None:
    """Return what to put before a command to run it as root, or None when this person cannot."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    needs_no_password = subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode == 0
    return [sudo] if needs_no_password or sys.stdin.isatty() else None


def _apt_install(as_root: list[str], packages: list[str]) -> None:
    say(f"installing with apt: {' '.join(packages)}")
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    apt += ["-o", f"DPkg::Lock::Timeout={LOCK_PATIENCE_SECONDS}", "-o", "Dpkg::Use-Pty=0"]
    # Lists may be missing or old; where they cannot be fetched, the installation says what is wrong.
    subprocess.run([*apt, "update"], check=False, stdout=subprocess.DEVNULL)
    subprocess.run([*apt, "install", "-y", "--no-install-recommends", *packages], check=True, stdout=subprocess.DEVNULL)


def say(message: str) -> None:
    """Tell the person what set-up does now, at once."""
    print(f"setup: {message}", flush=True)
