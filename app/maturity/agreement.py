"""Votes in, distribution, spread and perception gap out, and what of it may be shown without showing anybody.

Don't knows are told beside the stages, and are in no number of votes, median or spread. Of two middle votes the lower
one is the median, as the lower stage is to be chosen if two fit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

MINIMUM = 5
"""Votes that a distribution is made of at least, so that nobody is told from it."""
LOWEST_MINIMUM = 3
FAR = 2  # stages from the median


class Spread(StrEnum):
    """How far the votes on a cell lie apart."""

    CLOSE = "close"
    SOME = "some"
    WIDE = "wide"


RULE = (
    "Each person voted alone, and nobody saw any votes on a cell before they were revealed. The room then agreed a "
    "score; the median, of two middle votes the lower one, was a suggestion."
)
SPREAD_RULE = (
    "The spread of votes is called wide when a quarter or more of them stand two or more stages from the median, "
    "otherwise close when more than half are for one stage, and else some."
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many voted for each stage, from the lowest to the top one, and how many said that they don't know.

    ValueError when one of the numbers is negative.
    """

    stages: tuple[int, ...]
    unknown: int = 0

    def __post_init__(self) -> None:
        if min(*self.stages, self.unknown) < 0:
            raise ValueError(f"there are no {self}")

    @property
    def n(self) -> int:
        """How many chose a stage."""
        return sum(self.stages)

    @property
    def empty(self) -> bool:
        """Whether nobody answered at all, not even with a don't know."""
        return not self.n and not self.unknown

    @property
    def median(self) -> int | None:
        """The stage in the middle, the lower one of two. None without votes."""
        below = 0
        for stage, votes in enumerate(self.stages):
            below += votes
            if below and 2 * below >= self.n:
                return stage
        return None

    @property
    def spread(self) -> Spread | None:
        """Wide, close or some: SPREAD_RULE says when. None without votes.

        Wide is looked for first: eight votes for 0 and seven for 3 are no agreement, though over half are the same.
        """
        if not self.n:
            return None
        if 4 * sum(votes for distance, votes in self._distances() if distance >= FAR) >= self.n:
            return Spread.WIDE
        return Spread.CLOSE if 2 * max(self.stages) > self.n else Spread.SOME

    @property
    def disagreement(self) -> Fraction:
        """The larger, the sooner a room should talk of it: by the word of the spread, then by the mean distance.

        That is the distance from the median, in stages, which is less than there are stages. 0 without votes.
        """
        if not self.spread:
            return Fraction(0)
        mean = Fraction(sum(distance * votes for distance, votes in self._distances()), self.n)
        return list(Spread).index(self.spread) * len(self.stages) + mean

    def __add__(self, other: "Counts") -> "Counts":
        stages = (mine + theirs for mine, theirs in zip(self.stages, other.stages, strict=True))
        return Counts(tuple(stages), self.unknown + other.unknown)

    def __sub__(self, other: "Counts") -> "Counts":
        stages = (mine - theirs for mine, theirs in zip(self.stages, other.stages, strict=True))
        return Counts(tuple(stages), self.unknown - other.unknown)

    def _distances(self) -> list[tuple[int, int]]:
        middle = self.median or 0
        return [(abs(stage - middle), votes) for stage, votes in enumerate(self.stages)]


@dataclass(frozen=True, slots=True)
class Views:
    """What may be shown of the votes on a cell, so that no two views differ by fewer than the minimum."""

    whole: Counts | None
    """All votes. None, with no groups and no rest, when they are too few."""
    groups: Mapping[str, Counts]
    """The groups that may be shown by themselves, in the order in which they were given."""
    rest: Counts | None
    """The groups that may not, together. None when there are none."""


@dataclass(frozen=True, slots=True)
class PerceptionGap:
    """How the group concerned sees itself, and how all the others see it."""

    own: Counts
    others: Counts

    @property
    def difference(self) -> int:
        """Stages by which the median of the group itself lies above (or, negative, below) that of the others."""
        return (self.own.median or 0) - (self.others.median or 0)


def count(votes: Iterable[int | None], stages: int) -> Counts:
    """Return how often each of so many stages was voted for. None is a don't know.

    ValueError for a vote that is no stage.
    """
    counted, unknown = [0] * stages, 0
    for vote in votes:
        if vote is None:
            unknown += 1
        elif 0 <= vote < stages:
            counted[vote] += 1
        else:
            raise ValueError(f"{vote} is not a stage from 0 to {stages - 1}")
    return Counts(tuple(counted), unknown)


def permitted(by_group: Mapping[str, Counts], own: str, minimum: int = MINIMUM) -> Views:
    """Return what may be shown of the votes on a cell, which is about the group ``own``.

    Each group shown, and all that are not shown together, have no answers or at least ``minimum`` votes. Where the
    latter would have fewer, the smallest group shown joins them (of equals the later), ``own`` only if it is alone.
    ValueError when ``minimum`` is below the lowest one.
    """
    if minimum < LOWEST_MINIMUM:
        raise ValueError(f"a minimum of {minimum} is below {LOWEST_MINIMUM}")
    whole = _sum(by_group.values())
    if whole is None or whole.n < minimum:
        return Views(None, {}, None)
    hidden = {group for group, counts in by_group.items() if not counts.empty and counts.n < minimum}
    if hidden and sum(by_group[group].n for group in hidden) < minimum:
        large = [group for group, counts in by_group.items() if counts.n >= minimum]
        hidden.add(min(reversed(large), key=lambda group: (group == own, by_group[group].n)))
    shown = {group: counts for group, counts in by_group.items() if group not in hidden}
    return Views(whole, shown, _sum(by_group[group] for group in hidden))


def perception_gap(views: Views, own: str) -> PerceptionGap | None:
    """Return how the group ``own`` sees itself and the others see it. None unless both sides have enough votes."""
    mine = views.groups.get(own)
    if not views.whole or not mine or not mine.n:
        return None
    others = views.whole - mine
    return PerceptionGap(mine, others) if others.n else None


def _sum(counts: Iterable[Counts]) -> Counts | None:
    total: Counts | None = None
    for one in counts:
        total = total + one if total else one
    return total
