"""What counts as text: the same for what is typed, what is stored and what comes in a file."""

import re

# Control characters but tab and line breaks, halves of characters, and what no XML may hold.
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def text(value: str) -> str:
    """Return what a person wrote as it is stored: trimmed, lines ended alike, without what PostgreSQL or XML refuse."""
    return NOT_TEXT.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def line_of_text(value: str) -> str:
    """Return what a person wrote in one line as it is stored: as ``text``, and with single spaces."""
    return " ".join(text(value).split())
