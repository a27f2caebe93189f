"""A checklist of the real shape (nine elements, five groups, four stages) with made-up texts, and scores for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from app.maturity.checklist import Band, Cell, CellId, Checklist, Credit, Element, Group, Stage
from app.maturity.scoring import Result, Scores, assess

LETTERS = "ABCDEFGHI"
GROUPS = ("manager", "unit", "team", "functions", "senior")
TOP = 3
CELLS = tuple(CellId(letter, group) for letter, group in product(LETTERS, GROUPS))
CELLS_WITHOUT_E = tuple(cell for cell in CELLS if cell.element != "E")


def build_checklist(bands: Sequence[tuple[str, int, int]]) -> Checklist:
    """Return the checklist with these bands (key, low, high)."""
    return Checklist(
        version="test",
        language="en",
        title="A checklist",
        guidance="Choose what fits.",
        credit=Credit("Ada", "Things", "A press", 2009, "The structure is Ada's."),
        stages=tuple(Stage(score, f"stage_{score}", f"Stage {score}", "A meaning.") for score in range(TOP + 1)),
        groups=tuple(Group(key, key.title(), key, "Some people.", "") for key in GROUPS),
        elements=tuple(
            Element(letter, f"Element {letter}", letter, "A question?", letter == "E") for letter in LETTERS
        ),
        bands=tuple(Band(key, key.title(), low, high, "A meaning.") for key, low, high in bands),
        glossary=(),
        cells={cell: Cell(cell, tuple(f"{'/'.join(cell)} at {score}." for score in range(TOP + 1))) for cell in CELLS},
    )


CHECKLIST = build_checklist(
    [("not_ready", 0, 20), ("ready", 20, 65), ("in_transition", 65, 110), ("good_practice", 110, 135)]
)


def scores_of(total: int, cells: Iterable[CellId] = CELLS) -> Scores:
    """Return scores for all ``cells`` that sum to ``total``: top scores first, then nothing."""
    scores = {}
    for cell in cells:
        scores[cell] = min(TOP, total)
        total -= scores[cell]
    assert total == 0
    return scores


def scores_by_element(**rows: str) -> Scores:
    """Return scores written as a row of digits per element, in the order of the groups; "-" is not scored."""
    return {
        CellId(letter, group): int(digit)
        for letter, row in rows.items()
        for group, digit in zip(GROUPS, row, strict=True)
        if digit != "-"
    }


@dataclass(frozen=True)
class Cycle:
    """A cycle as it is compared."""

    name: str
    checklist: Checklist
    scores: Scores
    result: Result
    provisional: bool = False


def cycle(
    name: str,
    scores: Scores,
    out_of_scope: tuple[str, ...] = (),
    *,
    provisional: bool = False,
    checklist: Checklist = CHECKLIST,
) -> Cycle:
    """Return a cycle with these scores."""
    return Cycle(name, checklist, scores, assess(checklist, scores, out_of_scope), provisional)


def reworded(cells: Iterable[CellId], version: str = "newer") -> Checklist:
    """Return the checklist in another version, in which these cells read differently."""
    changed: Mapping[CellId, Cell] = {cell: Cell(cell, ("Other.",) * (TOP + 1)) for cell in cells}
    return replace(CHECKLIST, version=version, cells={**CHECKLIST.cells, **changed})


def without(cells: Iterable[CellId], version: str = "newer") -> Checklist:
    """Return the checklist in another version, without these cells."""
    left_out = set(cells)
    kept = {cell: texts for cell, texts in CHECKLIST.cells.items() if cell not in left_out}
    return replace(CHECKLIST, version=version, cells=kept)
