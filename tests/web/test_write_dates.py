"""Dates and times as people read them, whatever the machine's locale and time zone."""

from datetime import UTC, date, datetime, tzinfo

import pytest

from app.web import dates
from app.web.dates import clock, day, moment, today

AT = datetime(2026, 3, 1, 9, 5, tzinfo=UTC)


class _Clock(datetime):
    """Half an hour before midnight in UTC, whatever time it is."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_Clock":
        return cls(2026, 11, 12, 23, 30, tzinfo=UTC).astimezone(tz)


def test_today_is_the_day_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "datetime", _Clock)
    assert today() == date(2026, 11, 12)


def test_it_writes_a_day_in_words() -> None:
    assert day(date(2026, 11, 12)) == "12 November 2026"
    assert day(date(1, 1, 1)) == "1 January 1"


def test_it_writes_the_time_of_day() -> None:
    assert clock(AT) == "09:05"


def test_it_writes_a_moment_with_its_time_zone() -> None:
    assert moment(AT) == "1 March 2026, 09:05 UTC"
