"""The scores of several cycles at once, for a list of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from app.assessments.models import AnswerRow
from app.maturity.checklist import CellId


def scores_of(session: Session, ids: Sequence[int]) -> Mapping[int, dict[CellId, int]]:
    """Return the scores of each of these assessments, which the caller has looked up for a member."""
    scores: dict[int, dict[CellId, int]] = defaultdict(dict)
    if not ids:
        return scores
    rows = session.execute(
        select(
            col(AnswerRow.assessment_id), col(AnswerRow.element), col(AnswerRow.group_key), col(AnswerRow.score)
        ).where(col(AnswerRow.assessment_id).in_(ids), col(AnswerRow.score).is_not(None))
    )
    for assessment_id, element, group, score in rows:
        scores[assessment_id][CellId(element, group)] = score
    return scores
