"""Sheets to read, in both kinds, and what is wrong with them."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter import Workbook

from app.assessments.sheet.problems import SheetError
from app.assessments.sheet.reading import Sheet, read_sheet
from app.maturity.loading import load

CHECKLIST = load()
HEADER = "element,group,score,note,evidence"
GROUPS = tuple(group.key for group in CHECKLIST.groups)
FULL = tuple(
    (letter, group, score, "", "") for letter in "ABCDEFGHI" for group, score in zip(GROUPS, "01233", strict=True)
)


def csv_of(*lines: str, header: str = HEADER) -> bytes:
    """Return a CSV file with these lines below the header."""
    return "\n".join([header, *lines, ""]).encode()


def workbook_of(rows: Iterable[Sequence[object]], header: str = HEADER) -> bytes:
    """Return a workbook with these rows below the header. A text that begins with = becomes a formula."""
    file = io.BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([header.split(","), *rows]):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def with_parts(workbook: bytes, parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return ``workbook`` with these parts put in or exchanged."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(file, "w", compression) as new:
        for name in {**dict.fromkeys(old.namelist()), **parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return file.getvalue()


def sheet_xml(rows: str) -> dict[str, bytes]:
    """Return the part of a first sheet with this XML for its rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    return {"xl/worksheets/sheet1.xml": xml.encode()}


def read(data: bytes) -> Sheet:
    """Return what a sheet says."""
    return read_sheet(data, CHECKLIST)


def problems_of(data: bytes, suffix: str = "") -> list[str]:
    """Return everything that is wrong with a sheet, a line each; nothing when it can be read."""
    try:
        read_sheet(data, CHECKLIST, suffix)
    except SheetError as error:
        return [str(problem) for problem in error.problems]
    return []
