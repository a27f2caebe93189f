"""Files that are written all together or not at all."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from secrets import token_hex

from app.errors import AppError

Output = tuple[Path, Callable[[], bytes]]


class OutputError(AppError):
    """A file can't be written where it should be."""


def write_together(outputs: Sequence[Output], never: Path | None = None) -> None:
    """Write each path with what its function returns. OutputError, and nothing written, when one can't be.

    That a path can be written is found out before any function is called. The path ``never`` is not written.
    """
    _check_apart([path for path, _ in outputs], never)
    parts = [(path, _beside(path)) for path, _ in outputs]
    try:
        for path, part in parts:
            _attempt(path, part.touch)
        for (path, part), (_, make) in zip(parts, outputs, strict=True):
            _attempt(path, partial(part.write_bytes, make()))
        for path, part in parts:
            _attempt(path, partial(part.replace, path.resolve()))
    finally:
        for _, part in parts:
            _forget(part)


def refuse_filled(path: Path) -> None:
    """Raise OutputError when something stands in the file at ``path`` already, which may be somebody's work."""
    if path.is_file() and path.stat().st_size:
        raise OutputError(f"{path} can't be written: it is there already, and may be filled in. Choose another name.")


def _check_apart(paths: Iterable[Path], never: Path | None) -> None:
    taken = {never.resolve()} if never else set()
    for path in paths:
        target = path.resolve()
        if target in taken:
            raise OutputError(f"{path} can't be written: this file is named twice.")
        if target.exists() and not target.is_file():
            raise OutputError(f"{path} can't be written: it is there and not a file.")
        taken.add(target)


def _beside(path: Path) -> Path:
    """Return a name in the same folder, where a finished file can take its place in one step."""
    return path.resolve().with_name(f".{token_hex(8)}.part")


def _attempt(path: Path, act: Callable[[], object]) -> None:
    try:
        act()
    except OSError as error:
        raise OutputError(f"{path} can't be written: {error.strerror}.") from error


def _forget(part: Path) -> None:
    # Where it could not be made, its folder may be anything.
    with suppress(OSError):
        part.unlink()
