"""Cycles with scores that a test can name, and the page of their results."""

from collections.abc import Mapping

from starlette.testclient import TestClient

from app.assessments import service
from app.maturity.checklist import CellId
from app.maturity.loading import load
from tests.conftest import CELLS, Scribe

CHECKLIST = load()
EXAMPLE = dict(
    zip("ABCDEFGHI", ["22212", "22112", "22202", "32211", "21111", "22111", "33211", "21102", "22112"], strict=True)
)


def scores(by_element: Mapping[str, str]) -> dict[CellId, int]:
    """Return scores from a digit for each group of each element; a dash is not scored."""
    return {
        CellId(letter, group.key): int(digit)
        for letter, digits in by_element.items()
        for group, digit in zip(CHECKLIST.groups, digits, strict=True)
        if digit != "-"
    }


def draft_of(scribe: Scribe, by_element: Mapping[str, str]) -> int:
    cycle = scribe.start()
    scribe.score(cycle, scores(by_element))
    return cycle


def with_total(total: int, left_out: str = "") -> dict[CellId, int]:
    """Return scores for every cell in scope that add up to ``total``."""
    cells = [cell for cell in CELLS if cell.element not in left_out]
    each, rest = divmod(total, len(cells))
    return {cell: each + (place < rest) for place, cell in enumerate(cells)}


def final_of(scribe: Scribe, given: Mapping[CellId, int], left_out: tuple[str, ...] = ()) -> int:
    cycle = scribe.start(out_of_scope=left_out, reason="One country only." if left_out else "")
    scribe.score(cycle, dict(given))
    service.finish(scribe.session, scribe.director, cycle)
    scribe.session.commit()
    return cycle


def results(client: TestClient, cycle: int) -> str:
    """Return the page of a cycle's results."""
    response = client.get(f"/cycles/{cycle}/results")
    assert response.status_code == 200
    return response.text
