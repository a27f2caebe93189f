"""Where an action's cell or element stands: what its unit's latest final cycle says, and what is expected."""

from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.service import Member
from app.assessments.cycle import Cycle
from app.assessments.cycles import list_history
from app.maturity.checklist import CellId, Checklist, Stage
from app.maturity.scoring import ElementTotal
from app.plans.action_details import ActionDetails
from app.plans.actions import checklist


@dataclass(frozen=True, slots=True)
class Described:
    """A stage of a cell, in the words of the checklist."""

    stage: Stage
    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an action's cell or element. Of an element, only totals; of a cell, only stages."""

    cycle: Cycle | None  # the unit's latest final one
    total: ElementTotal | None  # of the element; None: no cycle, or out of its scope
    now: Described | None
    expected: Described | None


def standing(session: Session, member: Member, details: ActionDetails) -> Standing:
    """Return where an action's cell or element stands now, and where it is expected to."""
    finals = list_history(session, member, details.unit_id)
    expected = _described(checklist(), details, details.expected_score)
    if not finals:
        return Standing(None, None, None, expected)
    latest = finals[-1]
    score = latest.scores.get(CellId(details.element, details.group_key))
    now = _described(latest.cycle.checklist, details, score)
    return Standing(latest.cycle, latest.result.elements.get(details.element), now, expected)


def _described(texts: Checklist, details: ActionDetails, score: int | None) -> Described | None:
    if score is None or not details.group_key:
        return None
    cell = CellId(details.element, details.group_key)
    return Described(texts.stages[score], texts.description(cell, score))
