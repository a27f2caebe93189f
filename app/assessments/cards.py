"""The cells of a scoring page. They are most of it, and whoever opens it again or beside others sees the same."""

from functools import lru_cache

from markupsafe import Markup

from app.assessments.agreed import Agreement
from app.assessments.answers import Answered
from app.maturity import loading
from app.maturity.checklist import CellId
from app.web.templates import draw

KEPT = 1024  # 45 cells, each with one of four stages chosen or none, make 225 of 3 KB


@lru_cache(KEPT)
def stage_cards(version: str, language: str, cell: CellId, score: int | None) -> Markup:
    """Return the four cards of a cell of a checklist, the one of ``score`` chosen."""
    checklist = loading.load(version, language)
    return draw(
        "assessments/_stages.html",
        group=cell.group,
        stages=checklist.stages,
        descriptions=checklist.cells[cell].descriptions,
        score=score,
    )


@lru_cache(KEPT)
def stored_cell(
    version: str,
    language: str,
    answered: Answered,
    agreement: Agreement | None,
    copied_from: str,
    may_score: bool,  # noqa: FBT001 - the same
) -> Markup:
    """Return a cell as it is stored. ``copied_from`` is the title of the cycle whose scores this one started with."""
    cell = answered.cell
    return draw(
        "assessments/_stored_cell.html",
        cell=cell,
        group=loading.load(version, language).group(cell.group),
        cards=stage_cards(version, language, cell, answered.score),
        answered=answered,
        agreement=agreement,
        copied_from=copied_from,
        may_score=may_score,
    )
