"""Text that can stand in a document."""

import re

# Control characters but line feed and tab, halves of surrogate pairs, and what Unicode says is no character:
# no typeface has them, and XML refuses most.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """Return ``text`` without the characters that are not there to be read."""
    return _UNPRINTABLE.sub("", text)
