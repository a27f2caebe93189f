"""Scores in, result out: totals, ranges, bands, edges and scope. Integers and fractions only.

Bands are stated for the whole checklist. With elements out of scope the scale is shorter, and a score
belongs to the band of its exact proportion: ``score * checklist.maximum / maximum``, never rounded.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from app.maturity.checklist import Band, CellId, Checklist

Scores = Mapping[CellId, int]


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of some cells. Unscored cells are not zero: the final total lies in ``low``..``high``."""

    score: int
    """Of the cells scored so far."""
    maximum: int
    scored: int
    cells: int

    @property
    def complete(self) -> bool:
        """Whether every cell is scored."""
        return self.scored == self.cells

    @property
    def low(self) -> int:
        """The final total if every open cell scores nothing."""
        return self.score

    @property
    def high(self) -> int:
        """The final total if every open cell reaches the top stage."""
        return self.score + self.maximum // self.cells * (self.cells - self.scored)


@dataclass(frozen=True, slots=True)
class ElementTotal(Total):
    """The total of an element's five cells."""

    nearest_stage: int | None
    """Score of the stage whose mark on the chart (0, 5, 10, 15) is nearest. None until complete."""


@dataclass(frozen=True, slots=True)
class NextBand:
    """The band above, and how many whole points of the assessment's own scale it takes to reach it."""

    band: Band
    points: int


@dataclass(frozen=True, slots=True)
class Result:
    """What the scores of one assessment come to. ``band`` and what follows from it are None until complete."""

    overall: Total
    elements: Mapping[str, ElementTotal]
    """By letter, in checklist order, only what is in scope."""
    groups: Mapping[str, Total]
    """By group key, in checklist order."""
    out_of_scope: tuple[str, ...]
    """Letters, in checklist order."""
    band_edges: tuple[Fraction, ...]
    """Where the bands begin, and where the last one ends, on the assessment's own scale."""
    bands_possible: tuple[Band, ...]
    """Low to high; one when complete."""
    band: Band | None
    on_edge: bool
    """Whether the score lies exactly where two bands meet (and so counts for the higher). False until complete."""
    points_into_band: int | None
    """Whole points above the lowest whole score of the band."""
    next_band: NextBand | None
    """None in the top band, too."""

    @property
    def complete(self) -> bool:
        """Whether every cell in scope is scored."""
        return self.overall.complete

    @property
    def full_scope(self) -> bool:
        """Whether no element is left out."""
        return not self.out_of_scope


def assess(checklist: Checklist, scores: Scores, out_of_scope: Collection[str] = ()) -> Result:
    """Return what ``scores`` come to. A cell that is not scored is left out of ``scores``.

    ``out_of_scope`` holds letters of elements that are ``scope_optional``.
    ValueError for an unknown cell or element, an impossible score, or a score for what is out of scope.
    """
    left_out = _checked_scope(checklist, out_of_scope)
    _check_scores(checklist, scores, left_out)
    top = checklist.top_stage
    by_element: dict[str, list[int]] = {e.letter: [] for e in checklist.elements if e.letter not in left_out}
    by_group: dict[str, list[int]] = {group.key: [] for group in checklist.groups}
    for (letter, key), score in scores.items():
        by_element[letter].append(score)
        by_group[key].append(score)
    return _result(
        checklist,
        _total(list(scores.values()), len(by_element) * len(by_group), top),
        {letter: _element_total(given, len(by_group), top) for letter, given in by_element.items()},
        {key: _total(given, len(by_element), top) for key, given in by_group.items()},
        left_out,
    )


def band_of(checklist: Checklist, score: int, maximum: int) -> Band:
    """Return the band of ``score`` on a scale of ``maximum``. A score on a shared edge is in the higher band."""
    proportional = score * checklist.maximum
    return next(band for band in reversed(checklist.bands) if band.low * maximum <= proportional)


def lies_on_edge(checklist: Checklist, score: int, maximum: int) -> bool:
    """Whether ``score`` on a scale of ``maximum`` lies exactly where two bands meet."""
    return any(band.low * maximum == score * checklist.maximum for band in checklist.bands[1:])


def first_score(checklist: Checklist, band: Band, maximum: int) -> int:
    """Return the lowest whole score on a scale of ``maximum`` that lies in ``band`` (20 of 135: 18 of 120)."""
    return -(-band.low * maximum // checklist.maximum)


def _checked_scope(checklist: Checklist, out_of_scope: Collection[str]) -> tuple[str, ...]:
    if not out_of_scope:
        return ()
    optional = {element.letter: element.scope_optional for element in checklist.elements}
    for letter in out_of_scope:
        if letter not in optional:
            raise ValueError(f"there is no element {letter}")
        if not optional[letter]:
            raise ValueError(f"element {letter} cannot be out of scope")
    return tuple(letter for letter in optional if letter in out_of_scope)


def _check_scores(checklist: Checklist, scores: Scores, left_out: tuple[str, ...]) -> None:
    cells, top = checklist.cells, checklist.top_stage
    for cell, score in scores.items():
        if cell not in cells:
            raise ValueError(f"there is no cell {'/'.join(cell)}")
        # The exact type: True is an int to isinstance, but nobody's score.
        if type(score) is not int or not 0 <= score <= top:
            raise ValueError(f"cell {'/'.join(cell)}: {score!r} is not a whole number from 0 to {top}")
        if cell[0] in left_out:
            raise ValueError(f"cell {'/'.join(cell)} has a score, but element {cell[0]} is out of scope")


def _total(given: Sequence[int], cells: int, top: int) -> Total:
    return Total(sum(given), cells * top, len(given), cells)


def _element_total(given: Sequence[int], cells: int, top: int) -> ElementTotal:
    score = sum(given)
    # The marks stand ``cells`` points apart, so this rounds to the nearest; five cells leave no ties.
    nearest = (2 * score + cells) // (2 * cells) if len(given) == cells else None
    return ElementTotal(score, cells * top, len(given), cells, nearest)


def _result(
    checklist: Checklist,
    overall: Total,
    elements: Mapping[str, ElementTotal],
    groups: Mapping[str, Total],
    left_out: tuple[str, ...],
) -> Result:
    starts, edges = _scale(checklist.bands, checklist.maximum, overall.maximum)
    standing = _standing(checklist, starts, overall) if overall.complete else _OPEN
    return Result(
        overall=overall,
        elements=elements,
        groups=groups,
        out_of_scope=left_out,
        band_edges=edges,
        bands_possible=_bands_possible(checklist, starts, overall),
        band=standing.band,
        on_edge=standing.on_edge,
        points_into_band=standing.points_into_band,
        next_band=standing.next_band,
    )


@lru_cache(64)
def _scale(bands: tuple[Band, ...], whole: int, maximum: int) -> tuple[tuple[int, ...], tuple[Fraction, ...]]:
    """Return the first whole scores of the bands on a scale of ``maximum``, and their edges: the same every time."""
    edges = [*(band.low for band in bands), bands[-1].high]
    starts = (-(-band.low * maximum // whole) for band in bands)
    return tuple(starts), tuple(Fraction(edge * maximum, whole) for edge in edges)


def _bands_possible(checklist: Checklist, starts: Sequence[int], overall: Total) -> tuple[Band, ...]:
    lasts = [*(start - 1 for start in starts[1:]), overall.maximum]
    spans = zip(checklist.bands, starts, lasts, strict=True)
    return tuple(band for band, first, last in spans if max(first, overall.low) <= min(last, overall.high))


class _Standing(NamedTuple):
    """Where a complete score stands among the bands."""

    band: Band | None
    on_edge: bool
    points_into_band: int | None
    next_band: NextBand | None


_OPEN = _Standing(band=None, on_edge=False, points_into_band=None, next_band=None)


def _standing(checklist: Checklist, starts: Sequence[int], overall: Total) -> _Standing:
    band = band_of(checklist, overall.score, overall.maximum)
    place = checklist.bands.index(band)
    above = place + 1
    return _Standing(
        band=band,
        on_edge=lies_on_edge(checklist, overall.score, overall.maximum),
        points_into_band=overall.score - starts[place],
        next_band=NextBand(checklist.bands[above], starts[above] - overall.score) if above < len(starts) else None,
    )
