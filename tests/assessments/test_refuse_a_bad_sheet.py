"""Everything that is wrong with a sheet is said at once, with its line and column."""

from dataclasses import replace

import pytest

from app.assessments.sheet.problems import SheetError
from app.assessments.sheet.reading import SIZE_MAX, read_file, read_sheet
from app.errors import InvalidInputError
from tests.assessments.sheets import CHECKLIST, GROUPS, HEADER, csv_of, problems_of

ELEMENTS = "A, B, C, D, E, F, G, H or I"
KEYS = "key_account_manager, kam_unit, kam_team, associated_functions or senior_management"
FORMULA_ADVICE = "Write text, or put an apostrophe before the = sign."
STRENGTHS = "Write none, anecdotal or documented, or leave it empty."
SCORES = "Write 0, 1, 2 or 3, n/a for element E out of scope, or leave it empty."
COLUMNS = "The columns are element, group, score, note and evidence."
FIRST_LINE = f"line 1: the columns are not named. The first line is {HEADER}."


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("X,kam_unit,1,,", f'column element: "X" is not an element. Write {ELEMENTS}.'),
        ("a,kam_unit,1,,", f'column element: "a" is not an element. Write {ELEMENTS}.'),
        (",kam_unit,1,,", f"column element: the element is missing. Write {ELEMENTS}."),
        ("A,board,1,,", f'column group: "board" is not a group. Write {KEYS}.'),
        ("A,,1,,", f"column group: the group is missing. Write {KEYS}."),
        *(
            (f"A,kam_unit,{score},,", f'column score: "{score}" is not a score. {SCORES}')
            for score in ("4", "-1", "2.5", "2.0", "x", "+1", "02", "1e0", "\uff11", "N/A", "@1", "true")
        ),
        ("A,kam_unit,n/a,,", f'column score: "n/a" is not for element A. {SCORES}'),
        ("A,kam_unit,=1+1,,", 'column score: "=1+1" is a formula. Write the value itself.'),
        ("A,=kam_unit,1,,", 'column group: "=kam_unit" is a formula. Write the value itself.'),
        (
            'A,kam_unit,1,"=HYPERLINK(""http://a.example"")",',
            f'column note: "=HYPERLINK("http://a.example")" is a formula. {FORMULA_ADVICE}',
        ),
        ("A,kam_unit,1,\0bell,", "column note: character 1 (U+0000) is not text. Take it out."),
        ("A,kam_unit,1,a\x9bb,", "column note: character 2 (U+009B) is not text. Take it out."),
        (f"A,kam_unit,1,{'x' * 2001},", "column note: 2,001 characters are too many. At most 2,000 fit."),
        (
            "A,kam_unit,1,,rumour",
            f'column evidence: "rumour" is not a strength of evidence. {STRENGTHS}',
        ),
        (
            "A,kam_unit,1,First, then second,none",
            'column 6: "none" stands outside the named columns. In a CSV file, a note with a comma needs quotes.',
        ),
    ],
)
def test_it_names_the_line_and_column_of(line, problem):
    found = problems_of(csv_of("B,kam_unit,1,,", line))
    assert f"line 3, {problem}" in found
    assert all(other.startswith("line 3, ") for other in found)


def test_it_reports_everything_at_once_in_order():
    data = csv_of("Z,kam_unit,4,,often", "A,kam_unit,1,,", "A,kam_unit,2,,", "", 'B,nobody,-1,"=1",')
    assert problems_of(data) == [
        f'line 2, column element: "Z" is not an element. Write {ELEMENTS}.',
        f'line 2, column score: "4" is not a score. {SCORES}',
        f'line 2, column evidence: "often" is not a strength of evidence. {STRENGTHS}',
        "line 4, column group: A / kam_unit is already on line 3. Keep one of the two.",
        f'line 6, column group: "nobody" is not a group. Write {KEYS}.',
        f'line 6, column score: "-1" is not a score. {SCORES}',
        f'line 6, column note: "=1" is a formula. {FORMULA_ADVICE}',
    ]


def test_it_counts_the_lines_of_a_note_that_has_several():
    found = problems_of(csv_of('A,kam_unit,1,"one\ntwo\r\nthree",', "A,kam_team,9,,"))
    assert [problem[:20] for problem in found] == ["line 5, column score"]


def test_it_can_be_caught_as_wrong_input():
    with pytest.raises(InvalidInputError) as caught:
        read_sheet(csv_of("A,kam_unit,9,,", "A,kam_team,8,,"), CHECKLIST)
    assert caught.value.message.count("\n") == 1
    assert caught.value.status == 422


@pytest.mark.parametrize(
    ("header", "problems"),
    [
        ("element,group,score,note", [f"line 1, column evidence: this column is missing. {COLUMNS}"]),
        (
            "element,group,score,note,evidence,owner",
            [f'line 1, column 6: "owner" is not a column of this sheet. {COLUMNS}'],
        ),
        ("element,group,score,note,evidence,score", ["line 1, column 6: the column score is there twice. Keep one."]),
        (
            "element,score,rating,group",
            [
                f'line 1, column 3: "rating" is not a column of this sheet. {COLUMNS}',
                f"line 1, column note: this column is missing. {COLUMNS}",
                f"line 1, column evidence: this column is missing. {COLUMNS}",
            ],
        ),
        ("A,kam_unit,1,,", [FIRST_LINE]),
        ("element;group;score;note;evidence", [f"{FIRST_LINE} Separate them by commas."]),
        ("element\tgroup\tscore\tnote\tevidence", [f"{FIRST_LINE} Separate them by commas."]),
    ],
)
def test_it_names_what_is_wrong_with_the_columns(header, problems):
    assert problems_of(csv_of(header=header)) == problems


def test_it_checks_the_rows_of_a_sheet_that_lacks_columns():
    assert problems_of(csv_of("4", "3", header="score")) == [
        f"line 1, column element: this column is missing. {COLUMNS}",
        f"line 1, column group: this column is missing. {COLUMNS}",
        f"line 1, column note: this column is missing. {COLUMNS}",
        f"line 1, column evidence: this column is missing. {COLUMNS}",
        f'line 2, column score: "4" is not a score. {SCORES}',
    ]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n \r\n,,,\n"])
def test_it_refuses_an_empty_file(data):
    assert problems_of(data) == ["line 1: there is nothing in it. The first line names the columns."]


def test_it_names_every_cell_that_is_not_utf_8():
    data = csv_of("A,kam_unit,1,Größe,", "A,kam_team,1,kurz,größer", header=f"{HEADER},element name")
    found = problems_of(
        data.replace(b"kurz,", b"kurz,none,\xe9")
        .decode("utf-8", "surrogateescape")
        .encode("latin-1", "surrogateescape")
    )
    assert found == [
        "line 2, column note: byte F6 at character 3 is not UTF-8. Save the file as UTF-8.",
        "line 3, column 6: byte E9 at character 1 is not UTF-8. Save the file as UTF-8.",
    ]


def test_it_knows_utf_16_from_utf_8():
    assert problems_of(csv_of("A,kam_unit,1,,").decode().encode("utf-16")) == [
        "line 1: this is not UTF-8 but UTF-16. Save it as “CSV UTF-8 (comma delimited)”."
    ]


def test_it_says_where_quotes_do_not_match_after_what_is_wrong_before():
    found = problems_of(csv_of("A,kam_unit,7,,", 'A,kam_team,1,"never closed,', "A,senior_management,9,,"))
    assert len(found) == 2
    assert found[0].startswith('line 2, column score: "7"')
    assert found[1].startswith("line 3: the quotes do not match.")
    assert problems_of(b'"a"b')[0].startswith("line 1: the quotes do not match.")


def test_it_says_where_a_cell_is_far_too_long():
    found = problems_of(csv_of(f"A,kam_unit,1,{'x' * 140_000},"))
    assert found == ["line 2: a cell is longer than 131,072 characters. Is a closing quote missing?"]


def test_it_stops_after_500_rows():
    found = problems_of(csv_of(*["A,kam_unit,1,,"] * 600))
    assert len(found) == 499
    assert found[-1] == ("line 501: more than 500 rows are filled in. A sheet has one for each cell of the checklist.")


def test_it_stops_at_50_columns():
    assert problems_of(csv_of(header=HEADER + ",x" * 46)) == ["line 1: more than 50 columns are filled in."]


class TestScope:
    @staticmethod
    def test_it_wants_n_a_for_all_groups():
        found = problems_of(csv_of(*(f"E,{group},n/a,One country.," for group in GROUPS[:3])))
        missing = "associated_functions and senior_management"
        assert found == [f"line 2, column score: n/a is for all of element E, but it is missing for {missing}."]

    @staticmethod
    def test_it_wants_n_a_instead_of_scores():
        found = problems_of(csv_of(*(f"E,{group},{'n/a' if group == 'kam_team' else 2},Why," for group in GROUPS)))
        advice = "element E is n/a on line 4. Write n/a in all of its rows, or in none."
        assert found == [f"line {line}, column score: {advice}" for line in (2, 3, 5, 6)]

    @staticmethod
    def test_it_counts_an_empty_score_as_none():
        found = problems_of(csv_of(*(f"E,{group},{'' if group == 'kam_team' else 'n/a'},Why," for group in GROUPS)))
        assert found == ["line 4, column score: element E is n/a on line 2. Write n/a in all of its rows, or in none."]

    @staticmethod
    def test_it_says_only_once_that_a_score_is_wrong():
        found = problems_of(csv_of(*(f"E,{group},{'no' if group == 'kam_team' else 'n/a'},Why," for group in GROUPS)))
        assert found == [f'line 4, column score: "no" is not a score. {SCORES}']

    @staticmethod
    def test_it_wants_a_reason():
        found = problems_of(csv_of(*(f"E,{group},n/a, ,none" for group in GROUPS)))
        assert found == ["line 2, column note: say here why element E is out of scope."]

    @staticmethod
    def test_it_wants_a_short_reason():
        found = problems_of(csv_of(*(f"E,{group},n/a,{group[0] * 166}," for group in GROUPS)))
        assert found == []
        found = problems_of(csv_of(*(f"E,{group},n/a,{group[0] * 167}," for group in GROUPS)))
        assert found == [
            "line 2, column note: the reason has 503 characters. At most 500 fit, in all notes of element E together."
        ]

    @staticmethod
    def test_it_does_not_offer_n_a_where_nothing_can_be_left_out():
        elements = tuple(replace(element, scope_optional=False) for element in CHECKLIST.elements)
        with pytest.raises(SheetError) as caught:
            read_sheet(csv_of("E,kam_unit,n/a,,"), replace(CHECKLIST, elements=elements))
        assert str(caught.value) == (
            'line 2, column score: "n/a" is not for element E. Write 0, 1, 2 or 3, or leave it empty.'
        )

    @staticmethod
    def test_it_ignores_n_a_in_a_row_that_is_of_no_element():
        found = problems_of(csv_of("Z,kam_unit,n/a,,"))
        assert found == [f'line 2, column element: "Z" is not an element. Write {ELEMENTS}.']


class TestFiles:
    @staticmethod
    def test_it_says_that_there_is_no_such_file(tmp_path):
        with pytest.raises(SheetError, match=r"^the file can't be read: No such file or directory\.$"):
            read_file(tmp_path / "none.csv", CHECKLIST)

    @staticmethod
    def test_it_says_that_a_directory_is_none(tmp_path):
        with pytest.raises(SheetError, match=r"^the file can't be read: Is a directory\.$"):
            read_file(tmp_path, CHECKLIST)

    @staticmethod
    def test_it_refuses_50_mb_without_reading_them(tmp_path):
        path = tmp_path / "large.csv"
        with path.open("wb") as file:
            file.truncate(50_000_000)
        with pytest.raises(SheetError, match=r"^the file is larger than 2 MB, and was not read\.$"):
            read_file(path, CHECKLIST)

    @staticmethod
    def test_it_reads_no_more_than_it_may(tmp_path, monkeypatch):
        asked = []

        class Endless:
            def __enter__(self):
                return self

            def __exit__(self, *error):
                return False

            def read(self, size):
                asked.append(size)
                return b"x" * size

        monkeypatch.setattr(type(tmp_path), "open", lambda *_: Endless())
        with pytest.raises(SheetError, match="larger than 2 MB"):
            read_file(tmp_path, CHECKLIST)
        assert asked == [SIZE_MAX + 1]

    @staticmethod
    def test_it_reads_a_file_of_just_2_mb():
        assert problems_of((csv_of("A,kam_unit,1,,") + (b" " * 9_999 + b"\n") * 200)[:SIZE_MAX]) == []


def test_it_prints_nothing_that_could_play_with_a_terminal():
    found = problems_of(csv_of("A,kam_unit,\x1b[2J\u202e4,,"))
    assert found == ["line 2, column score: character 1 (U+001B) is not text. Take it out."]
    found = problems_of(csv_of("A,kam_unit,\u202e4,,"))
    assert found == [f'line 2, column score: "\\u202e4" is not a score. {SCORES}']


def test_it_shortens_what_it_quotes():
    found = problems_of(csv_of(f"A,kam_unit,{'9' * 500},,"))
    assert found == [f'line 2, column score: "{"9" * 40}…" is not a score. {SCORES}']
