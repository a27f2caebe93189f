"""A CSV file in, answers and scope out."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.assessments.sheet.reading import read_file, read_sheet
from app.assessments.snapshot import Answer, Evidence
from app.maturity.checklist import CellId
from tests.assessments.sheets import CHECKLIST, FULL, GROUPS, HEADER, csv_of, read

EXAMPLE = Path(__file__).parents[2] / "examples" / "example-manufacturing.csv"
OUT_OF_SCOPE = [f"E,{group},n/a,," for group in GROUPS]


def test_it_reads_a_cell():
    sheet = read(csv_of('A,kam_unit,2,"Listed, and reviewed each spring",documented'))
    note = "Listed, and reviewed each spring"
    assert sheet.answers == {CellId("A", "kam_unit"): Answer(2, Evidence.DOCUMENTED, note)}
    assert sheet.out_of_scope == ()
    assert sheet.scope_reason == ""


@pytest.mark.parametrize("score", range(4))
def test_it_reads_every_score(score):
    assert read(csv_of(f"A,kam_unit,{score},,")).answers == {CellId("A", "kam_unit"): Answer(score)}


@pytest.mark.parametrize("evidence", list(Evidence))
def test_it_reads_every_strength_of_evidence(evidence):
    assert read(csv_of(f"A,kam_unit,,,{evidence}")).answers == {CellId("A", "kam_unit"): Answer(None, evidence)}


def test_it_reads_a_note_without_a_score():
    assert read(csv_of("A,kam_unit,,To be discussed,")).answers == {
        CellId("A", "kam_unit"): Answer(note="To be discussed")
    }


def test_it_reads_every_cell_of_a_full_sheet_in_checklist_order():
    answers = read(csv_of(*(",".join(row) for row in reversed(FULL)))).answers
    assert list(answers) == list(CHECKLIST.cells)
    assert [answer.score for answer in answers.values()] == [0, 1, 2, 3, 3] * 9


def test_it_takes_empty_rows_and_cells_left_out_for_not_scored():
    assert read(csv_of("A,kam_unit,,,", "A,kam_team,,  ,")).answers == {}
    assert read(csv_of()).answers == {}


def test_it_skips_blank_lines():
    lines = ["", ",,,,", "A,kam_unit,1,,", "  ,,,,", ""]
    assert list(read(b"\n\n" + csv_of(*lines)).answers) == [CellId("A", "kam_unit")]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + csv_of("A,kam_unit,1,,"),
        csv_of("A,kam_unit,1,,").replace(b"\n", b"\r\n"),
        csv_of("A,kam_unit,1,,").replace(b"\n", b"\r"),
        csv_of("A,kam_unit,1,,").rstrip(),
        csv_of(" A , kam_unit , 1 ,, "),
        csv_of("A,kam_unit,1"),
        csv_of("A,kam_unit,1,,,,,"),
        csv_of("1,A,kam_unit,,", header="score,element,group,note,evidence"),
        csv_of("A,kam_unit,1,,", header=" Element ,GROUP,Score,note,evidence"),
        csv_of(
            "A,Strategy,kam_unit,1,,,Any  text",
            header="element,Element  Name,group,score,note,evidence,0 CHANGE required",
        ),
    ],
    ids=["byte order mark", "CR LF", "CR", "no last line end", "spaces", "short", "long", "order", "case", "reading"],
)
def test_it_is_not_particular_about(data):
    assert read(data).answers == {CellId("A", "kam_unit"): Answer(1)}


def test_it_keeps_a_note_as_it_was_written():
    note = '  two "quoted"\nlines, with Größe, 数 and 🙂 '
    quoted = note.replace('"', '""')
    assert read(csv_of(f'A,kam_unit,,"{quoted}",')).answers[CellId("A", "kam_unit")].note == note


def test_it_leaves_an_element_out_when_all_its_cells_are_not_applicable():
    sheet = read(
        csv_of("A,kam_unit,1,,", *(line.replace("n/a,", "n/a,We sell in one country.") for line in OUT_OF_SCOPE))
    )
    assert sheet.out_of_scope == ("E",)
    assert sheet.scope_reason == "We sell in one country."
    assert list(sheet.answers) == [CellId("A", "kam_unit")]


def test_it_joins_the_different_reasons_for_leaving_an_element_out():
    notes = ["One country.", " One country. ", "", "No plans.", "One country."]
    sheet = read(csv_of(*(f"E,{group},n/a,{note},none" for group, note in zip(GROUPS, notes, strict=True))))
    assert sheet.scope_reason == "One country. No plans."
    assert sheet.answers == {}


def test_it_reads_a_sheet_for_a_checklist_in_which_nothing_can_be_left_out():
    elements = tuple(replace(element, scope_optional=False) for element in CHECKLIST.elements)
    sheet = read_sheet(csv_of("E,kam_unit,1,,"), replace(CHECKLIST, elements=elements))
    assert sheet.answers == {CellId("E", "kam_unit"): Answer(1)}


def test_it_reads_the_example():
    sheet = read_file(EXAMPLE, CHECKLIST)
    assert "".join(str(answer.score) for answer in sheet.answers.values()) == (
        "222122211222202322112111122111332112110222112"
    )
    assert all(answer.note and answer.evidence for answer in sheet.answers.values())
    assert EXAMPLE.read_text(encoding="utf-8").startswith(HEADER)
