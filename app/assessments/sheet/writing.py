"""From an assessment to a CSV file that reads back as exactly the same answers and scope."""

from app.assessments.sheet.columns import ANSWER_COLUMNS
from app.assessments.sheet.entries import NOT_APPLICABLE
from app.assessments.snapshot import Snapshot
from app.maturity.checklist import CellId
from app.web.spreadsheet import to_csv


def write_csv(snapshot: Snapshot) -> bytes:
    """Return the answers, a row for each cell in checklist order, as UTF-8 with a byte order mark.

    An element out of scope has n/a in its cells and the reason in their notes. A note that a spreadsheet might
    take for a formula begins with an apostrophe, which is taken off again when the file is read.
    """
    return to_csv([ANSWER_COLUMNS, *(_row(snapshot, cell) for cell in snapshot.checklist.cells)])


def _row(snapshot: Snapshot, cell: CellId) -> tuple[str, str, str, str, str]:
    if cell.element in snapshot.out_of_scope:
        return *cell, NOT_APPLICABLE, snapshot.scope_reason, ""
    answer = snapshot.answer(cell)
    score = "" if answer.score is None else str(answer.score)
    return *cell, score, answer.note, answer.evidence or ""
