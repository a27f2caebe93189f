"""What a person wrote, as it is stored on either engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.columns import now
from app.db.text import line_of_text, text


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("", ""),
        ("  both ends \n", "both ends"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("a\tb", "a\tb"),
        ("a\x00b\x08c\x1bd\x7fe\x85f", "abcdef"),
        ("half \ud83d of a pair", "half  of a pair"),
        ("not a character \ufffe\uffff", "not a character"),
        ("Ünïcode: 中文 😀 «so» − ½", "Ünïcode: 中文 😀 «so» − ½"),
    ],
    ids=repr,
)
def test_text_is_kept_and_the_rest_dropped(written: str, stored: str) -> None:
    assert text(written) == stored


@pytest.mark.parametrize(("written", "stored"), [("  a \n\t b  ", "a b"), ("a\x00b", "ab"), ("\r\n", "")])
def test_a_line_of_text_has_single_spaces(written: str, stored: str) -> None:
    assert line_of_text(written) == stored


@given(st.text())
def test_storing_again_changes_nothing(written: str) -> None:
    assert text(text(written)) == text(written)
    assert line_of_text(line_of_text(written)) == line_of_text(written)
    assert "\n" not in line_of_text(written)


def test_now_is_in_utc_and_to_the_second() -> None:
    offset = now().utcoffset()
    assert offset is not None
    assert not offset
    assert now().microsecond == 0
