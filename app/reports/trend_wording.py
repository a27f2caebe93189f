"""The names of the charts that compare cycles of one unit, and their findings and figures for who cannot see them."""

from collections.abc import Iterable
from types import MappingProxyType

from app.maturity import narrative
from app.maturity.checklist import Checklist, Element
from app.maturity.comparison import CellChange, Comparison, compare
from app.maturity.scoring import ElementTotal
from app.reports import wording
from app.reports.palette import WITH_TARGETS, TrendKind
from app.reports.target_marks import TargetMarks
from app.reports.trend import Trend, TrendCycle
from app.web.dates import day

_NAMES = MappingProxyType[TrendKind, str](
    {
        "bandline": "Overall score over time",
        "slope": "Change by element",
        "overlay": "Profiles of the cycles",
        "radar-overlay": "Radars of the cycles",
        "changes": "Change by cell",
    }
)


def chart_title(trend: Trend, kind: TrendKind) -> str:
    """Return what a chart shows, and of which unit and cycles."""
    return f"{_NAMES[kind]}: {trend.organisation}, {trend.unit}, {_span(trend)}"


def chart_alt(trend: Trend, kind: TrendKind, targets: TargetMarks | None = None) -> str:
    """Return the finding of a chart of at least two cycles and its figures, for those who cannot see it."""
    comparison = compare(trend.cycles[0], trend.cycles[-1])
    figures = {
        "bandline": _overall_scores,
        "slope": _element_changes,
        "overlay": _profiles,
        "radar-overlay": _profiles,
        "changes": _cell_changes,
    }
    about_elements = kind in ("slope", "overlay", "radar-overlay")
    finding = narrative.elements_sentence(comparison) if about_elements else narrative.overall_sentence(comparison)
    said = (f"{_NAMES[kind]}, {_span(trend)}.", finding, *figures[kind](trend, comparison))
    return " ".join(filter(None, (*said, _aimed(kind, targets))))


def _aimed(kind: TrendKind, targets: TargetMarks | None) -> str:
    if not targets or kind not in WITH_TARGETS:
        return ""
    return targets.overall_sentence if kind == "bandline" else targets.sentence


def _span(trend: Trend) -> str:
    return f"{trend.cycles[0].name} to {trend.cycles[-1].name}"


def _overall_scores(trend: Trend, _comparison: Comparison) -> tuple[str, ...]:
    scores = (f"{_what(cycle)}, {day(cycle.held_on)}: {narrative.standing(cycle)}" for cycle in trend.cycles)
    return (f"{'; '.join(scores)}.",)


def _element_changes(trend: Trend, comparison: Comparison) -> tuple[str, ...]:
    changes = {one.element.letter: one for one in comparison.elements if one.shared == one.cells}
    first, last = (trend.cycles[place].result.elements for place in (0, -1))
    said = []
    for element in _elements(trend):
        one = changes.get(element.letter)
        change = narrative.signed(one.change.by) if one else "not comparable"
        totals = f"{_total(first.get(element.letter))} to {_total(last.get(element.letter))}"
        said.append(f"{element.letter} {element.name} {totals} ({change})")
    between = len(trend.cycles) - 2
    strokes = (
        f"Small strokes mark the totals of {between} cycle{'s' if between > 1 else ''} between." if between else ""
    )
    return (f"{', '.join(said)}.", strokes)


def _profiles(trend: Trend, _comparison: Comparison) -> tuple[str, ...]:
    """The first, the last but one and the last cycle, as charts tell no more apart."""
    last = len(trend.cycles) - 1
    shown = (trend.cycles[place] for place in sorted({last, max(last - 1, 0), 0}, reverse=True))
    return tuple(f"{_what(cycle)}: {_listed(trend, cycle)}." for cycle in shown)


def _cell_changes(trend: Trend, comparison: Comparison) -> tuple[str, ...]:
    checklist = trend.cycles[-1].checklist
    changed = [
        f"{element.letter} {element.name}: {', '.join(cells)}"
        for element in checklist.elements
        if (cells := [_cell(checklist, one) for one in comparison.changed if one.cell.element == element.letter])
    ]
    groups = (f"{one.group.name} {narrative.signed(one.change.by)}" for one in comparison.groups)
    return (
        f"{'; '.join(changed)}." if changed else "",
        narrative.cells_sentence(comparison),
        f"By group: {', '.join(groups)}." if comparison.cells else "",
        f"{len(comparison.unshared)} cells can’t be compared." if comparison.unshared else "",
    )


def _cell(checklist: Checklist, one: CellChange) -> str:
    return f"{checklist.group(one.cell.group).name} {narrative.signed(one.change.by)}"


def _elements(trend: Trend) -> Iterable[Element]:
    within = {letter for cycle in trend.cycles for letter in cycle.result.elements}
    return (element for element in trend.cycles[-1].checklist.elements if element.letter in within)


def _listed(trend: Trend, cycle: TrendCycle) -> str:
    totals = cycle.result.elements
    return ", ".join(f"{e.letter} {e.name} {_total(totals.get(e.letter))}" for e in _elements(trend))


def _total(total: ElementTotal | None) -> str:
    return wording.figure(total) if total else "out of scope"


def _what(cycle: TrendCycle) -> str:
    return f"{cycle.name}, provisional" if cycle.provisional else cycle.name
