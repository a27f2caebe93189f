"""From a checklist file to a checklist, or to a list of everything that is wrong with the file."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from app.maturity.checklist import Checklist
from app.maturity.reading import read_checklist
from app.maturity.toml import Table

CONTENT = files("app.maturity") / "content"


class ChecklistError(ValueError):
    """A checklist file cannot be used. ``problems`` says everything that is wrong with it, a line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Carry ``problems``; str() joins the lines."""
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@cache
def load(version: str = "kam-2009", language: str = "en") -> Checklist:
    """Return a checklist that comes with the app. ChecklistError when there is none, or it is faulty."""
    name = f"{version}.{language}.toml"
    if name not in _names():
        raise ChecklistError([f"{name}: there is no such checklist, only {', '.join(_names())}"])
    return read(CONTENT / name)


def versions() -> tuple[str, ...]:
    """Return the versions that come with the app, in whatever language, sorted."""
    return tuple(sorted({name.split(".")[0] for name in _names()}))


def read(file: Traversable) -> Checklist:
    """Return the checklist in ``file``, which is called by its version and language. ChecklistError if faulty."""
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ChecklistError([f"{file.name}: not UTF-8 (byte {error.start})"]) from error
    checklist = parse(text, file.name)
    name = f"{checklist.version}.{checklist.language}.toml"
    if file.name != name:
        raise ChecklistError([f"{file.name}: by the version and language in it, its name should be {name}"])
    return checklist


def parse(text: str, source: str) -> Checklist:
    """Return the checklist that ``text`` holds. ``source``, the file's name, opens every message.

    ChecklistError carries every fault, except those that only show once a list they rest on is right:
    cells are compared with the groups and stages, and the end of the bands with the number of cells.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ChecklistError([f"{source}: {error}"]) from error
    problems: list[str] = []
    checklist = read_checklist(Table(content, "", problems))
    if problems:
        raise ChecklistError([f"{source}: {problem}" for problem in problems])
    return checklist


def _names() -> list[str]:
    return sorted(file.name for file in CONTENT.iterdir() if file.name.endswith(".toml"))
