"""The scores of several cycles at once, for a list of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlmodel import Session

from app.assessments.models import AnswerRow
from app.db.columns import table_of
from app.maturity.checklist import CellId

ANSWERS = table_of(AnswerRow)
# Made once: putting a statement together takes longer than running it.
_SCORES = select(ANSWERS.c.assessment_id, ANSWERS.c.element, ANSWERS.c.group_key, ANSWERS.c.score).where(
    ANSWERS.c.assessment_id.in_(bindparam("ids", expanding=True)), ANSWERS.c.score.is_not(None)
)


def scores_of(session: Session, ids: Sequence[int]) -> Mapping[int, dict[CellId, int]]:
    """Return the scores of each of these assessments, which the caller has looked up for a member."""
    scores: dict[int, dict[CellId, int]] = defaultdict(dict)
    if not ids:
        return scores
    for assessment_id, element, group, score in session.execute(_SCORES, {"ids": ids}):
        scores[assessment_id][CellId(element, group)] = score
    return scores
