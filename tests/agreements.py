"""What workshops of the tests agreed, and how they were held."""

from dataclasses import replace
from datetime import date
from typing import Any

from app.assessments import agreeing
from app.assessments.agreed import Agreement, WorkshopRecord
from app.maturity.checklist import CellId
from tests.conftest import Scribe

CELL = CellId("A", "kam_unit")
HELD_ON = date(2026, 11, 12)


def agreement(score: int = 3, **details: Any) -> Agreement:
    """Return an agreement on a score, of 14 votes unless told otherwise."""
    return replace(Agreement(score, HELD_ON, votes=14), **details)


def record(**details: Any) -> WorkshopRecord:
    """Return how a workshop of eight people on two elements was held, anonymous unless told otherwise."""
    held = WorkshopRecord(
        held_on=HELD_ON,
        named=False,
        minimum=5,
        elements=("A", "B"),
        joined={"kam_unit": 5, "senior_management": 2, "other": 1},
        answers=71,
        agreed=9,
        left_open=1,
    )
    return replace(held, **details)


def hold(scribe: Scribe, cycle_id: int, agreements: dict[CellId, Agreement] | None = None, **details: Any) -> None:
    """Hold a workshop on a draft: what it agreed, and how it was held."""
    for cell, agreement in (agreements or {}).items():
        agreeing.agree(scribe.session, scribe.director, cycle_id, cell, agreement)
    agreeing.record_workshop(scribe.session, scribe.director, cycle_id, record(**details))
    scribe.session.commit()
