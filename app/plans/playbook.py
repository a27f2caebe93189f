"""Hints on what moves each element from stage to stage, read from playbook.toml beside this file."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.maturity.toml import Table
from app.plans.actions import checklist

FILE = Path(__file__).with_name("playbook.toml")


@dataclass(frozen=True, slots=True)
class Source:
    """A document that hints rest on. ``date`` is as it is printed, empty when none is."""

    key: str
    author: str
    title: str
    date: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where in a source a hint comes from; ``part`` is empty for all of it."""

    source: Source
    part: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What moves an element."""

    element: str
    text: str
    citations: tuple[Citation, ...]


class PlaybookError(ValueError):
    """The playbook can't be used. ``problems`` says everything that is wrong with it, a line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@cache
def playbook() -> Mapping[str, Hint]:
    """Return the hint on each element, by its letter, in the order of the checklist."""
    letters = [element.letter for element in checklist().elements]
    return parse(FILE.read_text(encoding="utf-8"), FILE.name, letters)


def parse(written: str, file: str, letters: Sequence[str]) -> Mapping[str, Hint]:
    """Return the hints that a file holds, one for each of the letters. PlaybookError names every fault."""
    try:
        content = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise PlaybookError([f"{file}: {error}"]) from error
    problems: list[str] = []
    root = Table(content, "", problems)
    sources = _sources(root)
    hints = [_hint(table, sources) for table in root.tables("hints", "hint", named_by="element")]
    root.close()
    _note_order(root, [hint.element for hint in hints], letters)
    _note_unused(root, sources, {citation.source.key for hint in hints for citation in hint.citations})
    if problems:
        raise PlaybookError([f"{file}: {problem}" for problem in problems])
    return {hint.element: hint for hint in hints}


def _sources(root: Table) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for table in root.tables("sources", "source", named_by="key"):
        date = table.text("date", may_be_empty=True)
        source = Source(table.text("key"), table.text("author"), table.text("title"), date)
        if source.key in sources:
            table.note("is there twice")
        sources[source.key] = source
    return sources


def _hint(table: Table, sources: Mapping[str, Source]) -> Hint:
    citations = []
    for cited in table.tables("sources", "source", named_by="key"):
        key, part = cited.text("key"), cited.text("part", may_be_empty=True)
        if key in sources:
            citations.append(Citation(sources[key], part))
        else:
            table.note(f"there is no source {key!r}")
    return Hint(table.text("element"), table.text("text"), tuple(citations))


def _note_order(root: Table, found: Sequence[str], letters: Sequence[str]) -> None:
    if list(found) != list(letters):
        root.note(f"there must be a hint on each of {', '.join(letters)}, in this order, not on {', '.join(found)}")


def _note_unused(root: Table, sources: Collection[str], cited: Collection[str]) -> None:
    for key in sources:
        if key not in cited:
            root.note(f"no hint rests on source {key!r}")
