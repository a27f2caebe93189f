"""All-day events as an iCalendar file (RFC 5545): the little of it that days with a name need.

That is three rules, on text, on long lines and on line breaks, which properties in the tests hold. A library would
bring recurrence and time zones, which nothing here has.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.db.text import text

LINE_BYTES = 75  # of a line, the break left out
MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Event:
    """A day with a name. A calendar that knows the ``uid`` already takes the event of the higher ``sequence``."""

    uid: str
    day: date
    summary: str
    description: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False


def write_calendar(events: Iterable[Event], at: datetime) -> bytes:
    """Return the file as it is made at a moment, UTF-8 with the line breaks that the standard asks for."""
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//KAM Maturity//Actions//EN", "CALSCALE:GREGORIAN"]
    for event in events:
        lines.extend(_event(event, stamp))
    lines.append("END:VCALENDAR")
    return b"".join(fold(line) for line in lines)


def fold(line: str) -> bytes:
    """Return a line as the file holds it: in pieces of at most LINE_BYTES, no character taken apart."""
    pieces, piece = [], b""
    for character in line:
        encoded = character.encode()
        if len(piece) + len(encoded) > LINE_BYTES:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece, b""])


def escape(value: str) -> str:
    """Return a text as a property holds it."""
    for sign in ("\\", ";", ","):
        value = value.replace(sign, f"\\{sign}")
    return value.replace("\n", "\\n")


def _event(event: Event, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{stamp}"
    # Without an end it lasts the one day.
    yield f"DTSTART;VALUE=DATE:{event.day.isoformat().replace('-', '')}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"SUMMARY:{escape(text(event.summary))}"
    if event.description:
        yield f"DESCRIPTION:{escape(text(event.description))}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"  # a day when something is due is not a day when somebody is busy
    yield "END:VEVENT"
