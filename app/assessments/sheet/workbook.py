"""From the bytes of a workbook (XLSX) to the rows of its first sheet.

Read here rather than by a library, because a stranger's workbook must not cost more than its size: libraries
work out shared formulas (5 KB can take them seconds) and fill the gaps between cells that lie far apart. Dates
and formats are not looked at: a cell holds the text or the number that was entered.
"""

import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from app.assessments.sheet.grid import Grid, Row, collect
from app.assessments.sheet.package import Package
from app.assessments.sheet.problems import Problem
from app.assessments.sheet.worksheet import read_strings, sheet_rows

UNIT = "row"
_UNREADABLE = Problem("this is not a workbook (XLSX) that can be read. Save it anew as XLSX.")

# What malformed archives, XML and numbers were seen to raise.
_MALFORMED = (
    *(zipfile.BadZipFile, zlib.error, ParseError, OSError, EOFError),
    *(LookupError, ValueError, OverflowError, RuntimeError),
)


def read_workbook(data: bytes) -> Grid:
    """Return the rows of the first sheet. A formula stays one, also when a result is stored with it."""
    try:
        return collect(UNIT, _rows(data))
    except _MALFORMED:
        return Grid(UNIT, [], [_UNREADABLE])


def _rows(data: bytes) -> Iterator[Row]:
    package = Package(data)
    book = package.related("", "officeDocument")[0].name
    shared = package.related(book, "sharedStrings")
    strings = read_strings(package.part(shared[0].name)) if shared else []
    yield from sheet_rows(package.part(_first_sheet(package, book)), strings)


def _first_sheet(package: Package, book: str) -> str:
    """Return the part of the leftmost sheet that has cells. The book says the order, its relations the parts."""
    sheets = {part.id: part.name for part in package.related(book, "worksheet")}
    for element in package.index(book).iter():
        for name, value in element.items():
            if element.tag.endswith("}sheet") and name.endswith("}id") and value in sheets:
                return sheets[value]
    raise LookupError(book)
