"""Answers as they are stored: one row for each cell of which anything was said."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session, col

from app.accounts.models import Person
from app.accounts.service import Member
from app.assessments.carrying import unreviewed_in
from app.assessments.cycle import Cycle
from app.assessments.models import AnswerRow
from app.assessments.snapshot import NOTE_MAX, Carried, Evidence, what_became
from app.db.columns import table_of
from app.db.text import text
from app.errors import InvalidInputError
from app.maturity.checklist import CellId
from app.maturity.scoring import Result

Kind = Literal["score", "evidence"]
Stored = Row[Any]
ANSWERS = table_of(AnswerRow)
# Statements are made once: putting one together takes longer than running it.
STORED = [column for column in ANSWERS.c if column.name != "assessment_id"]
OF_CYCLE = select(*STORED).where(ANSWERS.c.assessment_id == bindparam("cycle"))
OF_CELL = OF_CYCLE.where(ANSWERS.c.element == bindparam("element"), ANSWERS.c.group_key == bindparam("group"))
OF_ELEMENT = OF_CYCLE.where(ANSWERS.c.element == bindparam("element"))
SCORES_OF_CYCLE = select(
    ANSWERS.c.element,
    ANSWERS.c.group_key,
    ANSWERS.c.score,
    ANSWERS.c.carried_score,
    ANSWERS.c.score_revision,
    ANSWERS.c.carried_revision,
).where(ANSWERS.c.assessment_id == bindparam("cycle"), ANSWERS.c.score.is_not(None))


@dataclass(frozen=True, slots=True)
class Choice:
    """A score or an evidence strength chosen for a cell; None clears it."""

    kind: Kind
    value: int | Evidence | None
    revision: int
    client: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The stored state of one cell, who changed it, and when. ``..._by`` is empty when it was this very member."""

    cell: CellId
    score: int | None = None
    score_revision: int = 0
    score_client: str = ""
    evidence: Evidence | None = None
    evidence_revision: int = 0
    evidence_client: str = ""
    changed_at: datetime | None = None
    changed_by: str = ""
    note: str = ""
    note_version: int = 0
    note_at: datetime | None = None
    note_by: str = ""
    carried_score: int | None = None
    carried_note: str | None = None
    carried_revision: int | None = None

    def holds(self, choice: Choice) -> bool:
        """Whether ``choice`` is the one stored here, be it just now or by an earlier attempt."""
        client = self.score_client if choice.kind == "score" else self.evidence_client
        return (self.revision(choice.kind), client) == (choice.revision, choice.client)

    def revision(self, kind: Kind) -> int:
        """Return the revision of the stored score or evidence."""
        return self.score_revision if kind == "score" else self.evidence_revision

    @property
    def carried(self) -> Carried | None:
        """What became of the score that was copied from an earlier cycle, None when none was."""
        return what_became(self.carried_score, self.score, self.score_revision, self.carried_revision)

    @property
    def saved_at(self) -> datetime | None:
        """When anything of this cell was last saved."""
        return max((at for at in (self.changed_at, self.note_at) if at), default=None)


def checked_note(note: str) -> str:
    """Return the note as it is stored. InvalidInputError when it is too long."""
    note = text(note)
    if len(note) > NOTE_MAX:
        message = f"The note has {len(note)} characters; at most {NOTE_MAX} are kept. Shorten it."
        raise InvalidInputError(message, {"note": message})
    return note


def scores_in(session: Session, cycle: Cycle) -> list[Stored]:
    """Return the rows of the scores of a cycle."""
    return list(session.connection().execute(SCORES_OF_CYCLE, {"cycle": cycle.id}))


def standing_of(cycle: Cycle, rows: Iterable[Iterable[Any]]) -> tuple[Result, Counter[str]]:
    """Return what the scores of a cycle come to, and how many cells of each element nobody has reviewed."""
    scores: dict[CellId, int] = {}
    carried: dict[CellId, Carried | None] = {}
    for element, group, score, previous, revision, put_back_at in rows:
        cell = CellId(element, group)
        scores[cell] = score
        if previous is not None:
            carried[cell] = what_became(previous, score, revision, put_back_at)
    return cycle.assess(scores), unreviewed_in(cycle, carried.items())


def answers_of(session: Session, member: Member, rows: Sequence[Stored]) -> dict[CellId, Answered]:
    """Return the answers in these rows of STORED, with the names of who gave them; the member's own is left out."""
    names = _names(session, member, {row.changed_by_id for row in rows} | {row.note_by_id for row in rows})
    return {answer.cell: answer for answer in (_answered(row, names) for row in rows)}


def _answered(row: Iterable[Any], names: Mapping[int | None, str]) -> Answered:
    element, group, *stored = row
    *choices, changed_by, note, note_version, note_at, note_by, carried_score, carried_note, carried_revision = stored
    carried = carried_score, carried_note, carried_revision
    told = [*choices, names[changed_by], note, note_version, note_at, names[note_by], *carried]
    return Answered(CellId(element, group), *told)


def _names(session: Session, member: Member, ids: set[int | None]) -> dict[int | None, str]:
    names: dict[int | None, str] = {None: "", member.person_id: ""}
    others = ids - names.keys()
    if others:
        found = session.execute(select(col(Person.id), col(Person.name)).where(col(Person.id).in_(others)))
        names.update((row.id, row.name) for row in found)
    return names
