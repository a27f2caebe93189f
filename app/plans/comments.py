"""What members say of a final cycle. It stays as it was said: there is no verb that changes or deletes it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from app.accounts import audit
from app.accounts.models import Person
from app.accounts.service import Member
from app.assessments import trail
from app.assessments.cycles import get_cycle
from app.assessments.models import Assessment
from app.db.columns import table_of
from app.db.text import text
from app.errors import ConflictError, InvalidInputError
from app.plans.models import Comment

TEXT_MAX = 2_000
COMMENTS, ASSESSMENTS, PEOPLE = table_of(Comment), table_of(Assessment), table_of(Person)
_SAID = (
    select(COMMENTS.c.id, PEOPLE.c.name, COMMENTS.c.written_at, COMMENTS.c.text)
    .join_from(COMMENTS, PEOPLE, PEOPLE.c.id == COMMENTS.c.written_by_id)
    .join(ASSESSMENTS, ASSESSMENTS.c.id == COMMENTS.c.assessment_id)
    .where(
        ASSESSMENTS.c.organisation_id == bindparam("organisation"),
        COMMENTS.c.assessment_id == bindparam("cycle"),
    )
    .order_by(COMMENTS.c.id)
)


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as members read it."""

    id: int
    written_by: str
    written_at: datetime
    text: str


def add_comment(session: Session, member: Member, cycle_id: int, said: str) -> int:
    """Add a comment to a final cycle and return its id.

    ConflictError while the cycle is a draft. InvalidInputError when the text is empty or too long.
    """
    cycle = get_cycle(session, member, cycle_id)
    if cycle.is_draft:
        raise ConflictError("This cycle is still open: write a note on a cell. Comments are for final cycles.")
    comment = Comment(assessment_id=cycle_id, written_by_id=member.person_id, text=_checked(said))
    session.add(comment)
    session.flush()
    assert comment.id is not None
    audit.record(session, audit.Actor.of(member), "comment.added", trail.subject(cycle_id, cycle.details))
    return comment.id


def list_comments(session: Session, member: Member, cycle_id: int) -> list[Said]:
    """Return what was said of a cycle, in the order in which it was said; nothing of another organisation's."""
    rows = session.execute(_SAID, {"organisation": member.organisation_id, "cycle": cycle_id})
    return [Said(*row) for row in rows]


def count_comments(session: Session, member: Member, cycle_ids: Collection[int]) -> dict[int, int]:
    """Return how many comments each of these cycles has. One that has none is left out."""
    rows = session.execute(
        select(COMMENTS.c.assessment_id, func.count())
        .join(ASSESSMENTS, ASSESSMENTS.c.id == COMMENTS.c.assessment_id)
        .where(ASSESSMENTS.c.organisation_id == member.organisation_id, COMMENTS.c.assessment_id.in_(cycle_ids))
        .group_by(COMMENTS.c.assessment_id)
    )
    return {row[0]: row[1] for row in rows}


def _checked(said: str) -> str:
    said = text(said)
    if not said:
        raise InvalidInputError("There is nothing to add.", {"text": "Enter what you have to say of this result."})
    if len(said) > TEXT_MAX:
        message = f"Use at most {TEXT_MAX:,} characters; this has {len(said):,}."
        raise InvalidInputError("It is too long.", {"text": message})
    return said
