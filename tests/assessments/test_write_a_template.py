"""The empty sheet: what a workshop fills in, on paper or in a spreadsheet."""

import csv
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from app.assessments.sheet.guide import guide_lines
from app.assessments.sheet.reading import Sheet
from app.assessments.sheet.template import template_csv
from app.assessments.sheet.template_workbook import template_workbook
from tests.assessments.sheets import CHECKLIST, problems_of, read

STAGES = ("0 Change required", "1 Ready to change", "2 Transition state", "3 Best practice KAM")
TEMPLATES = [template_csv, template_workbook]


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_reads_back_as_a_sheet_without_answers(template):
    assert read(template(CHECKLIST)) == Sheet({}, (), "")


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_is_the_same_each_time(template):
    assert template(CHECKLIST) == template(CHECKLIST)


def csv_rows():
    return list(csv.DictReader(io.StringIO(template_csv(CHECKLIST).decode("utf-8-sig"), newline="")))


def workbook():
    return load_workbook(io.BytesIO(template_workbook(CHECKLIST)))


def workbook_rows():
    header, *rows = workbook()["Scores"].iter_rows(values_only=True)
    return [dict(zip(header, [value or "" for value in row], strict=True)) for row in rows]


@pytest.mark.parametrize("rows", [csv_rows, workbook_rows])
def test_it_has_every_cell_with_its_stages_beside_the_blanks(rows):
    assert [(row["element"], row["group"]) for row in rows()] == [tuple(cell) for cell in CHECKLIST.cells]
    for row, cell in zip(rows(), CHECKLIST.cells.values(), strict=True):
        assert (row["score"], row["note"], row["evidence"]) == ("", "", "")
        assert row["element name"] == CHECKLIST.element(cell.id.element).name
        assert row["group name"] == CHECKLIST.group(cell.id.group).name
        assert tuple(row[stage] for stage in STAGES) == cell.descriptions


def test_it_begins_with_the_columns_that_every_sheet_has():
    assert template_csv(CHECKLIST).decode("utf-8-sig").startswith("element,group,score,note,evidence,")


def test_it_can_be_filled_in_as_a_workbook():
    book = workbook()
    columns = {cell.value: cell.column for cell in book["Scores"][1]}
    for row in range(2, 47):
        book["Scores"].cell(row, columns["score"]).value = row % 4
    book["Scores"].cell(46, columns["note"]).value = "The last"
    file = io.BytesIO()
    book.save(file)
    answers = list(read(file.getvalue()).answers.values())
    assert [answer.score for answer in answers] == [row % 4 for row in range(2, 47)]
    assert answers[-1].note == "The last"


def test_it_offers_what_may_be_chosen():
    choices = {}
    for rule in workbook()["Scores"].data_validations.dataValidation:
        choices.update(dict.fromkeys(str(rule.sqref).split(), rule.formula1))
    columns = {cell.value: cell.column_letter for cell in workbook()["Scores"][1]}
    assert len(choices) == 2 * len(CHECKLIST.cells)
    for number, cell in enumerate(CHECKLIST.cells, start=2):
        scores = '"0,1,2,3,n/a"' if cell.element == "E" else '"0,1,2,3"'
        assert choices[f"{columns['score']}{number}"] == scores
        assert choices[f"{columns['evidence']}{number}"] == '"none,anecdotal,documented"'


def test_it_is_ready_to_be_printed():
    sheet = workbook()["Scores"]
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "D2"
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)


def test_it_leaves_room_for_every_description():
    sheet = workbook()["Scores"]
    widths = {letter: dimension.width for letter, dimension in sheet.column_dimensions.items()}
    for row in sheet.iter_rows(min_row=2, max_col=7):
        # Body text is 10 points high; a column holds at least 1.1 of its letters for each unit of its width.
        lines = max(len(str(cell.value)) / (1.1 * widths.get(cell.column_letter, widths["D"])) for cell in row[3:])
        assert sheet.row_dimensions[row[0].row].height >= 13 * lines


def test_it_explains_itself_on_a_second_sheet():
    text = [value for row in workbook()["How to fill it in"].iter_rows(values_only=True) for value in row if value]
    assert text[0] == CHECKLIST.title
    assert CHECKLIST.credit.statement in text
    for stage in CHECKLIST.stages:
        assert stage.meaning in text
    unit = CHECKLIST.group("kam_unit")
    assert f"{unit.about} {unit.early_help}" in text


def test_it_explains_how_to_leave_an_element_out_only_where_one_can():
    assert [line.term for line in guide_lines(CHECKLIST)].count("Element E") == 1
    elements = tuple(replace(element, scope_optional=False) for element in CHECKLIST.elements)
    assert not any(line.term.startswith("Element") for line in guide_lines(replace(CHECKLIST, elements=elements)))


def test_it_guards_descriptions_that_a_spreadsheet_might_run():
    cell = next(iter(CHECKLIST.cells.values()))
    risky = replace(cell, descriptions=("=1+1", "- a", "+ b", "@c"))
    checklist = replace(CHECKLIST, cells={**CHECKLIST.cells, cell.id: risky})
    assert b",'=1+1,'- a,'+ b,'@c\r\n" in template_csv(checklist)
    book = load_workbook(io.BytesIO(template_workbook(checklist)))
    assert [cell.data_type for cell in book["Scores"][2][3:7]] == ["s"] * 4
    assert problems_of(template_workbook(checklist)) == []
