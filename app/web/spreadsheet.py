"""Rows as CSV that a spreadsheet may open: nothing in it is run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What a spreadsheet may take for a formula: = + - @, also in full width, also after spaces and quotes; or a
# leading tab or line break. Apostrophes before it are part of it, so that guarding can be undone exactly.
_RISKY = r"[\s\"']*[\t\r\n=+\-@\uff1d\uff0b\uff0d\uff20]"
_RISKY_START = re.compile(_RISKY)
_GUARDED_START = re.compile(f"'{_RISKY}")
# By this mark at the start of a file spreadsheets know UTF-8.
MARK = "\ufeff"


def guarded(text: str) -> str:
    """Return ``text`` with an apostrophe before it when a spreadsheet might run it."""
    return f"'{text}" if _RISKY_START.match(text) else text


def unguarded(text: str) -> str:
    """Undo ``guarded``, exactly."""
    return text[1:] if _GUARDED_START.match(text) else text


def csv_lines(rows: Iterable[Sequence[str | int]]) -> str:
    """Return rows as lines of CSV, without the mark at the start of a file.

    Text is guarded; a whole number is no formula, not even a negative one.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def to_csv(rows: Iterable[Sequence[str | int]]) -> bytes:
    """Return rows as a whole CSV file."""
    return (MARK + csv_lines(rows)).encode()
