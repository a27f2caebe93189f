"""An XLSX workbook in, answers and scope out, as from a CSV file."""

import io

import pytest
from openpyxl import Workbook as OtherWorkbook

from app.assessments.snapshot import Answer, Evidence
from app.maturity.checklist import CellId
from tests.assessments.sheets import FULL, GROUPS, HEADER, csv_of, problems_of, read, sheet_xml, with_parts, workbook_of

CELL = CellId("A", "kam_unit")
HEAD = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER.split(","))


def with_row(row: str, head: str = HEAD) -> bytes:
    """Return a workbook whose sheet is written in this XML."""
    return with_parts(workbook_of([]), sheet_xml(f"<row>{head}</row>{row}"))


def text(value: str) -> str:
    """Return the XML of a cell that holds text."""
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def test_it_reads_what_a_csv_file_of_the_same_rows_says():
    rows = [(*row[:3], "A note", "none") for row in FULL]
    assert read(workbook_of(rows)) == read(csv_of(*(",".join(row) for row in rows)))


def test_it_reads_what_another_program_wrote():
    book = OtherWorkbook()
    book.active.append(HEADER.split(","))
    book.active.append(["A", "kam_unit", 2, "Two\nlines & <more>", "documented"])
    file = io.BytesIO()
    book.save(file)
    assert read(file.getvalue()).answers == {CELL: Answer(2, Evidence.DOCUMENTED, "Two\nlines & <more>")}


@pytest.mark.parametrize("score", [2, 2.0, "2", " 2 "])
def test_it_reads_a_score_that_is_a_number_or_text(score):
    assert read(workbook_of([("A", "kam_unit", score)])).answers == {CELL: Answer(2)}


@pytest.mark.parametrize(
    "xml",
    [
        "<c><v>2</v></c>",
        '<c t="n"><v>2.0</v></c>',
        "<c><v>2E0</v></c>",
        '<c t="str"><v>2</v></c>',
        '<c s="1"><v>2</v></c>',
    ],
)
def test_it_reads_a_score_in_every_spelling_of_the_format(xml):
    assert read(with_row(f"<row>{text('A')}{text('kam_unit')}{xml}</row>")).answers == {CELL: Answer(2)}


@pytest.mark.parametrize(
    ("score", "shown"),
    [(4, "4"), (-1, "-1"), (2.5, "2.5"), ("x", "x"), (True, "TRUE"), (False, "FALSE"), (1e300, "1" + "0" * 15)],
)
def test_it_refuses_a_score_that_is_none(score, shown):
    (problem,) = problems_of(workbook_of([("A", "kam_unit", score)]))
    assert problem.startswith(f'row 2, column score: "{shown}')


@pytest.mark.parametrize(
    ("xml", "shown"),
    [
        ('<c t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c t="d"><v>2026-01-02</v></c>', "2026-01-02"),
        ("<c><v>two</v></c>", "two"),
        ("<c><v>nan</v></c>", "nan"),
        ("<c><v>1e999</v></c>", "1e999"),
    ],
)
def test_it_shows_what_stands_in_the_place_of_a_score(xml, shown):
    (problem,) = problems_of(with_row(f"<row>{text('A')}{text('kam_unit')}{xml}</row>"))
    assert problem.startswith(f'row 2, column score: "{shown}" is not a score.')


def test_it_finds_the_columns_by_their_letters_and_the_rows_by_their_numbers():
    row = '<row r="9"><c r="AB9"><v>3</v></c><c r="B9" t="inlineStr"><is><t>A</t></is></c></row>'
    head = '<c r="B1" t="inlineStr"><is><t>element</t></is></c><c r="AA1" t="inlineStr"><is><t>rank</t></is></c>'
    found = problems_of(with_row(row, head))
    assert found[0].startswith('row 1, column AA: "rank" is not a column')
    assert [problem.partition(":")[0] for problem in found[5:]] == ["row 9, column AB"]


def test_it_does_not_mind_cells_that_lie_far_apart():
    row = f'<row r="1048576">{text("A")}{text("kam_unit")}<c><v>1</v></c><c r="XFD1048576"><v></v></c></row>'
    assert read(with_row(row)).answers == {CELL: Answer(1)}


def test_it_refuses_a_formula_even_with_a_result():
    rows = f"<row>{text('A')}{text('kam_unit')}<c><f>1+1</f><v>2</v></c></row>"
    assert problems_of(with_row(rows)) == ['row 2, column score: "=1+1" is a formula. Write the value itself.']
    found = problems_of(workbook_of([("A", "kam_unit", "=1+1"), ("B", "kam_unit", 1, "=A1")]))
    assert [problem.partition(":")[0] for problem in found] == ["row 2, column score", "row 3, column note"]


def test_it_takes_text_that_looks_like_a_formula_for_text():
    row = f"<row>{text('A')}{text('kam_unit')}<c/>{text('=1+1 is what they say')}</row>"
    assert read(with_row(row)).answers == {CELL: Answer(note="=1+1 is what they say")}


def test_it_takes_off_the_apostrophe_that_a_csv_file_needs():
    assert read(workbook_of([("A", "kam_unit", "", "'- as before")])).answers == {CELL: Answer(note="- as before")}


def test_it_reads_text_with_formats_and_without_reading_aids():
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><t>A</t></si>"
        "<si><r><t>kam_</t></r><r><t>unit</t></r><rPh><t>reading aid</t></rPh></si>"
        "<si><t>a_x000D_&#10;b</t></si>"
        "</sst>"
    )
    row = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c/><c t="s"><v>2</v></c></row>'
    book = with_parts(with_row(row), {"xl/sharedStrings.xml": strings.encode()})
    assert read(book).answers == {CELL: Answer(note="a\r\nb")}


def test_it_reads_the_leftmost_sheet_wherever_it_is_kept():
    book = OtherWorkbook()
    book.active.title = "Second"
    book.active.append(["not", "this"])
    first = book.create_sheet("First", 0)
    first.append(HEADER.split(","))
    first.append(["A", "kam_unit", 3])
    file = io.BytesIO()
    book.save(file)
    assert read(file.getvalue()).answers == {CELL: Answer(3)}


def test_it_passes_over_a_sheet_that_is_a_chart():
    book = OtherWorkbook()
    book.active.append(HEADER.split(","))
    book.active.append(["A", "kam_unit", 3])
    book.create_chartsheet("Chart", 0)
    file = io.BytesIO()
    book.save(file)
    assert read(file.getvalue()).answers == {CELL: Answer(3)}


def test_it_reads_a_strict_workbook():
    book = workbook_of([("A", "kam_unit", 3)])
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    relations = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
      <Relationship Id="rId1" Type="{strict}/worksheet" Target="/xl/worksheets/sheet1.xml"/>
      <Relationship Id="rId2" Type="{strict}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"""
    assert read(with_parts(book, {"xl/_rels/workbook.xml.rels": relations.encode()})).answers == {CELL: Answer(3)}


def test_it_leaves_an_element_out_of_scope():
    sheet = read(workbook_of([("E", group, "n/a", "One country.") for group in GROUPS]))
    assert sheet.out_of_scope == ("E",)
    assert sheet.scope_reason == "One country."


@pytest.mark.parametrize("rows", ["", "<row/>", "<row><c/></row>", '<row><c t="inlineStr"><is><t> </t></is></c></row>'])
def test_it_refuses_an_empty_sheet(rows):
    book = with_parts(workbook_of([]), sheet_xml(rows))
    assert problems_of(book) == ["row 1: there is nothing in it. The first line names the columns."]


def test_it_stops_after_500_rows():
    found = problems_of(workbook_of([("A", "kam_unit", 1)] * 600))
    assert found[-1].startswith("row 501: more than 500 rows are filled in.")
