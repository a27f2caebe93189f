"""Rows of text, wherever they come from. What they say is none of this module's business."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.assessments.sheet.problems import Problem

ROWS_MAX = 500
COLUMNS_MAX = 50


@dataclass(frozen=True, slots=True)
class Value:
    """What stands in one place of a sheet. Nothing there is the empty text."""

    text: str
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``values`` holds what is not blank, by column from 0; ``number`` counts from 1 as a person does."""

    number: int
    values: Mapping[int, Value]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a sheet that are not blank, and what kept it from being read further."""

    unit: str
    """What a row is called: line in a text file, row in a workbook."""
    rows: Sequence[Row]
    problems: Sequence[Problem]

    def place(self, row: int) -> str:
        """Return how to name the row of this number."""
        return f"{self.unit} {row}"

    def column(self, index: int) -> str:
        """Return how to name the column of this index: by its letters in a workbook, else by its number."""
        return _column_letters(index) if self.unit == "row" else str(index + 1)


class UnreadableError(Exception):
    """From here on nothing can be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def collect(unit: str, rows: Iterable[Row]) -> Grid:
    """Return ``rows`` that are not blank as a grid, up to where they become unreadable or too many."""
    kept: list[Row] = []
    try:
        for row in rows:
            if row.values:
                _check_size(unit, row, len(kept))
                kept.append(row)
    except UnreadableError as error:
        return Grid(unit, kept, [error.problem])
    return Grid(unit, kept, [])


def _check_size(unit: str, row: Row, rows_before: int) -> None:
    place = f"{unit} {row.number}"
    if rows_before == ROWS_MAX:
        message = f"more than {ROWS_MAX} rows are filled in. A sheet has one for each cell of the checklist."
        raise UnreadableError(Problem(message, place))
    if len(row.values) > COLUMNS_MAX:
        raise UnreadableError(Problem(f"more than {COLUMNS_MAX} columns are filled in.", place))


def _column_letters(index: int) -> str:
    """Return what a workbook calls the column of this index: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
