"""Says to every server process, with the commit, that a workshop has changed. Never what has changed."""

from functools import cache
from typing import Any, Literal, get_args

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.dml import Insert
from sqlmodel import Session

from app.db.columns import table_of
from app.workshops.models import WorkshopPulse

# "state" concerns every screen; "tally", that somebody joined or voted, the facilitator's and the projector's.
Kind = Literal["state", "tally"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Word = Literal["state", "tally", "end"]
END: Word = "end"
CHANNEL = "kam_workshops"
# SQLite tells nobody anything: there the announcements are counted, a row for each open workshop.
PULSES = table_of(WorkshopPulse)
_NOTIFY = select(func.pg_notify(CHANNEL, bindparam("word")))


def announce(session: Session, workshop_id: int, kind: Kind) -> None:
    """Nudge the screens that this kind concerns as soon as the session's transaction is committed, and only then."""
    if _notifies(session):
        _notify(session, workshop_id, kind)
        return
    session.connection().execute(_beat(kind), {"workshop": workshop_id})


def announce_end(session: Session, workshop_id: int) -> None:
    """Tell every screen of the workshop, with the commit, that nothing will change any more."""
    if _notifies(session):
        _notify(session, workshop_id, END)
    else:
        session.execute(delete(PULSES).where(PULSES.c.workshop_id == workshop_id))


@cache
def _beat(kind: Kind) -> Insert:
    """Return what counts an announcement, made once: every vote is one."""
    first: dict[str, Any] = {**dict.fromkeys(KINDS, 0), kind: 1}
    counted = sqlite.insert(PULSES).values(workshop_id=bindparam("workshop"), **first)
    return counted.on_conflict_do_update(index_elements=[PULSES.c.workshop_id], set_={kind: PULSES.c[kind] + 1})


def _notifies(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _notify(session: Session, workshop_id: int, word: Word) -> None:
    session.connection().execute(_NOTIFY, {"word": f"{workshop_id} {word}"})
