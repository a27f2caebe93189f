"""From a sheet to an assessment's answers and scope, or to everything that is wrong with the sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.assessments.sheet.columns import find_columns
from app.assessments.sheet.delimited import read_delimited
from app.assessments.sheet.entries import Entry, RowReader
from app.assessments.sheet.grid import Grid
from app.assessments.sheet.problems import Problem, SheetError
from app.assessments.sheet.report import Report
from app.assessments.sheet.scope import read_scope
from app.assessments.sheet.workbook import read_workbook
from app.assessments.snapshot import UNANSWERED, Answer
from app.maturity.checklist import CellId, Checklist

SIZE_MAX = 2_000_000
_ZIP_START = b"PK\x03\x04"
_OLD_EXCEL_START = bytes.fromhex("D0CF11E0A1B11AE1")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says. ``answers`` holds only cells of which something is said, in checklist order."""

    answers: Mapping[CellId, Answer]
    out_of_scope: tuple[str, ...]
    scope_reason: str


def read_file(path: Path, checklist: Checklist) -> Sheet:
    """Return what the CSV file or workbook at ``path`` says. SheetError with everything that is wrong."""
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_MAX + 1)
    except OSError as error:
        raise SheetError([Problem(f"the file can't be read: {error.strerror}.")]) from error
    return read_sheet(data, checklist, path.suffix)


def read_sheet(data: bytes, checklist: Checklist, suffix: str = "") -> Sheet:
    """Return what the bytes of a CSV file or workbook say. SheetError with everything that is wrong.

    What the bytes begin with tells the two apart; ``suffix``, such as ".xlsx", only serves a better message.
    """
    grid = _grid(data, suffix)
    if not grid.rows and not grid.problems:
        raise SheetError([Problem("there is nothing in it. The first line names the columns.", grid.place(1))])
    report = Report(grid)
    sheet = _sheet(grid, checklist, report)
    problems = [*report.problems(), *grid.problems]
    if problems:
        raise SheetError(problems)
    return sheet


def _grid(data: bytes, suffix: str) -> Grid:
    if len(data) > SIZE_MAX:
        raise SheetError([Problem(f"the file is larger than {SIZE_MAX // 1_000_000} MB, and was not read.")])
    if data.startswith(_ZIP_START):
        return read_workbook(data)
    if data.startswith(_OLD_EXCEL_START):
        message = "this is an old Excel file (XLS), or one with a password. Save it as XLSX without a password."
        raise SheetError([Problem(message)])
    if suffix.casefold() in {".xlsx", ".xlsm"} and data:
        raise SheetError([Problem("the file is called a workbook (XLSX), but it is none.")])
    return read_delimited(data)


def _sheet(grid: Grid, checklist: Checklist, report: Report) -> Sheet:
    entries = _entries(grid, checklist, report)
    out_of_scope, reason = read_scope(list(entries.values()), checklist, report)
    answers = {
        cell: entries[cell].answer
        for cell in checklist.cells
        if cell in entries and cell.element not in out_of_scope and entries[cell].answer != UNANSWERED
    }
    return Sheet(answers, out_of_scope, reason)


def _entries(grid: Grid, checklist: Checklist, report: Report) -> dict[CellId, Entry]:
    """Return the first entry of each cell. Another one of the same cell is reported."""
    if not grid.rows:
        return {}
    header, *rows = grid.rows
    columns = find_columns(header, checklist, report)
    reader = RowReader(checklist, columns, report)
    first: dict[CellId, Entry] = {}
    for row in rows if columns.answers else []:
        entry = reader.read(row)
        if entry.cell is None:
            continue
        kept = first.setdefault(entry.cell, entry)
        if kept is not entry:
            name = " / ".join(entry.cell)
            report.add(entry.row, "group", f"{name} is already on {report.place(kept.row)}. Keep one of the two.")
    return first
