"""Prepares actions as the director would."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts.service import Member
from app.accounts.units import list_all_units
from app.db.engine import reading
from app.plans import actions
from app.plans.action_details import ActionDetails, ListedAction, StatusChange
from app.plans.models import Status
from app.web import dates


def today() -> date:
    """Return the day that pages go by."""
    return dates.today()


def in_days(days: int) -> date:
    """Return the day so many days from today, before it when negative."""
    return today() + timedelta(days=days)


def details(session: Session, director: Member, **changes: Any) -> ActionDetails:
    """Return what is entered of an action of the director's, due in 30 days unless told otherwise."""
    usual: dict[str, Any] = {
        "unit_id": min(unit.id or 0 for unit in list_all_units(session, director)),
        "element": "G",
        "group_key": "kam_team",
        "title": "One customer file for all",
        "seen_when_done": "The spreadsheets are closed.",
        "owner_id": director.person_id,
        "owner_name": "",
        "starts_on": None,
        "due_on": in_days(30),
        "expected_score": None,
    }
    return ActionDetails(**usual | changes)


def plan(session: Session, director: Member, status: Status = Status.PLANNED, reason: str = "", **changes: Any) -> int:
    """Add an action, and return its id."""
    action_id = actions.add(session, director, details(session, director, **changes))
    if status is not Status.PLANNED:
        actions.change_status(session, director, action_id, StatusChange(status, reason), 1, today())
    session.commit()
    return action_id


def stored(engine: Engine, director: Member, action_id: int) -> ListedAction:
    """Return an action as it is stored now, with a session of its own that holds nothing."""
    with reading(engine) as session:
        return actions.get_action(session, director, action_id)
