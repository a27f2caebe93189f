"""Gathers what is wrong with the rows of a sheet."""

from app.assessments.sheet.grid import Grid
from app.assessments.sheet.problems import Problem


class Report:
    """The problems of one grid, by row."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._found: list[tuple[int, Problem]] = []

    def add(self, row: int, column: str, message: str) -> None:
        """Add what is wrong in a column, by name, of the row of this number."""
        self._found.append((row, Problem(message, self.place(row), column)))

    def add_at(self, row: int, index: int, message: str) -> None:
        """Add what is wrong in a column that has no name."""
        self.add(row, self._grid.column(index), message)

    def place(self, row: int) -> str:
        """Return how to name the row of this number."""
        return self._grid.place(row)

    def problems(self) -> list[Problem]:
        """Return what was found, in the order of the rows; within a row, in the order it was found."""
        return [problem for _, problem in sorted(self._found, key=lambda found: found[0])]
