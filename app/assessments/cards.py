"""The described stages of a cell as cards to choose from: most of a scoring page, and the same for everyone."""

from functools import lru_cache

from markupsafe import Markup

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
