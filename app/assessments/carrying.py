"""Starting a cycle from the scores of the last one: what is copied, and what of it somebody must have looked at."""

from collections import Counter
from collections.abc import Iterable, Iterator

from app.accounts.models import Unit
from app.assessments.cycle import Cycle
from app.assessments.details import UNUSABLE
from app.assessments.models import AnswerRow
from app.assessments.snapshot import Carried, Snapshot
from app.errors import ConflictError, InvalidInputError
from app.maturity.checklist import CellId, Checklist


def carried_rows(
    assessment_id: int, checklist: Checklist, out_of_scope: Iterable[str], last: Snapshot
) -> Iterator[AnswerRow]:
    """Yield the answers that a new cycle starts with: those of the cells that both have, and both have in scope."""
    left_out = set(out_of_scope)
    for cell, score in last.scores.items():
        if cell not in checklist.cells or cell.element in left_out:
            continue
        answer = last.answer(cell)
        yield AnswerRow(
            assessment_id=assessment_id,
            element=cell.element,
            group_key=cell.group,
            score=score,
            evidence=answer.evidence,
            note=answer.note,
            carried_score=score,
            carried_note=answer.note,
        )


def unreviewed_in(cycle: Cycle, cells: Iterable[tuple[CellId, Carried | None]]) -> Counter[str]:
    """Return how many cells of each element in scope were carried over and not reviewed since."""
    left_out = cycle.details.out_of_scope
    return Counter(cell.element for cell, carried in cells if carried is Carried.OVER and cell.element not in left_out)


def must_be_reviewed(draft: Snapshot, known: int) -> None:
    """Raise ConflictError when more cells than are ``known`` were carried over and not reviewed."""
    left = draft.carried[Carried.OVER]
    if left <= known:
        return
    cells, it = ("1 cell was", "it") if left == 1 else (f"{left} cells were", "them")
    raise ConflictError(
        f"{cells} carried over from {draft.copied_from}, and nobody has reviewed {it} since. "
        f"Review {it}, or say that you seal {it} unreviewed."
    )


def must_stay_with(cycle: Cycle, unit: Unit) -> None:
    """Raise InvalidInputError when a cycle with copied scores would go to another unit than theirs."""
    if cycle.copies and unit.id != cycle.unit_id:
        message = f"Its scores were copied from {cycle.copied_from}, so this cycle stays with {cycle.details.unit}."
        raise InvalidInputError(UNUSABLE, {"unit": message})
