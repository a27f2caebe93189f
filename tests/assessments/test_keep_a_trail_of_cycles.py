"""What the audit trail holds of cycles."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from app.accounts.audit import EVENTS
from app.accounts.audit_check import check
from app.accounts.service import Member
from app.assessments import answering, service
from app.assessments.details import Details
from app.assessments.models import SealRow
from app.assessments.snapshot import Answer, Evidence
from app.errors import ConflictError, InvalidInputError
from tests.conftest import CELLS, Scribe

DETAILS = Details("2026 H2", date(2026, 11, 12), "Whole company")


def trail(session: Session) -> list[tuple[str, str, Any, Any]]:
    """Return action, subject, before and after of every event."""
    rows = session.execute(select(EVENTS).order_by(EVENTS.c.id)).all()
    return [(row.action, row.subject, json.loads(row.before or "0"), json.loads(row.after or "0")) for row in rows]


def test_starting_one(session: Session, director: Member) -> None:
    cycle_id = service.start(session, director, DETAILS)
    facts = {"title": "2026 H2", "held_on": "2026-11-12", "unit": "Whole company"}
    assert trail(session) == [("cycle.started", f"2026 H2, Whole company (cycle {cycle_id})", 0, facts)]
    event = session.execute(select(EVENTS)).one()
    assert (event.person, event.organisation_id) == (director.person, director.organisation_id)


def test_a_new_unit_is_an_event_of_its_own(session: Session, director: Member) -> None:
    first = service.start(session, director, Details("2026 H2", date(2026, 11, 12), "Nordics"))
    service.start(session, director, Details("2026 H1", date(2026, 5, 12), "Nordics"))
    service.edit(session, director, first, Details("2026 H2", date(2026, 11, 12), "Baltics"), 1)
    assert [(action, subject.partition(" (")[0]) for action, subject, _, _ in trail(session)] == [
        ("unit.added", "Nordics"),
        ("cycle.started", "2026 H2, Nordics"),
        ("cycle.started", "2026 H1, Nordics"),
        ("unit.added", "Baltics"),
        ("cycle.edited", "2026 H2, Nordics"),
    ]


def test_editing_one_tells_what_changed(session: Session, director: Member, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    changed = Details("2026 autumn", date(2026, 11, 12), "Whole company", ("E",), "One country.")
    service.edit(session, director, cycle_id, changed, 1)
    assert trail(session)[1:] == [
        (
            "cycle.edited",
            f"2026 H2, Whole company (cycle {cycle_id})",
            {"title": "2026 H2", "out_of_scope": [], "scope_reason": ""},
            {"title": "2026 autumn", "out_of_scope": ["E"], "scope_reason": "One country."},
        )
    ]


def test_editing_nothing_is_no_event(session: Session, director: Member, scribe: Scribe) -> None:
    service.edit(session, director, scribe.start(), DETAILS, 1)
    assert [action for action, *_ in trail(session)] == ["cycle.started"]


def test_finishing_one_keeps_the_seal(session: Session, scribe: Scribe) -> None:
    cycle_id = scribe.final()
    seal = session.get_one(SealRow, cycle_id).sha256
    assert trail(session)[1:] == [
        ("cycle.finished", f"2026 H2, Whole company (cycle {cycle_id})", 0, {"seal": seal}),
    ]


def test_correcting_one_keeps_the_reason(session: Session, director: Member, scribe: Scribe) -> None:
    cycle_id = scribe.final()
    new_id = service.correct(session, director, cycle_id, "A score was wrong.")
    assert trail(session)[2:] == [
        (
            "cycle.corrected",
            f"2026 H2, Whole company (cycle {cycle_id})",
            0,
            {"reason": "A score was wrong.", "new_cycle": new_id},
        )
    ]
    assert check(session)[0] == 3


def test_scores_evidence_and_notes_are_no_events(session: Session, director: Member, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    answer = Answer(2, Evidence.DOCUMENTED, "Only for those who score.")
    answering.fill(session, director, cycle_id, dict.fromkeys(CELLS, answer))
    service.finish(session, director, cycle_id)
    assert [action for action, *_ in trail(session)] == ["cycle.started", "cycle.finished"]
    assert "Only for those" not in repr(trail(session))


def test_what_is_refused_is_not_recorded_as_done(session: Session, director: Member, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    with pytest.raises(ConflictError):
        service.finish(session, director, cycle_id)
    with pytest.raises(InvalidInputError):
        service.start(session, director, Details("", date(2026, 11, 12), "New"))
    assert [action for action, *_ in trail(session)] == ["cycle.started"]
