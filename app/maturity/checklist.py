"""The instrument as data: elements, groups, stages, cells and bands.

Source of the structure: D. J. Woodburn, report on organising for KAM (2009),
appendix "Transformation stages". The texts live in ``content/``; ``loading.py``
reads and validates them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class CellId(NamedTuple):
    """Where a cell stands: an element's letter and a group's key."""

    element: str
    group: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the four stages; ``score`` is 0 to 3."""

    score: int
    key: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Group:
    """One of the five groups of people. ``early_help`` is empty when there is nothing to add."""

    key: str
    name: str
    short: str
    about: str
    early_help: str


@dataclass(frozen=True, slots=True)
class Element:
    """One of the nine elements. Only one that is ``scope_optional`` may be declared out of scope."""

    letter: str
    name: str
    short: str
    about: str
    scope_optional: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """An element seen for one group: four descriptions, indexed by score."""

    id: CellId
    descriptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A range of the overall score. A score on a shared edge belongs to the higher band."""

    key: str
    name: str
    low: int
    high: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the glossary."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Credit:
    """Whose instrument it is."""

    author: str
    title: str
    publisher: str
    year: int
    statement: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """A version of the checklist in one language. Everything stands in checklist order."""

    version: str
    language: str
    title: str
    guidance: str
    credit: Credit
    stages: tuple[Stage, ...]
    groups: tuple[Group, ...]
    elements: tuple[Element, ...]
    bands: tuple[Band, ...]
    glossary: tuple[Term, ...]
    cells: Mapping[CellId, Cell]

    @property
    def top_stage(self) -> int:
        """The highest score of a cell (3)."""
        return self.stages[-1].score

    @property
    def maximum(self) -> int:
        """The highest overall score with every element in scope (135)."""
        return len(self.cells) * self.top_stage

    def element(self, letter: str) -> Element:
        """Return the element of this letter. KeyError when there is none."""
        return _find(self.elements, "letter", letter)

    def group(self, key: str) -> Group:
        """Return the group of this key. KeyError when there is none."""
        return _find(self.groups, "key", key)

    def description(self, cell: CellId, score: int) -> str:
        """Return what ``cell`` looks like at ``score`` (0 to 3)."""
        return self.cells[cell].descriptions[score]

    def cells_of(self, element: str) -> tuple[Cell, ...]:
        """Return the five cells of an element, in the order of the groups."""
        return tuple(self.cells[CellId(element, group.key)] for group in self.groups)


def _find(items: tuple[T, ...], attribute: str, wanted: str) -> T:
    for item in items:
        if getattr(item, attribute) == wanted:
            return item
    raise KeyError(wanted)
