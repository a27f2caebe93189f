"""The typeface of charts and report: static TrueType faces, which set-up makes from the packaged web fonts."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "static" / "vendor" / "fonts"
REGULAR = "Inter-Regular.ttf"
SEMIBOLD = "Inter-SemiBold.ttf"


class FontsMissingError(RuntimeError):
    """The faces have not been made yet."""


def face(name: str) -> Path:
    """Return where the face ``name`` lies. FontsMissingError when set-up has not made it."""
    path = FOLDER / name
    if not path.is_file():
        raise FontsMissingError(f"{path} is missing: run `make setup`, which makes the typeface of charts and PDF")
    return path
