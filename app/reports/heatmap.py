"""All cells of an assessment as a table: elements down, groups across, totals at both ends."""

from dataclasses import dataclass

from app.assessments.snapshot import Snapshot
from app.maturity.checklist import CellId, Element, Group
from app.maturity.scoring import ElementTotal, Total


@dataclass(frozen=True, slots=True)
class Row:
    """An element. ``scores`` follow the groups, None where a cell is not scored; no ``total``: out of scope."""

    element: Element
    scores: tuple[int | None, ...]
    total: ElementTotal | None


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Rows and columns in checklist order. A total of the table is out of ``row_maximum`` or ``column_maximum``."""

    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    totals: tuple[Total, ...]
    overall: Total
    row_maximum: int
    column_maximum: int


def heatmap(snapshot: Snapshot) -> Heatmap:
    """Return the table of a snapshot's scores."""
    checklist, result = snapshot.checklist, snapshot.result
    totals = tuple(result.groups[group.key] for group in checklist.groups)
    return Heatmap(
        groups=checklist.groups,
        rows=tuple(_row(snapshot, element) for element in checklist.elements),
        totals=totals,
        overall=result.overall,
        row_maximum=len(checklist.groups) * checklist.top_stage,
        column_maximum=totals[0].maximum,
    )


def _row(snapshot: Snapshot, element: Element) -> Row:
    cells = [CellId(element.letter, group.key) for group in snapshot.checklist.groups]
    scores = tuple(snapshot.scores.get(cell) for cell in cells)
    return Row(element, scores, snapshot.result.elements.get(element.letter))
