"""A comparison in, sentences out: what changed from one cycle to another, exact and never vague.

The headline says, in this order:

1. how the overall score went: rose, fell or stayed; both scores; the change with its sign; and the band of each cycle,
   "Ready for KAM → In transition", or "still In transition". When a cell of either cycle can't be compared, the scores
   are the sums of those that can, and it says on how many cells; each cycle's own score and band follow.
2. which elements moved most. A gain is the *largest* only when another element gained less, and the *only* one
   when no other gained; those that tie are all named. What goes the way of the overall score comes first.

The caveats then name other checklist versions and scopes, what is not compared and why, and what is provisional.
Visible words take the minus sign of print (U+2212), never a hyphen.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from app.maturity.checklist import CellId
from app.maturity.comparison import (
    Assessed,
    Change,
    Comparison,
    ElementChange,
    GroupChange,
    Reason,
    Side,
    Step,
    fell,
    largest_falls,
    largest_gains,
    rose,
    stayed,
)
from app.maturity.scoring import first_score

Named = TypeVar("Named", ElementChange, GroupChange)

_WORDS = {"rose": "higher", "fell": "lower", "stayed": "the same"}


def signed(number: int) -> str:
    """Return "+2", "−1" or "0"."""
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"


def change_words(change: Change) -> str:
    """Return "higher", "lower" or "the same", which stands after the signed figure."""
    return _WORDS[change.direction]


def narrative(comparison: Comparison) -> str:
    """Return all there is to say: the headline and the caveats."""
    return " ".join((headline(comparison), *caveats(comparison)))


def headline(comparison: Comparison) -> str:
    """Return how the overall score went, and which elements moved most."""
    said = (overall_sentence(comparison), scales_sentence(comparison), elements_sentence(comparison))
    return " ".join(filter(None, said))


def overall_sentence(comparison: Comparison) -> str:
    """Return how the overall score went: with the bands, or on how many cells."""
    if not comparison.cells:
        return "No cell can be compared, so there is no change to tell."
    course = f"Overall {course_of(comparison.overall)}"
    if comparison.is_whole:
        return f"{course}{_bands(comparison)}."
    return f"{course} on the {_count(len(comparison.cells), 'cell')} that both have."


def scales_sentence(comparison: Comparison) -> str:
    """Return where each cycle stands on its own scale; nothing when the scores that are compared say so."""
    if comparison.is_whole:
        return ""
    before, after = comparison.before, comparison.after
    return f"Each on its own scale: {before.name} {standing(before)}; {after.name} {standing(after)}."


def course_of(change: Change) -> str:
    """Return "rose from 54 to 71 (+17)", "fell from 71 to 54 (−17)" or "stayed at 54"."""
    if not change.by:
        return f"stayed at {change.before}"
    return f"{change.direction} from {change.before} to {change.after} ({signed(change.by)})"


def elements_sentence(comparison: Comparison) -> str:
    """Return which elements moved most, each way; nothing when there is nothing to compare."""
    return _movers(comparison, "element", comparison.elements)


def groups_sentence(comparison: Comparison) -> str:
    """Return which groups moved most, each way; nothing when there is nothing to compare."""
    return _movers(comparison, "group", comparison.groups)


def counts_sentence(comparison: Comparison) -> str:
    """Return how many elements went which way: "7 elements rose, 1 fell, 1 stayed the same."."""
    elements = comparison.elements
    up, down, same = len(rose(elements)), len(fell(elements)), len(stayed(elements))
    return f"{_count(up, 'element')} rose, {down} fell, {same} stayed the same."


def cells_sentence(comparison: Comparison) -> str:
    """Return how many of the cells that can be compared went which way."""
    cells = comparison.cells
    up, down, same = len(rose(cells)), len(fell(cells)), len(stayed(cells))
    return f"{_count(up, 'cell')} rose, {down} fell, {same} stayed the same."


def crossings(steps: Iterable[Step]) -> tuple[str, ...]:
    """Return between which cycles the score came into another band, of those that can be compared whole."""
    pairs = (step.since_previous for step in steps)
    return tuple(filter(None, (_crossing(pair) for pair in pairs if pair and pair.is_whole)))


def caveats(comparison: Comparison) -> tuple[str, ...]:
    """Return which versions and scopes differ, what is not compared and why, and which cycle is provisional."""
    before, after = comparison.before, comparison.after
    said = [_versions(before, after), _scope_of_both(before, after)]
    said += [_not_compared(comparison, reason) for reason in Reason]
    said += [f"{cycle.name} is provisional: it is still a draft." for cycle in (before, after) if cycle.provisional]
    return tuple(filter(None, said))


def standing(cycle: Assessed) -> str:
    """Return "71 of 135, In transition", or "so far 41, final between 41 and 107" while cells are open."""
    overall, band = cycle.result.overall, cycle.result.band
    if band is None:
        return f"so far {overall.score}, final between {overall.low} and {overall.high}"
    return f"{overall.score} of {overall.maximum}, {band.name}"


def _bands(comparison: Comparison) -> str:
    """Return the bands of two cycles that are compared whole, and so complete."""
    before, after = comparison.before.result.band, comparison.after.result.band
    assert before is not None
    assert after is not None
    return f", still {after.name}" if before.name == after.name else f": {before.name} → {after.name}"


def _crossing(comparison: Comparison) -> str:
    """Return what became of the band; nothing when it stayed, or when another version cuts the scale otherwise."""
    before, after = comparison.before, comparison.after
    was, now = before.result.band, after.result.band
    if was is None or now is None or was == now or before.checklist.bands != after.checklist.bands:
        return ""
    band = now if now.low > was.low else was
    edge = first_score(after.checklist, band, after.result.overall.maximum)
    went = f"reached {edge}" if band is now else f"fell below {edge}"
    return f"Between {before.name} and {after.name} the score {went}, where {band.name} begins."


def _movers(comparison: Comparison, kind: str, changes: Sequence[Named]) -> str:
    up, down = rose(changes), fell(changes)
    if not up and not down:
        return _nothing_moved(comparison, kind) if changes else ""
    if len(changes) > 1 and len({one.change.by for one in changes}) == 1:
        which = f"{kind}s" if comparison.is_whole else f"{kind}s compared"
        return f"Each of the {len(changes)} {which} {'rose' if up else 'fell'} by {abs(changes[0].change.by)}."
    said = [
        _most("gain", up, largest_gains(up)) or f"no {kind} rose",
        _most("fall", down, largest_falls(down)) or f"no {kind} fell",
    ]
    if comparison.overall.by < 0:
        said.reverse()
    sentence = "; ".join(said)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _most(word: str, ranked: Sequence[Named], most: Sequence[Named]) -> str:
    """Return the ``most`` of those that went one way: "largest gain: Data +5", "falls: Data, Culture, each −1"."""
    if not most:
        return ""
    by = signed(most[0].change.by)
    names = ", ".join(_name(one) for one in most)
    largest = "" if len(most) == len(ranked) else "largest "
    if len(most) == 1:
        return f"{largest or 'only '}{word}: {names} {by}"
    return f"{largest}{word}s: {names}, each {by}"


def _name(one: ElementChange | GroupChange) -> str:
    name = one.element.name if isinstance(one, ElementChange) else one.group.name
    return name if one.is_whole else f"{name} ({one.shared} of {one.cells} cells)"


def _nothing_moved(comparison: Comparison, kind: str) -> str:
    changed, cells = len(comparison.changed), len(comparison.cells)
    if changed:
        return f"No {kind}’s total changed, though {_count(changed, 'cell')} did."
    return f"None of the {_count(cells, 'cell')} changed."


def _versions(before: Assessed, after: Assessed) -> str:
    one, other = before.checklist, after.checklist
    if (one.version, one.language) == (other.version, other.language):
        return ""
    names = [f"{checklist.version} ({checklist.language})" for checklist in (one, other)]
    return f"{before.name} was assessed by checklist {names[0]}, {after.name} by checklist {names[1]}."


def _scope_of_both(before: Assessed, after: Assessed) -> str:
    letters = [letter for letter in after.result.out_of_scope if letter in before.result.out_of_scope]
    return f"{_elements(after, letters)} out of scope in both." if letters else ""


def _not_compared(comparison: Comparison, reason: Reason) -> str:
    """Return which cells are not compared for this reason; nothing when there are none."""
    sides: dict[Side, list[CellId]] = {}
    for one in comparison.unshared:
        if one.reason is reason:
            sides.setdefault(one.side, []).append(one.cell)
    return " ".join(_lacking(comparison, reason, side, cells) for side, cells in sides.items())


def _lacking(comparison: Comparison, reason: Reason, side: Side, cells: Sequence[CellId]) -> str:
    lacks = comparison.before if side == "before" else comparison.after
    number = _count(len(cells), "cell")
    is_or_are = "is" if len(cells) == 1 else "are"
    if reason is Reason.OUT_OF_SCOPE:
        return f"{_elements(lacks, dict.fromkeys(cell.element for cell in cells))} out of scope in {lacks.name}."
    if reason is Reason.OTHER_TEXTS:
        return f"{number} {'reads' if len(cells) == 1 else 'read'} differently in the two checklists."
    if reason is Reason.NOT_IN_CHECKLIST:
        return f"{number} {is_or_are} not in the checklist of {lacks.name}."
    return f"{number} {is_or_are} not scored yet in {'either' if side == 'both' else lacks.name}."


def _elements(cycle: Assessed, letters: Iterable[str]) -> str:
    """Return "E Transnational issues is" or "D Culture, E Transnational issues are"."""
    names = [f"{letter} {cycle.checklist.element(letter).name}" for letter in letters]
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"
