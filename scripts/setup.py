"""Prepare a checkout: `python3 -m scripts.setup machine|run|check|test`, each more than the one before.

Runs on a bare Python 3.11 and git, so this file and what it imports use the standard library only. Each step is
skipped when its inputs, the lock files, are those of the last time.
"""

from __future__ import annotations

import subprocess
import sys

from scripts import environment, node
from scripts.machine import RUN_NEEDS, TEST_NEEDS, VENV_NEED, Unprepared, provide, say
from scripts.paths import REQUIREMENTS, ROOT, VENDOR
from scripts.stamps import fingerprint, is_done, mark_done

OLDEST_PYTHON = (3, 11)
PURPOSES = ("machine", "run", "check", "test")


def main(arguments: list[str]) -> int:
    """Set up for the one purpose named; return the exit code."""
    if len(arguments) != 1 or arguments[0] not in PURPOSES:
        return _stop(f"say what for: {' | '.join(PURPOSES)}")
    if sys.version_info < OLDEST_PYTHON:
        return _stop(f"needs Python 3.11 or newer, and this is {sys.version.split()[0]}: make PYTHON=python3.11 ...")
    try:
        if arguments[0] == "machine":
            provide(RUN_NEEDS)
        else:
            prepare(arguments[0])
    except Unprepared as reason:
        return _stop(str(reason))
    except subprocess.CalledProcessError as failure:
        return _stop(f"exit code {failure.returncode} from: {' '.join(map(str, failure.cmd))}")
    return 0


def prepare(purpose: str) -> None:
    """Do every step that `purpose` needs and that is not done yet."""
    fresh = not environment.is_current()
    provide([*([VENV_NEED] if fresh else []), *RUN_NEEDS, *(TEST_NEEDS if purpose == "test" else ())])
    if fresh:
        environment.make()
    packages = "app" if purpose == "run" else "dev"
    environment.install_packages(packages)
    environment.install_project()
    node.install_packages(packages)
    lay_out_assets()


def lay_out_assets() -> None:
    """Fill static/vendor/ from node_modules/ with the environment's own Python, which has fontTools."""
    makers = [ROOT / "scripts" / name for name in ("assets.py", "fonts.py", "paths.py")]
    assets = fingerprint(ROOT / "package-lock.json", REQUIREMENTS / "app.txt", *makers)
    if is_done("assets", assets) and VENDOR.is_dir():
        return
    say("laying out front-end files in static/vendor/")
    subprocess.run([str(environment.PYTHON), "-m", "scripts.assets"], check=True, cwd=ROOT)
    mark_done("assets", assets)


def _stop(reason: str) -> int:
    print(f"setup: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
