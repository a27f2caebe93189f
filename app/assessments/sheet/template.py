"""An empty sheet, with the described stages beside the blanks, for a workshop on paper or in a spreadsheet."""

from app.assessments.sheet.columns import ANSWER_COLUMNS, reading_columns
from app.maturity.checklist import Cell, Checklist
from app.web.spreadsheet import to_csv


def template_csv(checklist: Checklist) -> bytes:
    """Return the empty sheet as a CSV file. It reads back as an assessment without any answer."""
    header = (*ANSWER_COLUMNS, *reading_columns(checklist))
    return to_csv([header, *(_row(checklist, cell) for cell in checklist.cells.values())])


def _row(checklist: Checklist, cell: Cell) -> tuple[str, ...]:
    element, group = cell.id
    return element, group, "", "", "", checklist.element(element).name, checklist.group(group).name, *cell.descriptions
