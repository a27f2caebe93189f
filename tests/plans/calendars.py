"""Reads a calendar file as RFC 5545 says: unfolds, parts names from values, and undoes the escaping of text."""

import re

LINE_BYTES = 75
_ESCAPED = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n"}


def lines(file: bytes) -> list[str]:
    """Return the unfolded lines. AssertionError for what the standard does not allow of a line."""
    assert file.endswith(b"\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert b"\r" not in file.replace(b"\r\n", b"")
    for line in file.split(b"\r\n"):
        assert len(line) <= LINE_BYTES
        line.decode()  # no character is taken apart
    return file.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def unescape(value: str) -> str:
    """Return the text that a value stands for."""
    return re.sub(r"\\[\\;,n]", lambda found: _ESCAPED[found[0]], value)


def events(file: bytes) -> list[dict[str, str]]:
    """Return the events of a calendar by the names of their properties, texts unescaped."""
    found: list[dict[str, str]] = []
    for line in lines(file):
        name, value = line.split(":", 1)
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line not in {"END:VEVENT", "END:VCALENDAR"}:
            found[-1][name] = unescape(value) if name in {"SUMMARY", "DESCRIPTION"} else value
    return found
