"""Tidying up: everything that has expired, and the drafts that are no longer kept."""

from sqlalchemy import Engine

from app.accounts.expiry import remove_expired
from app.accounts.sessions import limits_of
from app.assessments.retention import delete_stale_drafts
from app.db.columns import now
from app.db.engine import writing
from app.settings import Settings


def tidy_up(engine: Engine, settings: Settings) -> tuple[int, int]:
    """Return how many rows had expired, and how many drafts were deleted."""
    with writing(engine) as session:
        removed = remove_expired(session, limits_of(settings)), delete_stale_drafts(session, now())
        session.commit()
    return removed
