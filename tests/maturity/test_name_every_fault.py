"""A faulty checklist file: what is said of it. Each case changes one thing in the small file."""

from pathlib import Path

import pytest

from app.maturity.loading import ChecklistError, parse

SMALL = (Path(__file__).parent / "small.en.toml").read_text(encoding="utf-8")

MISSING_AND_MISTYPED = [
    ('title = "A small checklist"\n', "", "title is missing"),
    ('guidance = "Choose what fits."', 'guidance = ""', "guidance is empty"),
    ('guidance = "Choose what fits."', 'guidance = " \\n"', "guidance is empty"),
    ('version = "small"', "version = 1", "version must be text, not a whole number"),
    ('language = "en"', 'language = ["en"]', "language must be text, not a list"),
    ('publisher = "A press"\n', "", "credit: publisher is missing"),
    ("year = 2009", 'year = "2009"', "credit: year must be a whole number, not text"),
    ("year = 2009", "year = 2009.5", "credit: year must be a whole number, not a number"),
    ("year = 2009", "year = 2009-06-01", "credit: year must be a whole number, not a date or time"),
    ("year = 2009", "year = true", "credit: year must be a whole number, not true or false"),
    ("year = 2009", "year = -5", "credit: year must not be negative, as -5 is"),
    ('key = "some"', "key = {}", "stage 1: key must be text, not a table"),
    ('meaning = "Everywhere."\n', "", "stage 2: meaning is missing"),
    ('name = "Board"\n', "", "group board: name is missing"),
    ('early_help = ""\n', "", "group board: early_help is missing"),
    ('key = "board"', 'key = ""', "group no. 2: key is empty"),
    ('name = "Late"', 'name = ""', "band late: name is empty"),
    ("from = 0\n", "", "band early: from is missing"),
    ("from = 4\n", "", "band late: from is missing"),
    ("to = 8\n", "", "band late: to is missing"),
    ('meaning = "Where two bands meet."\n', "", "term edge: meaning is missing"),
    ('term = "edge"\n', "", "term no. 2: term is missing"),
    ('letter = "B"\n', "", "element no. 2: letter is missing"),
    ('letter = "B"', 'letter = ""', "element no. 2: letter is empty"),
    ('short = "Places"\n', "", "element B: short is missing"),
    (
        "scope_optional = false",
        "scope_optional = 0",
        "element A: scope_optional must be true or false, not a whole number",
    ),
]

UNKNOWN = [
    ('language = "en"', 'language = "en"\ncolour = "red"', "unknown key 'colour'"),
    ('author = "Ada"', 'author = "Ada"\ncolour = "red"', "credit: unknown key 'colour'"),
    ('key = "late"', 'key = "late"\ncolour = "red"', "band late: unknown key 'colour'"),
    ('letter = "A"', 'letter = "A"\ncolour = "red"', "element A: unknown key 'colour'"),
]

CELLS = [
    ('1 = "Some have a plan."\n', "", "element A, group people: stage 1 is missing"),
    ('1 = "Some have a plan."', '1 = ""', "element A, group people: stage 1 is empty"),
    ('1 = "Some have a plan."', "1 = 1", "element A, group people: stage 1 must be text, not a whole number"),
    ('2 = "All travel."', '2 = "All travel."\n4 = "More."', "element B, group people: unknown stage '4'"),
    ('2 = "All travel."', '2 = "All travel."\nx = "More."', "element B, group people: unknown stage 'x'"),
    (
        """[elements.cells.board]
0 = "It meets at home."
1 = "It meets abroad at times."
2 = "It meets in every country."
""",
        "",
        "element B: group board is missing",
    ),
    (
        '2 = "It meets in every country."\n',
        '2 = "It meets in every country."\n[elements.cells.staff]\n0 = "They wait."\n',
        "element B: unknown group 'staff'",
    ),
    (
        """[elements.cells.board]
0 = "It asks for no plan."
1 = "It asks some for a plan."
2 = "It asks all for a plan."
""",
        '[elements.cells]\nboard = "It asks."\n',
        "element A: group board must be a table, not text",
    ),
]

REPEATED = [
    ('key = "some"', 'key = "none"', "stage key none is given 2 times"),
    ("score = 2", "score = 1", "stage score 1 is given 2 times"),
    ('key = "board"', 'key = "people"', "group key people is given 2 times"),
    ('letter = "B"', 'letter = "A"', "element letter A is given 2 times"),
    ('key = "late"', 'key = "early"', "band key early is given 2 times"),
    ('term = "edge"', 'term = "cell"', "term cell is given 2 times"),
]

WRONG_ORDER = [
    ("score = 2", "score = 3", "stages must score 0, 1, 2 in this order, not 0, 1, 3"),
    ("score = 0", "score = 5", "stages must score 0, 1, 2 in this order, not 5, 1, 2"),
    (
        "scope_optional = false",
        "scope_optional = true",
        "every element is scope_optional, but one must always be in scope",
    ),
]

BANDS = [
    ("from = 4", "from = 5", "bands leave a gap: early ends at 4 and late starts at 5"),
    ("from = 4", "from = 3", "bands overlap by more than an edge: early ends at 4 and late starts at 3"),
    ("from = 0", "from = 1", "bands start at 1, but the lowest score is 0"),
    ("to = 8", "to = 7", "bands end at 7, but 4 cells of at most 2 points make 8"),
    ("to = 8", "to = 9", "bands end at 9, but 4 cells of at most 2 points make 8"),
]


@pytest.mark.parametrize(
    ("old", "new", "problem"), [*MISSING_AND_MISTYPED, *UNKNOWN, *CELLS, *REPEATED, *WRONG_ORDER, *BANDS]
)
def test_it_names_the_fault(old: str, new: str, problem: str) -> None:
    assert faults_after((old, new)) == [problem]


def test_it_names_a_band_that_holds_no_score() -> None:
    assert faults_after(("to = 4", "to = 0"), ("from = 4", "from = 0")) == [
        "band early: must end above 0, where it starts, but ends at 0"
    ]


@pytest.mark.parametrize("key", ["stages", "groups", "bands", "elements", "glossary"])
def test_it_names_a_list_that_is_missing_empty_or_none(key: str) -> None:
    without = without_list(key)
    assert faults_in(without) == [f"{key} is missing"]
    assert faults_in(f"{key} = []\n{without}") == [f"{key} is empty"]
    assert faults_in(f"{key} = true\n{without}") == [f"{key} must be a list, not true or false"]


def test_it_does_not_take_two_missing_keys_for_a_repeated_one() -> None:
    assert faults_after(('key = "some"\n', ""), ('key = "all"\n', "")) == [
        "stage 1: key is missing",
        "stage 2: key is missing",
    ]


def test_it_names_an_entry_of_a_list_that_is_no_table() -> None:
    assert faults_in(f'glossary = ["edge"]\n{without_list("glossary")}') == ["term no. 1 must be a table, not text"]


def test_it_names_a_table_that_is_missing_but_nothing_in_it() -> None:
    start, end = SMALL.index("[credit]"), SMALL.index("[[stages]]")
    assert faults_in(SMALL[:start] + SMALL[end:]) == ["credit is missing"]


def test_it_names_the_place_of_a_key_that_is_written_twice() -> None:
    assert faults_after(('name = "Late"', 'name = "Late"\nname = "Later"')) == [
        "Cannot overwrite a value (at line 55, column 15)"
    ]


def test_it_names_all_the_faults_at_once() -> None:
    changes = [
        ('title = "A small checklist"\n', ""),
        ("year = 2009", 'year = "2009"'),
        ('key = "some"', 'key = "none"'),
        ('2 = "All travel."', '4 = "All travel."'),
        ('0 = "It meets at home."', '0 = ""'),
        ("from = 4", "from = 5"),
        ("to = 8", "to = 7"),
    ]
    assert faults_after(*changes) == [
        "title is missing",
        "credit: year must be a whole number, not text",
        "stage key none is given 2 times",
        "bands leave a gap: early ends at 4 and late starts at 5",
        "element B, group people: stage 2 is missing",
        "element B, group people: unknown stage '4'",
        "element B, group board: stage 0 is empty",
        "bands end at 7, but 4 cells of at most 2 points make 8",
    ]


def test_it_says_which_file_on_every_line() -> None:
    with pytest.raises(ChecklistError) as refusal:
        parse(SMALL.replace('language = "en"\n', "").replace("to = 8", "to = 7"), "small.toml")
    assert refusal.value.problems == (
        "small.toml: language is missing",
        "small.toml: bands end at 7, but 4 cells of at most 2 points make 8",
    )
    assert str(refusal.value) == "\n".join(refusal.value.problems)


def faults_after(*changes: tuple[str, str]) -> list[str]:
    """Return what is said of the small file after ``changes``, pairs of old and new text."""
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return faults_in(text)


def faults_in(text: str) -> list[str]:
    """Return what is said of ``text``, without the file's name."""
    with pytest.raises(ChecklistError) as refusal:
        parse(text, "small.toml")
    return [problem.removeprefix("small.toml: ") for problem in refusal.value.problems]


def without_list(key: str) -> str:
    """Return the small file without one of its lists."""
    blocks = SMALL.split("\n\n")
    return "\n\n".join(block for block in blocks if not block.startswith((f"[[{key}]]", f"[{key}.")))
