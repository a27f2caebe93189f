"""Stamps: for which inputs a step was last done, so that the next `make` skips it. Standard library only."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from scripts.paths import VENV

if TYPE_CHECKING:
    from pathlib import Path

STAMPS = VENV / "stamps"


def fingerprint(*files: Path, also: str = "") -> str:
    """Return the SHA-256 (hexadecimal) of the contents of `files` and of the text `also`."""
    digest = hashlib.sha256(also.encode())
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def is_done(step: str, inputs: str) -> bool:
    """Say whether `step` was last finished for exactly these inputs."""
    stamp = STAMPS / step
    return stamp.is_file() and stamp.read_text() == inputs


def mark_done(step: str, inputs: str) -> None:
    """Remember that `step` is finished for these inputs."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(inputs)


def forget(step: str) -> None:
    """Let `step` be done again the next time."""
    (STAMPS / step).unlink(missing_ok=True)
