"""What is wrong with a sheet, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import InvalidInputError

SHOWN_MAX = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``place`` is such as "line 7", empty when the whole file is meant."""

    message: str
    place: str = ""
    column: str = ""

    def __str__(self) -> str:
        """Return the problem as one line."""
        column = f"column {self.column}" if self.column else ""
        where = ", ".join(part for part in (self.place, column) if part)
        return f"{where}: {self.message}" if where else self.message


class SheetError(InvalidInputError):
    """A sheet can't be used. ``problems`` holds everything that is wrong with it, in the order of the sheet."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def shown(text: str) -> str:
    """Return ``text`` in quotes, short and printable, so that no file can play with a terminal."""
    cut = text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}…"
    return '"' + "".join(_printable(character) for character in cut) + '"'


def listed(words: Sequence[str], last: str = "or") -> str:
    """Return ``words`` as a person lists them: a, b or c."""
    *most, final = words
    return f"{', '.join(most)} {last} {final}" if most else final


def _printable(character: str) -> str:
    return character if character.isprintable() else f"\\u{ord(character):04x}"
