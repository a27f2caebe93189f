"""Dates and times as people read them, the same on pages and in reports."""

from datetime import UTC, date, datetime

# Not strftime, which follows the machine's locale and reads its time zone every time.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def today() -> date:
    """Return the day that it is, in UTC. Call it as ``dates.today()``: tests stop the clock there."""
    return datetime.now(UTC).date()


def day(value: date) -> str:
    """Return a date as people write it: 12 November 2026."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def clock(value: datetime) -> str:
    """Return the time of day, 10:42, in the time zone of ``value``; a page's script turns it into the reader's own."""
    return f"{value.hour:02}:{value.minute:02}"


def moment(value: datetime) -> str:
    """Return date and time of a moment in UTC: 12 November 2026, 10:42 UTC."""
    return f"{day(value)}, {clock(value)} UTC"
