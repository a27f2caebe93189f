"""From the bytes of a CSV file to rows of text."""

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

from app.assessments.sheet.grid import Grid, Row, UnreadableError, Value, collect
from app.assessments.sheet.problems import Problem

UNIT = "line"
ADVICE = "Save it as “CSV UTF-8 (comma delimited)”."


def read_delimited(data: bytes) -> Grid:
    """Return the lines of a CSV file. A byte that is not UTF-8 becomes a lone surrogate in its cell."""
    return collect(UNIT, _rows(data))


def _rows(data: bytes) -> Iterator[Row]:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise UnreadableError(Problem(f"this is not UTF-8 but UTF-16. {ADVICE}", f"{UNIT} 1"))
    # Bytes that are not UTF-8 are kept as surrogates, so that each is reported where it stands.
    text = data.decode("utf-8-sig", errors="surrogateescape")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 1
    try:
        for cells in reader:
            yield Row(number, {column: _value(cell) for column, cell in enumerate(cells) if cell.strip()})
            number = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(Problem(_explanation(error), f"{UNIT} {number}")) from error


def _value(cell: str) -> Value:
    return Value(cell, formula=cell.startswith("="))


def _explanation(error: csv.Error) -> str:
    if "limit" in str(error):
        return f"a cell is longer than {csv.field_size_limit():,} characters. Is a closing quote missing?"
    return (
        'the quotes do not match. A cell that holds a comma, a quote or a line break stands in "quotes", '
        "with each quote inside it doubled. The lines after this one were not read."
    )
