"""The text of a cell as a sheet holds it: guarded against spreadsheets, and free of what is not text."""

import re

from app.db.text import NOT_TEXT

# What a spreadsheet may take for a formula: = + - @, also in full width, also after spaces and quotes; or a
# leading tab or line break. Apostrophes before it are part of it, so that guarding can be undone exactly.
_RISKY = r"[\s\"']*[\t\r\n=+\-@\uff1d\uff0b\uff0d\uff20]"
_RISKY_START = re.compile(_RISKY)
_GUARDED_START = re.compile(f"'{_RISKY}")

_BYTES = range(0xDC80, 0xDD00)


def guarded(text: str) -> str:
    """Return ``text`` with an apostrophe before it when a spreadsheet might run it."""
    return f"'{text}" if _RISKY_START.match(text) else text


def unguarded(text: str) -> str:
    """Undo ``guarded``, exactly."""
    return text[1:] if _GUARDED_START.match(text) else text


def fault_of(text: str) -> str:
    """Return what makes ``text`` unfit to be kept and printed, empty when nothing does."""
    found = NOT_TEXT.search(text)
    if found is None:
        return ""
    place, code = found.start() + 1, ord(found[0])
    if code in _BYTES:
        return f"byte {code - _BYTES.start + 0x80:02X} at character {place} is not UTF-8. Save the file as UTF-8."
    return f"character {place} (U+{code:04X}) is not text. Take it out."
