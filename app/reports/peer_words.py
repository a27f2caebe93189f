"""The sentences of a comparison of units, the same on the page and for those who cannot see its drawings."""

from collections.abc import Sequence

from app.assessments.cycle import Listed
from app.maturity import peers
from app.maturity.checklist import Checklist
from app.maturity.comparison import Change
from app.maturity.peers import Help, Place, Spread, widest_differences
from app.maturity.scoring import Result, Total
from app.reports.peers import Compared, Comparison
from app.reports.wording import listed
from app.web.dates import day

NAMES_SHOWN = 3
WIDEST_RULE = (
    "The cells with the largest difference between two units, in checklist order among equals: at most five. Below "
    "each is what its stage looks like at both ends."
)
HELP_RULE = (
    "A cell in which one unit is at the highest stage and another at 0 or 1: first the cells where somebody is at 0, "
    "then those where somebody is at 1, each in checklist order."
)
SCOPE_RULE = (
    "Scopes differ. An element that is out of scope in a unit is not compared there, and overall scores are compared "
    "by exact proportion: points reached of the points in scope. Each score shown stays on its own scale."
)


def lead(comparison: Comparison) -> str:
    """Return the finding: "4 units, overall 38 to 97 of 135. Widest difference: Data, 3 to 13."."""
    units = comparison.units
    if not units:
        return f"No unit has a final cycle by {day(comparison.on)}."
    count = "1 unit" if len(units) == 1 else f"{len(units)} units"
    rest = _widest(comparison) if len(units) > 1 else "There is nothing to compare it with yet."
    return f"{count}, overall {_overall(comparison)}. {rest}"


def score(total: Total) -> str:
    """Return "97 of 135"."""
    return f"{total.score} of {total.maximum}"


def place(taken: Place) -> str:
    """Return "2", or "2=" when units share it."""
    return f"{taken.number}{'=' if taken.shared else ''}"


def change(unit: Compared) -> Change | None:
    """Return the change of the overall score since the cycle before. None when there is none, or none to compare."""
    before, latest = unit.before, unit.latest
    if before is None or before.cycle.checklist != latest.cycle.checklist:
        return None
    return peers.change(latest.result, before.result)


def since(before: Listed | None) -> str:
    """Return since when something changed, or why nothing is known of that, given that no change can be told."""
    if before is None:
        return "First final cycle"
    return f"Not comparable with {score(before.result.overall)} on {day(before.cycle.details.held_on)}"


def some(names: Sequence[str]) -> str:
    """Return the names, or the first of them and how many more there are."""
    if len(names) <= NAMES_SHOWN + 1:
        return listed(names)
    return f"{', '.join(names[:NAMES_SHOWN])} and {len(names) - NAMES_SHOWN} more"


def held(spread: Spread) -> str:
    """Return who is at the ends of a spread: "3 in North; 13 in South"."""
    if not spread.difference:
        return f"{spread.lowest} in {'each' if spread.compared > 1 else some(spread.lowest_in)}"
    return f"{spread.lowest} in {some(spread.lowest_in)}; {spread.highest} in {some(spread.highest_in)}"


def profile(checklist: Checklist, result: Result) -> str:
    """Return the totals behind a small profile: "Strategy 9, Structure 8, …, of 15 each"."""
    totals = (f"{element.short} {_in_profile(result, element.letter)}" for element in checklist.elements)
    return f"{', '.join(totals)}, of {len(checklist.groups) * checklist.top_stage} each"


def learners(found: Help, *, everybody: bool = False) -> list[tuple[int, str]]:
    """Return each low score of a cell with the units that have it, lowest first; ``everybody`` or ``some`` of them."""
    tell = listed if everybody else some
    scores = dict.fromkeys(learner.score for learner in found.learners)
    return [(score, tell([one.name for one in found.learners if one.score == score])) for score in scores]


def _overall(comparison: Comparison) -> str:
    low, high = (end.result.overall for end in peers.ends(comparison.peers))
    if low == high:
        return score(low)
    if low.maximum == high.maximum:
        return f"{low.score} to {score(high)}"
    return f"{score(low)} to {score(high)}"


def _widest(comparison: Comparison) -> str:
    widest = widest_differences(comparison.elements, len(comparison.checklist.elements))
    if not widest:
        return "Every element has one total in all of them."
    top = widest[0].spread
    names = [one.element.name for one in widest if one.spread.difference == top.difference]
    if len(names) == 1:
        return f"Widest difference: {names[0]}, {top.lowest} to {top.highest}."
    return f"Widest difference: {top.difference} points, in {some(names)}."


def _in_profile(result: Result, letter: str) -> str:
    return str(result.elements[letter].score) if letter in result.elements else "out of scope"
