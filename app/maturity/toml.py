"""Reading TOML tables without stopping at the first fault: every fault is noted, and reading goes on."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

UNKNOWN_NUMBER = -1
"""Stands for a whole number that could not be read; real ones are never negative."""

KINDS: dict[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


class Table:
    """A table whose keys are taken one by one.

    ``where`` opens every message ("element A"), ``noun`` says what a key is ("stage"), and ``problems`` collects.
    What is missing or wrong is noted and replaced: "" for text, ``UNKNOWN_NUMBER``, False, nothing for tables.
    """

    def __init__(self, content: Mapping[str, object], where: str, problems: list[str], noun: str = "") -> None:
        """Read ``content``, adding to ``problems``."""
        self.where = where
        self._left = dict(content)
        self._problems = problems
        self._noun = noun

    def note(self, problem: str) -> None:
        """Add a problem of this table."""
        self._problems.append(f"{self.where}: {problem}" if self.where else problem)

    def text(self, key: str, *, may_be_empty: bool = False) -> str:
        """Take a text."""
        value = self._take(key, str)
        if value is not None and not value.strip() and not may_be_empty:
            self.note(f"{self._name(key)} is empty")
        return value or ""

    def whole_number(self, key: str) -> int:
        """Take a whole number from 0 up."""
        value = self._take(key, int)
        if value is not None and value < 0:
            self.note(f"{self._name(key)} must not be negative, as {value} is")
            return UNKNOWN_NUMBER
        return UNKNOWN_NUMBER if value is None else value

    def flag(self, key: str) -> bool:
        """Take true or false."""
        return self._take(key, bool) or False

    def skip(self, key: str) -> None:
        """Let ``key`` be, whatever it holds."""
        self._left.pop(key, None)

    @contextmanager
    def table(self, key: str, where: str, noun: str = "") -> "Iterator[Table]":
        """Take a table, and note the keys nobody took from it. ``noun`` says what its keys are."""
        value = self._take(key, dict)
        # That a table is missing is one problem: what is missing in it goes to a list nobody reads.
        table = Table(value or {}, where, [] if value is None else self._problems, noun)
        yield table
        table.close()

    def tables(self, key: str, singular: str, named_by: str) -> "Iterator[Table]":
        """Take a list of at least one table, each called after its key ``named_by`` ("band ready").

        Asking for the next notes the keys nobody took from the one before.
        """
        value = self._take(key, list)
        if value == []:
            self.note(f"{key} is empty")
        for number, item in enumerate(value or (), start=1):
            if isinstance(item, dict):
                name = item.get(named_by)
                where = f"{singular} {name}" if _can_name(name) else f"{singular} no. {number}"
                table = Table(item, where, self._problems)
                yield table
                table.close()
            else:
                self.note(f"{singular} no. {number} must be {KINDS[dict]}, not {_kind(item)}")

    def close(self) -> None:
        """Note every key that nobody took."""
        for key in self._left:
            self.note(f"unknown {self._noun or 'key'} {key!r}")

    def _take(self, key: str, kind: type[T]) -> T | None:
        if key not in self._left:
            self.note(f"{self._name(key)} is missing")
            return None
        value = self._left.pop(key)
        # To isinstance, true and false are whole numbers.
        if isinstance(value, kind) and isinstance(value, bool) == (kind is bool):
            return value
        self.note(f"{self._name(key)} must be {KINDS[kind]}, not {_kind(value)}")
        return None

    def _name(self, key: str) -> str:
        return f"{self._noun} {key}".lstrip()


def _can_name(value: object) -> bool:
    return isinstance(value, (str, int)) and str(value).strip() != ""


def _kind(value: object) -> str:
    return KINDS.get(type(value), "a date or time")
