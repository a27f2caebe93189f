"""A draft that is no longer kept takes the workshop on it along, with everything that people chose there."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlmodel import Session

from app.accounts.service import ORGANISATIONS
from app.assessments.retention import delete_stale_drafts
from app.db.columns import now
from app.workshops.room import BALLOTS, CELLS, PARTICIPATIONS, TALLIES, WORKSHOPS
from tests.workshops.rooms import Host


def test_a_stale_draft_goes_with_its_workshop(session: Session, host: Host) -> None:
    host.at("revealed")
    session.execute(update(ORGANISATIONS).values(retention_months=6))
    assert delete_stale_drafts(session, now() + timedelta(days=400)) == 1
    for table in (WORKSHOPS, CELLS, PARTICIPATIONS, BALLOTS, TALLIES):
        assert session.execute(select(table)).all() == []
