"""Answers out as CSV, and the very same answers back in."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessments.sheet.writing import write_csv
from app.assessments.snapshot import NOTE_MAX, UNANSWERED, Answer, Evidence, Snapshot
from app.maturity.checklist import CellId
from tests.assessments.sheets import CHECKLIST, HEADER, read

CELL = CellId("A", "kam_unit")
RISKY = "=+-@\uff1d\uff0b\uff0d\uff20"  # the second four are the first in full width

# What a note may hold: no halves of characters, no controls but tab and line breaks, nothing that XML may not hold.
CHARACTERS = st.one_of(
    st.sampled_from(f"{RISKY}'\" \t\r\n,;"),
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
)
NOTES = st.text(CHARACTERS, max_size=40).filter(lambda note: not note or note.strip())
ANSWERS = st.builds(Answer, st.sampled_from([None, 0, 1, 2, 3]), st.sampled_from([None, *Evidence]), NOTES)
CELLS = st.dictionaries(st.sampled_from(list(CHECKLIST.cells)), ANSWERS.filter(lambda answer: answer != UNANSWERED))


def snapshot(answers, out_of_scope=(), scope_reason="") -> Snapshot:
    return Snapshot(CHECKLIST, "Ada's", "Whole company", "2026", date(2026, 1, 2), answers, out_of_scope, scope_reason)


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@given(CELLS)
def test_it_reads_back_exactly_what_it_wrote(answers):
    assert read(write_csv(snapshot(answers))).answers == answers


@given(CELLS, NOTES.map(str.strip).filter(bool))
def test_it_reads_back_the_scope_and_its_reason(answers, reason):
    in_scope = {cell: answer for cell, answer in answers.items() if cell.element != "E"}
    sheet = read(write_csv(snapshot(answers, ("E",), reason)))
    assert sheet.answers == in_scope
    assert sheet.out_of_scope == ("E",)
    assert sheet.scope_reason == reason


@given(NOTES)
def test_it_leaves_no_cell_that_a_spreadsheet_might_run(note):
    for row in rows_of(write_csv(snapshot({CELL: Answer(1, None, note)}))):
        assert not any(cell.lstrip('" \u00a0\u3000')[:1] in tuple(f"{RISKY}\t\r\n") for cell in row)


@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("=1+1", "'=1+1"),
        ("- no plan", "'- no plan"),
        ("+44 20", "'+44 20"),
        ("@all", "'@all"),
        ("\tindented", "'\tindented"),
        ("\rold Mac", "'\rold Mac"),
        (" =1", "' =1"),
        ('"=1"', '\'"=1"'),
        ("\uff1d1", "'\uff1d1"),
        ("'=1", "''=1"),
        ("'quoted'", "'quoted'"),
        ("a = b", "a = b"),
    ],
)
def test_it_guards(note, written):
    data = write_csv(snapshot({CELL: Answer(note=note)}))
    assert rows_of(data)[2] == ["A", "kam_unit", "", written, ""]
    assert read(data).answers == {CELL: Answer(note=note)}


def test_it_writes_a_row_for_each_cell_in_checklist_order():
    rows = rows_of(write_csv(snapshot({CELL: Answer(2, Evidence.ANECDOTAL, "Why")})))
    assert rows[0] == HEADER.split(",")
    assert [tuple(row[:2]) for row in rows[1:]] == [tuple(cell) for cell in CHECKLIST.cells]
    assert rows[2] == ["A", "kam_unit", "2", "Why", "anecdotal"]
    assert all(row[2:] == ["", "", ""] for row in [rows[1], *rows[3:]])


def test_it_says_that_it_is_utf_8_so_that_spreadsheets_read_it_rightly():
    data = write_csv(snapshot({CELL: Answer(note="Größe")}))
    assert data.startswith(b"\xef\xbb\xbf")
    assert "Größe".encode() in data


def test_it_writes_the_longest_note_so_that_it_reads_back():
    answers = {CELL: Answer(note="=" * NOTE_MAX)}
    assert read(write_csv(snapshot(answers))).answers == answers
