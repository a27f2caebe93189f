"""The centre of the app rests on the standard library and itself."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import app.maturity

FILES = sorted(Path(app.maturity.__path__[0]).rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_imports_only_the_standard_library_and_itself(file: Path) -> None:
    assert outsiders(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("import tomllib", []),
        ("from importlib.resources import files", []),
        ("from app.maturity.checklist import Band", []),
        ("import fastapi.responses", ["fastapi.responses"]),
        ("from sqlmodel import Field", ["sqlmodel"]),
        ("from app.web import errors", ["app.web"]),
        ("from app import settings", ["app"]),
        ("import app.maturity_of_cheese", ["app.maturity_of_cheese"]),
        ("from . import checklist", ["."]),
        ("def late():\n    import numpy", ["numpy"]),
    ],
)
def test_the_check_finds_what_does_not_belong(line: str, found: list[str]) -> None:
    assert outsiders(line) == found


def outsiders(source: str) -> list[str]:
    """Return the modules that ``source`` imports from elsewhere; relative imports count, as the app has none."""
    return [name for name in imported(source) if not belongs(name)]


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def belongs(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in sys.stdlib_module_names or f"{name}.".startswith("app.maturity.")
