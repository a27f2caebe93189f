"""What the tests of targets share: a unit with a final cycle, and a look at what is stored."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts.service import Member
from app.accounts.units import list_units
from app.db.engine import reading
from app.maturity.checklist import CellId
from app.plans import targets
from app.plans.targets import Entry, Plan
from tests.conftest import Scribe

HELD_ON, SOON, LATER = date(2026, 11, 12), date(2027, 5, 12), date(2027, 11, 12)


def place(name: str) -> CellId:
    """Return what a field such as A-kam_team is for, or A for the whole element."""
    element, _, group = name.partition("-")
    return CellId(element, group)


@dataclass
class Planner:
    """Sets targets as the director would, and looks at what is stored. The unit's cells are all at ``score``."""

    session: Session
    engine: Engine
    director: Member
    unit_id: int
    cycle_id: int

    @property
    def address(self) -> str:
        """Where the unit's targets are."""
        return f"/units/{self.unit_id}/targets"

    def set(self, due_on: date = LATER, **scores: int | None) -> None:
        """Set targets; ``A_kam_team=3`` is for a cell, ``A=12`` for an element."""
        stored = self.plan(self.session).on(due_on)
        entries = [
            Entry(place(name.replace("_", "-", 1)), score, stored.get(place(name.replace("_", "-", 1))))
            for name, score in scores.items()
        ]
        targets.save_targets(self.session, self.director, self.unit_id, due_on, entries)
        self.session.commit()

    def stored(self, due_on: date = LATER) -> dict[str, int]:
        """Return the targets for a day as forms call them."""
        with reading(self.engine) as session:
            return {"-".join(filter(None, cell)): score for cell, score in self.plan(session).on(due_on).items()}

    def plan(self, session: Session) -> Plan:
        """Return the plan of the unit."""
        return targets.get_plan(session, self.director, self.unit_id)


@pytest.fixture
def planner(session: Session, engine: Engine, director: Member, scribe: Scribe) -> Planner:
    """A unit whose latest final cycle has every cell at 1: 45 of 135, Ready for KAM."""
    cycle_id = scribe.final(score=1, held_on=HELD_ON)
    unit_id = list_units(session, director)[0].id or 0
    session.rollback()
    return Planner(session, engine, director, unit_id, cycle_id)
