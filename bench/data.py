"""Databases to measure on."""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import insert, text

from app.accounts.models import SignInRow
from app.accounts.service import Member, get_first_director
from app.accounts.tokens import hash_of
from app.assessments.models import Assessment
from app.db.columns import now
from app.db.engine import make_engine, writing
from app.db.migrations import migrate
from app.plans import demo

FIRST_DAY = date(2000, 1, 1)
TOKEN = "bench"  # noqa: S105 - of the director of every database that is measured on


def make_demo(folder: Path) -> int:
    """Fill a database with the demonstration and return the id of its draft."""
    engine = make_engine(f"sqlite:///{folder / 'kam.sqlite'}")
    migrate(engine)
    with writing(engine) as session:
        director = demo.fill(session)
        session.add(SignInRow(token_hash=hash_of(TOKEN), person_id=director.person_id))
        session.commit()
        draft: int = session.execute(
            text("SELECT max(id) FROM assessments WHERE id NOT IN (SELECT assessment_id FROM seals)")
        ).scalar_one()
    engine.dispose()
    return draft


def make_cycles(folder: Path, count: int) -> None:
    """Fill a database with the demonstration and so many cycles more, all older."""
    make_demo(folder)
    engine = make_engine(f"sqlite:///{folder / 'kam.sqlite'}")
    with writing(engine) as session:
        member = get_first_director(session)
        assert member is not None
        unit_id = session.execute(text("SELECT min(id) FROM units")).scalar_one()
        session.execute(insert(Assessment), [_row(member, unit_id, number) for number in range(count)])
        session.commit()
    engine.dispose()


def _row(member: Member, unit_id: int, number: int) -> dict[str, object]:
    return {
        "organisation_id": member.organisation_id,
        "unit_id": unit_id,
        "title": f"Cycle {number}",
        "held_on": FIRST_DAY + timedelta(days=number % 9000),
        "checklist_version": "kam-2009",
        "checklist_language": "en",
        "out_of_scope": "",
        "scope_reason": "",
        "revision": 1,
        "revision_reason": "",
        "version": 1,
        "created_at": now(),
    }
