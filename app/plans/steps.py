"""The fewest steps to the next band, as a page proposes them."""

from dataclasses import dataclass
from datetime import date

from app.assessments.cycle import Listed
from app.maturity.checklist import Stage
from app.maturity.planning import fewest_steps
from app.plans.naming import field_of, name_of
from app.plans.targets import Plan

RULE = (
    "Each step raises one cell by one stage, which is one point, so nothing reaches the band in fewer. The lowest "
    "stages come first; a cell is raised by more than one stage only when nothing lower is left. Among equals every "
    "group of people gets a turn before any gets a second, and then the order of the checklist decides."
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A cell to raise: what it looks like now, and what it would look like. ``target`` is its target of the day now."""

    field: str
    name: str
    now: Stage
    now_text: str
    to: Stage
    to_text: str
    target: Stage | None

    @property
    def was(self) -> str:
        """Its target now, as a field."""
        return str(self.target.score) if self.target else ""

    @property
    def is_target(self) -> bool:
        """Whether it is a target already, or a higher one is."""
        return self.target is not None and self.target.score >= self.to.score


def proposed(plan: Plan, latest: Listed, day: date) -> list[Proposal]:
    """Return the steps from the latest final cycle, whatever targets there are; none in the highest band."""
    checklist, targets = latest.cycle.checklist, plan.on(day)
    return [
        Proposal(
            field=field_of(step.cell),
            name=name_of(checklist, step.cell),
            now=checklist.stages[step.now],
            now_text=checklist.description(step.cell, step.now),
            to=checklist.stages[step.to],
            to_text=checklist.description(step.cell, step.to),
            target=checklist.stages[targets[step.cell]] if step.cell in targets else None,
        )
        for step in fewest_steps(checklist, latest.scores, latest.result)
    ]
