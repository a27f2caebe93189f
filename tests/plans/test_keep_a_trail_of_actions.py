"""What the audit trail keeps of actions: names and days, never a score or what was written."""

import json
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from app.accounts.audit import EVENTS
from app.accounts.service import Member
from app.plans import actions
from app.plans.action_details import StatusChange
from app.plans.models import Status
from tests.plans.planner import details, in_days, plan, today


def kept(session: Session) -> list[tuple[str, str, str, Any, Any]]:
    rows = session.execute(select(EVENTS).where(EVENTS.c.action.like("action.%")).order_by(EVENTS.c.id))
    return [
        (row.person, row.action, row.subject, json.loads(row.before or "{}"), json.loads(row.after or "{}"))
        for row in rows
    ]


def test_it_keeps_what_was_added(session: Session, director: Member) -> None:
    plan(session, director, expected_score=2, group_key="")
    assert kept(session) == [
        (
            "Dana Director",
            "action.added",
            "One customer file for all, Whole company (action 1)",
            {},
            {
                "title": "One customer file for all",
                "unit": "Whole company",
                "element": "G",
                "owner": "Dana Director",
                "due_on": in_days(30).isoformat(),
            },
        )
    ]


def test_it_keeps_what_was_changed(session: Session, director: Member) -> None:
    action_id = plan(session, director)
    changed = details(session, director, owner_id=None, owner_name="Ana", seen_when_done="Secret.", expected_score=3)
    actions.edit(session, director, action_id, changed, 1)
    assert kept(session)[1][1:] == (
        "action.edited",
        "One customer file for all, Whole company (action 1)",
        {"owner": "Dana Director"},
        {"owner": "Ana", "also_changed": ["seen when done", "expected score"]},
    )


def test_it_keeps_how_far_an_action_has_come_and_no_reason(
    session: Session, director: Member, contributor: Member
) -> None:
    action_id = plan(session, director, owner_id=contributor.person_id)
    actions.change_status(session, contributor, action_id, StatusChange(Status.UNDER_WAY), 1, today())
    actions.change_status(session, director, action_id, StatusChange(Status.DROPPED, "Secret."), 2, today())
    assert [(row[0], row[1], row[3], row[4]) for row in kept(session)[1:]] == [
        ("Cem Contributor", "action.status-changed", {"status": "planned"}, {"status": "under way"}),
        ("Dana Director", "action.status-changed", {"status": "under way"}, {"status": "dropped"}),
    ]


def test_it_keeps_that_the_reason_of_a_dropped_action_changed(session: Session, director: Member) -> None:
    action_id = plan(session, director, Status.DROPPED, "Secret.")
    actions.change_status(session, director, action_id, StatusChange(Status.DROPPED, "Secret, too."), 2, today())
    assert kept(session)[-1][1:] == (
        "action.edited",
        "One customer file for all, Whole company (action 1)",
        {},
        {"also_changed": ["reason"]},
    )


def test_it_keeps_nothing_of_what_changed_nothing(session: Session, director: Member) -> None:
    action_id = plan(session, director)
    actions.edit(session, director, action_id, details(session, director), 1)
    actions.change_status(session, director, action_id, StatusChange(Status.PLANNED), 1, today())
    assert len(kept(session)) == 1
