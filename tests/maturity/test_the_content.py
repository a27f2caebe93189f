"""The checklist that comes with the app: the instrument's facts, and the rules its texts are written by.

The descriptions retell the source in our own words. The source's text cannot be kept here, so its runs of six words
are kept as fingerprints in ``source_fingerprints.txt``, which says how they were made: by ``runs`` and
``fingerprint`` below, from each stage description of each cell.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from app.maturity.loading import load

FINGERPRINTS = Path(__file__).parent / "source_fingerprints.txt"
SOURCE = frozenset(line for line in FINGERPRINTS.read_text(encoding="ascii").splitlines() if line[0] != "#")
RUN = 6

CHECKLIST = load("kam-2009", "en")
DESCRIPTIONS = {
    f"{'/'.join(cell)}/{score}": text
    for cell in CHECKLIST.cells
    for score, text in enumerate(CHECKLIST.cells[cell].descriptions)
}
SPELT_AS_THEY_ARE = {"KAM", "SBU", "SBUs", "CRM", "IT"}


def test_it_has_the_nine_elements_of_which_only_e_is_optional() -> None:
    assert [element.letter for element in CHECKLIST.elements] == list("ABCDEFGHI")
    assert [element.letter for element in CHECKLIST.elements if element.scope_optional] == ["E"]


def test_it_has_the_five_groups() -> None:
    keys = ["key_account_manager", "kam_unit", "kam_team", "associated_functions", "senior_management"]
    assert [group.key for group in CHECKLIST.groups] == keys


def test_it_helps_in_early_stages_where_there_is_no_kam_unit() -> None:
    assert [group.key for group in CHECKLIST.groups if group.early_help] == ["kam_unit"]


def test_it_has_the_four_stages() -> None:
    names = ["Change required", "Ready to change", "Transition state", "Best practice KAM"]
    assert [stage.name for stage in CHECKLIST.stages] == names


def test_it_has_the_four_bands() -> None:
    assert [(band.key, band.low, band.high) for band in CHECKLIST.bands] == [
        ("not_ready", 0, 20),
        ("ready", 20, 65),
        ("in_transition", 65, 110),
        ("good_practice", 110, 135),
    ]


def test_it_credits_the_source() -> None:
    assert "Woodburn" in CHECKLIST.credit.author
    assert CHECKLIST.credit.year == 2009


@pytest.mark.parametrize(
    "term", ["key account", "SBU", "value proposition", "gross margin", "structural distance", "virtual team"]
)
def test_it_explains_the_words_a_newcomer_may_not_know(term: str) -> None:
    assert term in {entry.term for entry in CHECKLIST.glossary}


def test_its_glossary_is_in_alphabetical_order() -> None:
    terms = [entry.term.lower() for entry in CHECKLIST.glossary]
    assert terms == sorted(terms)


def test_it_has_180_descriptions_and_no_two_are_the_same() -> None:
    assert len(DESCRIPTIONS) == 180
    assert repeated(" ".join(words(text)) for text in DESCRIPTIONS.values()) == []


def test_no_two_stages_of_a_cell_share_a_sentence() -> None:
    for cell in CHECKLIST.cells.values():
        assert repeated(sentence for text in cell.descriptions for sentence in sentences(text)) == []


def test_no_description_takes_more_than_45_words() -> None:
    assert [place for place, text in DESCRIPTIONS.items() if len(text.split()) > 45] == []


def test_every_description_takes_two_to_four_sentences() -> None:
    assert [place for place, text in DESCRIPTIONS.items() if not 2 <= len(sentences(text)) <= 4] == []


def test_every_description_spells_words_out() -> None:
    assert [place for place, text in DESCRIPTIONS.items() if abbreviations(text) - SPELT_AS_THEY_ARE] == []


def test_nothing_in_it_has_six_words_in_a_row_from_the_source() -> None:
    assert [text for text in texts(CHECKLIST) if borrowed(text, SOURCE)] == []


def test_the_fingerprints_are_whole() -> None:
    assert len(SOURCE) == 2644
    assert all(re.fullmatch(r"[0-9a-f]{10}", line) for line in SOURCE)


def test_the_check_finds_a_run_wherever_it_stands_and_however_it_is_written() -> None:
    planted = frozenset({fingerprint("the cat didnt sit on mats")})
    assert borrowed("Yesterday the CAT didn’t sit on mats, it lay.", planted) == ["the cat didnt sit on mats"]
    assert borrowed("The cat didn't sit: on mats", planted) == ["the cat didnt sit on mats"]
    assert borrowed("The cat didn't sit on two mats.", planted) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("One.", 1), ("One. Two.", 2), ("One? Two. Three.", 3), ("No stop at the end", 0), ("A 2.5 is no score. So.", 2)],
)
def test_the_check_counts_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_the_check_reads_every_text() -> None:
    seen = list(texts(CHECKLIST))
    assert set(DESCRIPTIONS.values()) <= set(seen)
    for text in (CHECKLIST.guidance, CHECKLIST.bands[0].meaning, CHECKLIST.elements[8].about, CHECKLIST.title):
        assert text in seen


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A KA has a GM.", {"KA", "GM"}),
        ("All KAMs.", {"KAMs"}),
        ("KAM at the SBUs.", {"KAM", "SBUs"}),
        ("I am.", set()),
    ],
)
def test_the_check_finds_abbreviations(text: str, found: set[str]) -> None:
    assert abbreviations(text) == found


def words(text: str) -> list[str]:
    """Return the words that are compared: lower case, without apostrophes or any other sign."""
    return re.findall(r"[a-z0-9]+", re.sub("['’‘]", "", text.lower()))


def runs(text: str) -> list[str]:
    """Return every run of six words in ``text``."""
    row = words(text)
    return [" ".join(row[start : start + RUN]) for start in range(len(row) - RUN + 1)]


def fingerprint(run: str) -> str:
    return hashlib.sha256(run.encode()).hexdigest()[:10]


def borrowed(text: str, source: frozenset[str]) -> list[str]:
    """Return the runs of ``text`` whose fingerprints are in ``source``."""
    return [run for run in runs(text) if fingerprint(run) in source]


def sentences(text: str) -> list[str]:
    return re.findall(r"\S.*?[.?!](?=\s|$)", text)


def abbreviations(text: str) -> set[str]:
    return set(re.findall(r"\b[A-Z]{2,}s?\b", text))


def repeated(items: Iterable[str]) -> list[str]:
    return [item for item, times in Counter(items).items() if times > 1]


def texts(part: object) -> Iterator[str]:
    """Yield every text of the checklist, or of a part of it."""
    if isinstance(part, str):
        yield part
    elif is_dataclass(part):
        for field in fields(part):
            yield from texts(getattr(part, field.name))
    elif isinstance(part, tuple):
        for item in part:
            yield from texts(item)
    elif isinstance(part, dict):
        for item in part.values():
            yield from texts(item)
