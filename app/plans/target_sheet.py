"""A unit's targets for one day as a page shows them: every element with its cells, as they are and should be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.assessments.cycle import Listed
from app.maturity.checklist import CellId, Checklist, Element, Group
from app.maturity.planning import Aim, Outlook
from app.plans import target_wording as wording
from app.plans.naming import field_of, name_of
from app.plans.target_forms import Form
from app.plans.targets import Plan, Wanted
from app.web import dates
from app.web.dates import day as written

NO_TARGET = "no target"


@dataclass(frozen=True, slots=True)
class Goal:
    """A cell or a whole element with its score and its target. ``sent`` stands in the field, whatever it is."""

    field: str
    score: int
    sent: str
    was: str
    target: int | None
    to_go: str
    earlier: str
    """The target that stands from a day before this one, in words."""
    theirs: str
    """What somebody else made of it meanwhile, in words."""
    error: str

    @property
    def is_set(self) -> bool:
        """Whether a target stands, for the day or from an earlier one."""
        return self.target is not None or bool(self.earlier)


@dataclass(frozen=True, slots=True)
class CellGoal:
    """A cell: its group, what its stages look like, and its target."""

    group: Group
    texts: tuple[str, ...]
    goal: Goal


@dataclass(frozen=True, slots=True)
class ElementGoals:
    """An element in scope with its own target and its cells'. ``then`` is what they come to, in points."""

    element: Element
    goal: Goal
    then: int
    maximum: int
    cells: tuple[CellGoal, ...]

    @property
    def set_cells(self) -> list[CellGoal]:
        """The cells with a target."""
        return [cell for cell in self.cells if cell.goal.is_set]

    @property
    def other_cells(self) -> list[CellGoal]:
        """The cells without one."""
        return [cell for cell in self.cells if not cell.goal.is_set]

    @property
    def is_set(self) -> bool:
        """Whether anything of it has a target."""
        return self.goal.is_set or bool(self.set_cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A plan that has a final cycle, looked at for one day, with what a form says in place of what is stored."""

    plan: Plan
    latest: Listed
    day: date
    form: Form
    errors: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[CellId, int | None] = field(default_factory=dict)

    @property
    def checklist(self) -> Checklist:
        """The checklist of the latest final cycle."""
        return self.latest.cycle.checklist

    @property
    def is_open(self) -> bool:
        """Whether targets for the day can still be set."""
        return self.plan.is_open(self.day)

    @property
    def is_past(self) -> bool:
        """Whether the day is over."""
        return self.day < dates.today()

    @property
    def wanted(self) -> dict[CellId, int]:
        """The targets in the form that can be."""
        return self.form.wanted(self.checklist)

    @property
    def outlook(self) -> Outlook:
        """What the scores would come to."""
        return self.plan.outlook(self.day, self.wanted)

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong with it, by the names of the fields."""
        changed = {
            field_of(cell): f"{name_of(self.checklist, cell)}: changed meanwhile to {self._words(cell, score)}."
            for cell, score in self.theirs.items()
        }
        return {**self.errors, **changed}

    def elements(self) -> Iterator[ElementGoals]:
        """Return the elements in scope, in checklist order."""
        scores, then = self.latest.scores, self.outlook.elements
        earlier = {aim.cell: aim for aim in self.plan.standing(self.day, {})}
        wanted = self.wanted
        for letter, total in self.latest.result.elements.items():
            cells = self.checklist.cells_of(letter)
            yield ElementGoals(
                element=self.checklist.element(letter),
                goal=self._goal(CellId(letter, ""), total.score, wanted, earlier),
                then=then[letter],
                maximum=total.maximum,
                cells=tuple(
                    CellGoal(
                        self.checklist.group(cell.id.group),
                        cell.descriptions,
                        self._goal(cell.id, scores[cell.id], wanted, earlier),
                    )
                    for cell in cells
                ),
            )

    def _goal(self, cell: CellId, score: int, wanted: Wanted, earlier: Mapping[CellId, Aim]) -> Goal:
        target, name = wanted.get(cell), field_of(cell)
        return Goal(
            field=name,
            score=score,
            sent=self.form.sent[cell],
            was=self.form.was[cell],
            target=target,
            to_go="" if target is None else wording.to_go(score, target, whole=not cell.group),
            earlier=self._earlier(earlier[cell]) if cell in earlier else "",
            theirs=self._words(cell, self.theirs[cell]) if cell in self.theirs else "",
            error=self.errors.get(name, ""),
        )

    def _earlier(self, aim: Aim) -> str:
        return f"{self._words(aim.cell, aim.score)} by {written(aim.due_on)}"

    def _words(self, cell: CellId, score: int | None) -> str:
        if score is None:
            return NO_TARGET
        return f"{score} {self.checklist.stages[score].name}" if cell.group else wording.points(score)
