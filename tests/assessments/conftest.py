"""What the tests of cycles share: a look at what is stored, with a session of its own that holds nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments import answering, cycles, service
from app.assessments.answers import Answered
from app.assessments.cycle import Cycle
from app.assessments.snapshot import Snapshot
from app.db.engine import reading
from tests.databases import Contents, contents

T = TypeVar("T")


@dataclass
class Look:
    """Looks at what is stored, as the director."""

    engine: Engine
    director: Member

    def cell(self, cycle_id: int, element: str = "A", group: str = "kam_unit") -> Answered:
        """Return what is stored of a cell."""
        return self._read(lambda session: answering.get_sheet(session, self.director, cycle_id)).cell((element, group))

    def cycle(self, cycle_id: int) -> Cycle:
        """Return the cycle without its answers."""
        return self._read(lambda session: cycles.get_cycle(session, self.director, cycle_id))

    def snapshot(self, cycle_id: int) -> Snapshot:
        """Return all that the cycle says."""
        return self._read(lambda session: service.get_snapshot(session, self.director, cycle_id))

    def all(self) -> Contents:
        """Return the whole database."""
        return contents(self.engine)

    def _read(self, read: Callable[[Session], T]) -> T:
        with reading(self.engine) as session:
            return read(session)


@pytest.fixture
def look(engine: Engine, director: Member) -> Look:
    """Looks at what is stored."""
    return Look(engine, director)
