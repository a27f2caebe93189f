"""The text of a cell as a sheet holds it: free of what is not text."""

from app.db.text import NOT_TEXT

_BYTES = range(0xDC80, 0xDD00)


def fault_of(text: str) -> str:
    """Return what makes ``text`` unfit to be kept and printed, empty when nothing does."""
    found = NOT_TEXT.search(text)
    if found is None:
        return ""
    place, code = found.start() + 1, ord(found[0])
    if code in _BYTES:
        return f"byte {code - _BYTES.start + 0x80:02X} at character {place} is not UTF-8. Save the file as UTF-8."
    return f"character {place} (U+{code:04X}) is not text. Take it out."
