"""A cycle against its unit's targets: what is still to go, and what was promised against what was achieved."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.assessments.snapshot import Snapshot
from app.maturity.checklist import CellId, Element, Stage
from app.maturity.planning import Aim, Outlook, in_force, in_order, judge, next_due, with_targets
from app.plans import target_wording as wording
from app.plans.naming import name_of
from app.plans.promised import DoneAction, Promises
from app.reports.target_marks import Sum, TargetMarks
from app.reports.trend import TrendCycle
from app.reports.wording import figure


@dataclass(frozen=True, slots=True)
class ElementLine:
    """An element with a target of its own or for a cell of it. ``score`` and ``target`` are points, in words."""

    element: Element
    score: str
    target: str
    to_go: str


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell in scope with a target to come. ``now`` is None while it is not scored."""

    name: str
    due_on: date
    now: Stage | None
    now_text: str
    target: Stage
    target_text: str
    to_go: str


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """What was promised for a day that has come. ``is_cell`` tells stages from points; ``achieved`` may be unknown."""

    name: str
    due_on: date
    promised: int
    achieved: int | None
    is_cell: bool
    outcome: str
    meaning: str
    """What the promised stage looks like; empty for a whole element."""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Against:
    """What a cycle says of targets and actions. ``due_on`` is the day that the elements' targets are for."""

    due_on: date | None
    elements: tuple[ElementLine, ...]
    cells: tuple[CellLine, ...]
    targets: tuple[PromiseLine, ...]
    actions: tuple[PromiseLine, ...]


def against(snapshot: Snapshot, promises: Promises) -> Against | None:
    """Return how a cycle stands against what was promised; None when nothing was."""
    checklist, held_on = snapshot.checklist, snapshot.held_on
    aims = in_order(checklist, promises.aims)
    due_on, standing = _next(snapshot, aims)
    found = Against(
        due_on=due_on,
        elements=tuple(_elements(snapshot, standing)),
        cells=tuple(_cells(snapshot, standing)),
        targets=tuple(_promise(snapshot, aim) for aim in in_force(checklist, aims, held_on)),
        actions=tuple(_action(snapshot, action) for action in promises.actions if in_order(checklist, [action.aim])),
    )
    return found if found.due_on or found.actions else None


def marks(cycle: Snapshot | TrendCycle, aims: Iterable[Aim]) -> TargetMarks | None:
    """Return what charts of a cycle mark: the targets of its complete elements, as ``against`` tells them.

    None when there is none to mark.
    """
    due_on, standing = _next(cycle, aims)
    outlook, totals = _outlook(cycle, standing), cycle.result.elements
    aimed = dict.fromkeys(aim.element for aim in standing)
    marked = {letter: outlook.elements[letter] for letter in aimed if letter in totals and totals[letter].complete}
    overall = Sum(outlook.overall, outlook.maximum) if cycle.result.complete else None
    return TargetMarks(marked, due_on, overall) if due_on and marked else None


def gaps(cycle: Snapshot | TrendCycle, aims: Iterable[Aim]) -> tuple[ElementLine, ...]:
    """Return how far each element with a target is from it, as ``against`` tells it."""
    return tuple(_elements(cycle, _next(cycle, aims)[1]))


def _next(cycle: Snapshot | TrendCycle, aims: Iterable[Aim]) -> tuple[date | None, tuple[Aim, ...]]:
    """Return the day that targets are due next after a cycle, or else were due last, and those that stand then."""
    known = in_order(cycle.checklist, aims)
    due_on = next_due(known, cycle.held_on)
    return due_on, in_force(cycle.checklist, known, due_on) if due_on else ()


def _outlook(cycle: Snapshot | TrendCycle, standing: Iterable[Aim]) -> Outlook:
    return with_targets(cycle.checklist, cycle.scores, cycle.result, standing)


def _elements(cycle: Snapshot | TrendCycle, standing: Sequence[Aim]) -> Iterator[ElementLine]:
    result, points = cycle.result, _outlook(cycle, standing).elements
    for letter in dict.fromkeys(aim.element for aim in standing):
        element, total = cycle.checklist.element(letter), result.elements.get(letter)
        if total is None:
            yield ElementLine(element, "out of scope", "–", "can’t tell")
        elif not total.complete:
            yield ElementLine(element, figure(total), f"at least {points[letter]}", "can’t tell yet")
        else:
            to_go = wording.to_go(total.score, points[letter], whole=True)
            yield ElementLine(element, str(total.score), str(points[letter]), to_go)


def _cells(snapshot: Snapshot, standing: Sequence[Aim]) -> Iterator[CellLine]:
    for aim in standing:
        is_in_scope = aim.element in snapshot.result.elements  # otherwise the line of its element says so
        if aim.group and aim.due_on > snapshot.held_on and is_in_scope:
            yield _cell(snapshot, aim)


def _cell(snapshot: Snapshot, aim: Aim) -> CellLine:
    checklist, score = snapshot.checklist, snapshot.scores.get(aim.cell)
    return CellLine(
        name=name_of(checklist, aim.cell),
        due_on=aim.due_on,
        now=None if score is None else checklist.stages[score],
        now_text="" if score is None else checklist.description(aim.cell, score),
        target=checklist.stages[aim.score],
        target_text=checklist.description(aim.cell, aim.score),
        to_go=wording.to_go(score, aim.score, whole=False),
    )


def _promise(snapshot: Snapshot, aim: Aim, action: str = "") -> PromiseLine:
    promise = judge(aim, snapshot.scores, snapshot.result, snapshot.held_on)
    return PromiseLine(
        name=name_of(snapshot.checklist, aim.cell),
        due_on=aim.due_on,
        promised=aim.score,
        achieved=promise.score,
        is_cell=bool(aim.group),
        outcome=wording.outcome(promise),
        meaning=_meaning(snapshot, aim.cell, aim.score),
        action=action,
    )


def _action(snapshot: Snapshot, done: DoneAction) -> PromiseLine:
    return _promise(snapshot, done.aim, done.title)


def _meaning(snapshot: Snapshot, cell: CellId, score: int) -> str:
    return snapshot.checklist.description(cell, score) if cell.group else ""
