"""The calendar file, held against RFC 5545 for whatever people write."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.db.text import text
from app.plans.calendar import Event, escape, fold, write_calendar
from tests.hostile import HOSTILE
from tests.plans.calendars import events, lines, unescape

AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
WRITTEN = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(WRITTEN, WRITTEN)
@example(HOSTILE, "a\r\nEND:VEVENT\r\nb")
@example("é" * 200, "\\n;,\\")
@example("👩‍👩‍👧‍👦" * 40, "\u2028\x85\x0b\x00")
def test_it_gives_back_what_was_written(summary: str, description: str) -> None:
    event = Event("action-1@kam.example.com", date(2027, 3, 31), summary, description)
    (read,) = events(write_calendar([event], AT))
    assert read["SUMMARY"] == text(summary)
    assert read.get("DESCRIPTION", "") == text(description)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_a_folded_line_unfolds_to_itself(line: str) -> None:
    assert lines(fold(line)) == [line]


@pytest.mark.parametrize("length", [0, 1, 74, 75, 76, 149, 150, 224])
def test_it_folds_no_sooner_than_it_must(length: int) -> None:
    pieces = fold("x" * length).split(b"\r\n")[:-1]
    assert len(pieces[0]) == min(length, 75)
    assert [len(piece) for piece in pieces[1:-1]] == [75] * (len(pieces) - 2)


@given(WRITTEN)
def test_an_escaped_text_has_no_line_break_and_unescapes_to_itself(written: str) -> None:
    assert "\n" not in escape(written)
    assert unescape(escape(written)) == written


def test_it_is_written_like_this() -> None:
    event = Event(
        "action-7@kam.example.com",
        date(2027, 3, 31),
        "One file; for all, now",
        "Line one\nLine two",
        "https://kam.example.com/actions/7",
        sequence=3,
    )
    assert write_calendar([event], AT).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//KAM Maturity//Actions//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        "UID:action-7@kam.example.com",
        "DTSTAMP:20261122T073000Z",
        "DTSTART;VALUE=DATE:20270331",
        "SEQUENCE:3",
        "SUMMARY:One file\\; for all\\, now",
        "DESCRIPTION:Line one\\nLine two",
        "URL:https://kam.example.com/actions/7",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_it_cancels() -> None:
    (read,) = events(write_calendar([Event("a@b", date(2027, 3, 31), "x", cancelled=True)], AT))
    assert read["STATUS"] == "CANCELLED"
