"""Stand-in."""

from typing import Literal
from sqlalchemy import update
from sqlmodel import Session
from app.db.columns import table_of
from app.workshops.models import WorkshopPulse

PULSES = table_of(WorkshopPulse)


def announce(session: Session, workshop_id: int, kind: Literal["state", "tally"]) -> None:
    session.execute(update(PULSES).where(PULSES.c.workshop_id == workshop_id).values({kind: PULSES.c[kind] + 1}))
