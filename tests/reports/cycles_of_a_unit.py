"""Cycles of one unit, for whatever compares them."""

from datetime import date
from typing import Any

from starlette.testclient import TestClient

from app.assessments import answering, service
from app.assessments.cycles import get_cycle
from app.assessments.snapshot import Answer, Evidence
from app.maturity.checklist import CellId
from app.plans.targets import Entry, get_plan, save_targets
from tests.conftest import CELLS, Scribe

UNIT = "Coatings"
DUE_ON = date(2027, 11, 1)


def unit_of(scribe: Scribe, cycle_id: int) -> int:
    """Return the id of the unit that a cycle is of."""
    unit_id = get_cycle(scribe.session, scribe.director, cycle_id).unit_id
    scribe.session.commit()  # nobody waits for what was only looked up
    return unit_id


def aim(scribe: Scribe, unit_id: int, element: str, points: int, due_on: date = DUE_ON) -> None:
    """Set a target for an element of a unit."""
    cell = CellId(element, "")
    entry = Entry(cell, points, get_plan(scribe.session, scribe.director, unit_id).on(due_on).get(cell))
    save_targets(scribe.session, scribe.director, unit_id, due_on, [entry])
    scribe.session.commit()


def page_of(client: TestClient, unit_id: int, *cycles: int) -> str:
    """Return the page that compares these cycles of a unit, or its final ones."""
    response = client.get(f"/units/{unit_id}/compare", params=[("cycle", cycle) for cycle in cycles])
    assert response.status_code == 200
    return response.text


def scores(**rows: str) -> dict[CellId, int]:
    """Return a 1 for every cell but those of these elements, written as a row of digits; "-" is not scored."""
    digits = {letter: rows.get(letter, "11111") for letter in "ABCDEFGHI"}
    groups = [cell.group for cell in CELLS[:5]]
    return {
        CellId(letter, group): int(digit)
        for letter, row in digits.items()
        for group, digit in zip(groups, row, strict=True)
        if digit != "-"
    }


def draft(scribe: Scribe, year: int, *, out_of_scope: tuple[str, ...] = (), **rows: str) -> int:
    """Prepare a draft of the unit, named after its year, and return its id."""
    reason = "One country only." if out_of_scope else ""
    details: dict[str, Any] = {"unit": UNIT, "held_on": date(year, 5, 1), "out_of_scope": out_of_scope}
    cycle_id = scribe.start(str(year), **details, reason=reason)
    given = {cell: score for cell, score in scores(**rows).items() if cell.element not in out_of_scope}
    scribe.score(cycle_id, given)
    return cycle_id


def final(scribe: Scribe, year: int, **rows: Any) -> int:
    """Finish such a cycle, and return its id."""
    cycle_id = draft(scribe, year, **rows)
    finish(scribe, cycle_id)
    return cycle_id


def finish(scribe: Scribe, cycle_id: int) -> None:
    """Finish a draft."""
    service.finish(scribe.session, scribe.director, cycle_id)
    scribe.session.commit()


def note(scribe: Scribe, cycle_id: int, cell: CellId, text: str, score: int = 1) -> None:
    """Note something of a cell of a draft, with documented evidence."""
    answer = Answer(score, Evidence.DOCUMENTED, text)
    answering.fill(scribe.session, scribe.director, cycle_id, {cell: answer})
    scribe.session.commit()
