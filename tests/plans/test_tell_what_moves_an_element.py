"""The playbook: the rules that its hints are written by, and what is said of a file that breaks them.

The hints are told in our own words. The text of their sources can't be kept here, so its runs of six words are kept
as fingerprints in ``source_fingerprints.zlib``: the first eight digits of what test_the_content.py makes of a run.
Sorted, each is stored as how much greater it is than the one before: four bytes, the highest first. All highest bytes
stand together, then all second ones, and so on, which leaves little after compressing.
"""

import re
import zlib
from itertools import accumulate
from pathlib import Path

import pytest

from app.maturity.loading import load
from app.plans.playbook import PlaybookError, parse, playbook
from tests.maturity.test_the_content import abbreviations, fingerprint, runs, sentences

FINGERPRINTS = Path(__file__).parent / "source_fingerprints.zlib"
DIGITS = 8
HINTS = playbook()
# What praises instead of telling.
PRAISE = re.compile(
    r"\b(great|excellent|best-in-class|superb|perfect|amazing|outstanding|powerful|key to)\b", re.IGNORECASE
)
FILE = """
[[sources]]
key = "one"
author = "A. Author"
title = "On accounts"
date = ""

[[hints]]
element = "A"
text = "Do this."
[[hints.sources]]
key = "one"
part = ""
"""


def sources() -> frozenset[int]:
    """Return the fingerprints of every run of six words in the documents that the playbook draws on."""
    stored = zlib.decompress(FINGERPRINTS.read_bytes())
    count = len(stored) // 4
    gaps = zip(*(stored[place * count : (place + 1) * count] for place in range(4)), strict=True)
    return frozenset(accumulate(int.from_bytes(gap, "big") for gap in gaps))


SOURCES = sources()


def borrowed(text: str) -> list[str]:
    """Return the runs of ``text`` that are in a source."""
    return [run for run in runs(text) if int(fingerprint(run)[:DIGITS], 16) in SOURCES]


def test_there_is_a_hint_on_each_element() -> None:
    assert list(HINTS) == [element.letter for element in load().elements]


@pytest.mark.parametrize("letter", HINTS)
def test_a_hint_takes_60_to_110_words_in_several_sentences(letter: str) -> None:
    assert 60 <= len(HINTS[letter].text.split()) <= 110
    assert len(sentences(HINTS[letter].text)) >= 4


@pytest.mark.parametrize("letter", HINTS)
def test_a_hint_names_where_it_comes_from(letter: str) -> None:
    assert HINTS[letter].citations
    for citation in HINTS[letter].citations:
        assert citation.source.author
        assert citation.source.title


@pytest.mark.parametrize("letter", HINTS)
def test_a_hint_is_plain(letter: str) -> None:
    said = HINTS[letter].text
    assert not PRAISE.search(said)
    assert "!" not in said
    assert abbreviations(said) <= {"KAM"}


def test_nothing_in_it_has_six_words_in_a_row_from_a_source() -> None:
    assert [hint.element for hint in HINTS.values() if borrowed(hint.text)] == []


def test_the_fingerprints_are_whole() -> None:
    assert len(SOURCES) == 22237
    assert max(SOURCES) < 16**DIGITS


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("What is a KAM report and when do small teams actually need one?", 8),
        ("How to grow faster and be more competitive", 3),
        ("Firms learned how to grow faster and be more competitive.", 3),
        ("How to grow faster and be more", 2),
        ("How to grow faster and sell more", 0),
    ],
)
def test_the_check_finds_a_run_of_a_source(text: str, count: int) -> None:
    assert len(borrowed(text)) == count


def test_it_reads_a_file() -> None:
    (hint,) = parse(FILE, "x.toml", ["A"]).values()
    assert (hint.text, hint.citations[0].source.title) == ("Do this.", "On accounts")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Do this.", " ", "hint A: text is empty"),
        ('text = "Do this."', "", "hint A: text is missing"),
        ('text = "Do this."', "text = 7", "hint A: text must be text, not a whole number"),
        ('date = ""', 'date = ""\nplace = "x"', "source one: unknown key 'place'"),
        ('element = "A"', 'element = "B"', "there must be a hint on each of A, in this order, not on B"),
        ('part = ""', 'part = ""\n[[hints.sources]]\nkey = "two"\npart = ""', "hint A: there is no source 'two'"),
        (
            "[[hints]]",
            '[[sources]]\nkey = "one"\nauthor = "B"\ntitle = "C"\ndate = ""\n[[hints]]',
            "source one: is there twice",
        ),
        (
            "[[hints]]",
            '[[sources]]\nkey = "two"\nauthor = "B"\ntitle = "C"\ndate = ""\n[[hints]]',
            "no hint rests on source 'two'",
        ),
    ],
)
def test_it_names_what_is_wrong(old: str, new: str, problem: str) -> None:
    with pytest.raises(PlaybookError) as refused:
        parse(FILE.replace(old, new, 1), "x.toml", ["A"])
    assert refused.value.problems == (f"x.toml: {problem}",)


def test_it_names_all_that_is_wrong_at_once() -> None:
    with pytest.raises(PlaybookError) as refused:
        parse(FILE.replace("Do this.", "").replace("A. Author", ""), "x.toml", ["A"])
    assert refused.value.problems == ("x.toml: source one: author is empty", "x.toml: hint A: text is empty")


def test_it_says_where_a_file_is_no_toml() -> None:
    with pytest.raises(PlaybookError, match=r"x\.toml: .*line 1"):
        parse("hints = = 1", "x.toml", ["A"])
