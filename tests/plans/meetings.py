"""Reviews as a test writes them: by a form, or straight into the database."""

from datetime import date
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments.cycles import get_cycle
from app.db.engine import reading
from app.plans.minutes import Minutes
from app.plans.models import Action, Status
from app.plans.review_reading import Reviewed, list_reviews
from app.plans.reviews import record_review
from app.web import dates

FORM = {
    "held_on": "2026-11-20",
    "attended": "Stella Steering\nDana Director",
    "decided": "Every account gets a sponsor.",
    "questions": "Who pays?",
    "next_on": "2027-05-12",
    "version": "0",
}
Form = dict[str, str | list[str]]


def form_for(*cycles: int, **changes: str | list[str]) -> Form:
    """Return what a page would send of a review of these cycles."""
    return FORM | {"cycles": [str(cycle) for cycle in cycles]} | changes


def minutes_for(*cycles: int, **changes: Any) -> Minutes:
    """Return the minutes of a meeting that looked at these cycles."""
    usual: dict[str, Any] = {
        "held_on": date(2026, 11, 20),
        "cycles": cycles,
        "attended": "Stella Steering",
        "decided": "Every account gets a sponsor.",
    }
    return Minutes(**usual | changes)


def record(session: Session, member: Member, *cycles: int, **changes: Any) -> int:
    """Record a review of these cycles and return its id."""
    review_id = record_review(session, member, minutes_for(*cycles, **changes), dates.today())
    session.commit()
    return review_id


def add_action(session: Session, member: Member, cycle_id: int, title: str, status: Status = Status.PLANNED) -> int:
    """Add an action to the unit of a cycle, and return its id."""
    action = Action(
        organisation_id=member.organisation_id,
        unit_id=get_cycle(session, member, cycle_id).unit_id,
        element="A",
        title=title,
        due_on=date(2027, 3, 1),
        status=status,
        created_by_id=member.person_id,
    )
    session.add(action)
    session.commit()
    assert action.id is not None
    return action.id


def stored(engine: Engine, member: Member) -> list[Reviewed]:
    """Return the reviews that are stored, newest first."""
    with reading(engine) as session:
        return list_reviews(session, member)
