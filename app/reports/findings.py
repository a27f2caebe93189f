"""What stands out in an assessment, with what was written and recorded for it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.assessments.snapshot import Answer, Snapshot
from app.maturity import advice
from app.maturity.advice import NextStage, RankedElement, RankedGroup, ScoredCell
from app.maturity.checklist import CellId, Element, Group, Stage
from app.reports import wording

FOUND_RULE = (
    "Strengths are the highest cells in the upper half of the stages, gaps the lowest cells in the lower half, "
    "and elements and groups whose total is above or below the average: at most three of each."
)
NEXT_RULE = (
    "They are the cells with the lowest scores. Among equal scores every element gets a turn before any gets "
    "a second, the one with the lower total first."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A cell with its answer. ``stage`` and ``description`` are what it reached; both empty when it is not scored."""

    group: Group
    name: str
    answer: Answer
    stage: Stage | None
    description: str


@dataclass(frozen=True, slots=True)
class Standouts:
    """What is strong, or what is weak, in one assessment."""

    cells: tuple[Finding, ...]
    elements: tuple[RankedElement, ...]
    groups: tuple[RankedGroup, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """An element, and its cells of which there is something to read."""

    element: Element
    cells: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A cell, what it looks like now, and what it looks like one stage further."""

    name: str
    stage: NextStage


def remarks(snapshot: Snapshot) -> tuple[str, ...]:
    """Return what must be said beside the overall score: bands still possible, an edge, the scope."""
    result = snapshot.result
    scope = "" if result.full_scope else f"{wording.scope(snapshot)} Reason: {snapshot.scope_reason}"
    edge = wording.edge(snapshot.checklist, result)
    return tuple(filter(None, (wording.bands_possible(result), edge, scope, wording.proportion(snapshot))))


def strengths(snapshot: Snapshot) -> Standouts:
    """Return the strongest cells, elements and groups, by the rules of ``advice``."""
    checklist, result = snapshot.checklist, snapshot.result
    return Standouts(
        _scored(snapshot, advice.strongest_cells(checklist, snapshot.scores)),
        advice.strengths_by_element(checklist, result),
        advice.strengths_by_group(checklist, result),
    )


def gaps(snapshot: Snapshot) -> Standouts:
    """Return the weakest cells, elements and groups, by the rules of ``advice``."""
    checklist, result = snapshot.checklist, snapshot.result
    return Standouts(
        _scored(snapshot, advice.weakest_cells(checklist, result, snapshot.scores)),
        advice.gaps_by_element(checklist, result),
        advice.gaps_by_group(checklist, result),
    )


def next_steps(snapshot: Snapshot) -> tuple[Step, ...]:
    """Return the next stages to look at first, by the rule of ``advice.focus``."""
    stages = advice.focus(snapshot.checklist, snapshot.result, snapshot.scores)
    return tuple(Step(_name(snapshot, stage.cell), stage) for stage in stages)


def worth(steps: Sequence[Step]) -> str:
    """Return what taking all these steps would add to the overall score."""
    if len(steps) == 1:
        return "One stage further in this cell adds 1 point."
    return f"One stage further in each of these {len(steps)} cells adds {len(steps)} points."


def notes(snapshot: Snapshot) -> tuple[Noted, ...]:
    """Return the elements in scope of which something was noted, or told of an agreement, in checklist order."""
    noted = (Noted(element, tuple(_noted_cells(snapshot, element))) for element in snapshot.elements)
    return tuple(one for one in noted if one.cells)


def _noted_cells(snapshot: Snapshot, element: Element) -> Iterator[Finding]:
    for cell in snapshot.checklist.cells_of(element.letter):
        if _is_told(snapshot.answer(cell.id)):
            yield _finding(snapshot, cell.id)


def _is_told(answer: Answer) -> bool:
    """Whether there is more to read of a cell than its score, and that a workshop agreed just that."""
    agreed = answer.agreed
    return bool(answer.note or (agreed and (agreed.rationale or agreed.dissent or not agreed.stands(answer.score))))


def _scored(snapshot: Snapshot, cells: Iterable[ScoredCell]) -> tuple[Finding, ...]:
    return tuple(_finding(snapshot, scored.cell) for scored in cells)


def _finding(snapshot: Snapshot, cell: CellId) -> Finding:
    answer, checklist = snapshot.answer(cell), snapshot.checklist
    group, name = checklist.group(cell.group), _name(snapshot, cell)
    if answer.score is None:
        return Finding(group, name, answer, None, "")
    return Finding(group, name, answer, checklist.stages[answer.score], checklist.description(cell, answer.score))


def _name(snapshot: Snapshot, cell: CellId) -> str:
    checklist = snapshot.checklist
    return f"{checklist.element(cell.element).name} / {checklist.group(cell.group).name}"
