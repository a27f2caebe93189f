"""Units side by side: how far they lie apart, where, and who could help whom.

All peers are scored with one checklist. What is not scored, or out of scope in a unit, is not compared there. Ties
keep the order of the checklist, and units the order in which they are given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, TypeVar

from app.maturity.checklist import CellId, Checklist, Element
from app.maturity.comparison import Change
from app.maturity.scoring import Result, Scores


class Peer(NamedTuple):
    """A unit as it is compared: what it is called, which is different for each, and what it scored."""

    name: str
    scores: Scores
    result: Result


@dataclass(frozen=True, slots=True)
class Spread:
    """How far units lie apart in one thing, in points, and who is at the ends."""

    lowest: int
    highest: int
    lowest_in: tuple[str, ...]
    highest_in: tuple[str, ...]
    compared: int
    """How many units are compared in it."""

    @property
    def difference(self) -> int:
        """Points from the lowest to the highest."""
        return self.highest - self.lowest


class ElementSpread(NamedTuple):
    """The spread of an element's totals."""

    element: Element
    spread: Spread


class CellSpread(NamedTuple):
    """The spread of a cell's scores."""

    cell: CellId
    spread: Spread


class Learner(NamedTuple):
    """A unit in the lower half of the stages of a cell."""

    name: str
    score: int


class Help(NamedTuple):
    """A cell in which some units are at the top stage and others in the lower half (0 and 1), lowest first."""

    cell: CellId
    helpers: tuple[str, ...]
    learners: tuple[Learner, ...]


class Place(NamedTuple):
    """A place in a ranking, from 1. Units of one proportion share it, and the places after it stay empty."""

    number: int
    shared: bool


Apart = TypeVar("Apart", ElementSpread, CellSpread)


def element_spreads(checklist: Checklist, peers: Sequence[Peer]) -> tuple[ElementSpread, ...]:
    """Return the spread of every element that is complete in at least one unit, in checklist order."""
    return tuple(
        ElementSpread(element, _spread(totals))
        for element in checklist.elements
        if (totals := _totals(element.letter, peers))
    )


def cell_spreads(checklist: Checklist, peers: Sequence[Peer]) -> tuple[CellSpread, ...]:
    """Return the spread of every cell that is scored in at least one unit, in checklist order."""
    return tuple(CellSpread(cell, _spread(scores)) for cell in checklist.cells if (scores := _scores_in(cell, peers)))


def widest_differences(spreads: Iterable[Apart], count: int = 5) -> tuple[Apart, ...]:
    """Return those with the largest difference between two units, largest first; not those without any."""
    differing = (one for one in spreads if one.spread.difference)
    return tuple(sorted(differing, key=lambda one: -one.spread.difference)[:count])


def who_could_help(checklist: Checklist, peers: Sequence[Peer]) -> tuple[Help, ...]:
    """Return the cells in which a unit at the top stage could help one at 0 or 1, the largest gap first."""
    found = (_help(checklist, cell, _scores_in(cell, peers)) for cell in checklist.cells)
    useful = (one for one in found if one.helpers and one.learners)
    return tuple(sorted(useful, key=lambda one: one.learners[0].score))


def proportion(result: Result) -> Fraction:
    """Return the exact share of the points in scope that were reached, by which units of any scope compare."""
    return Fraction(result.overall.score, result.overall.maximum)


def same_scope(peers: Iterable[Peer]) -> bool:
    """Whether the same elements are in scope in all of them."""
    return len({peer.result.out_of_scope for peer in peers}) <= 1


def ends(peers: Sequence[Peer]) -> tuple[Peer, Peer]:
    """Return the units with the lowest and the highest overall proportion: of equals the first, and the last.

    ValueError when there are no units.
    """
    return min(peers, key=_proportion), max(reversed(peers), key=_proportion)


def rank(peers: Iterable[Peer]) -> Mapping[str, Place]:
    """Return the place of each unit, by its name: by overall proportion, the highest first."""
    shares = {peer.name: _proportion(peer) for peer in peers}
    order = sorted(shares.values(), reverse=True)
    return {name: Place(order.index(share) + 1, order.count(share) > 1) for name, share in shares.items()}


def change(now: Result, before: Result) -> Change | None:
    """Return the change of the overall score. None when the scopes differ."""
    if now.out_of_scope != before.out_of_scope:
        return None
    return Change(before.overall.score, now.overall.score)


def _proportion(peer: Peer) -> Fraction:
    return proportion(peer.result)


def _totals(letter: str, peers: Iterable[Peer]) -> dict[str, int]:
    totals = ((peer.name, peer.result.elements.get(letter)) for peer in peers)
    return {name: total.score for name, total in totals if total and total.complete}


def _scores_in(cell: CellId, peers: Iterable[Peer]) -> dict[str, int]:
    return {peer.name: peer.scores[cell] for peer in peers if cell in peer.scores}


def _spread(points: Mapping[str, int]) -> Spread:
    lowest, highest = min(points.values()), max(points.values())
    lowest_in, highest_in = (tuple(name for name, score in points.items() if score == end) for end in (lowest, highest))
    return Spread(lowest, highest, lowest_in, highest_in, len(points))


def _help(checklist: Checklist, cell: CellId, scores: Mapping[str, int]) -> Help:
    top = checklist.top_stage
    helpers = tuple(name for name, score in scores.items() if score == top)
    learners = [Learner(name, score) for name, score in scores.items() if 2 * score < top]
    return Help(cell, helpers, tuple(sorted(learners, key=lambda learner: learner.score)))
