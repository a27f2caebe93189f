"""Saving what people choose and write, cell by cell, so that the last choice wins and no note is lost.

A client numbers its choices per cell and kind, starting above the revision it was shown. A choice is stored
only when its revision is higher than the stored one: what the network delays or repeats changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.accounts.models import Person
from app.accounts.service import Member
from app.assessments.models import AnswerRow
from app.assessments.service import Cycle, get_cycle
from app.assessments.snapshot import NOTE_MAX, Evidence
from app.db.columns import now
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.maturity.checklist import CellId
from app.maturity.scoring import Result, assess

Kind = Literal["score", "evidence"]
ANSWERS: Table = AnswerRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
KEY = ["assessment_id", "element", "group_key"]
STORED = [column for column in ANSWERS.c if column.name != "assessment_id"]


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

    def holds(self, choice: Choice) -> bool:
        """Whether ``choice`` is the one stored here, be it just now or by an earlier attempt."""
        client = self.score_client if choice.kind == "score" else self.evidence_client
        return (self.revision(choice.kind), client) == (choice.revision, choice.client)

    def revision(self, kind: Kind) -> int:
        """Return the revision of the stored score or evidence."""
        return self.score_revision if kind == "score" else self.evidence_revision

    @property
    def saved_at(self) -> datetime | None:
        """When anything of this cell was last saved."""
        return max((at for at in (self.changed_at, self.note_at) if at), default=None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All cells of a cycle as they are stored, and what they come to."""

    cycle: Cycle
    answers: Mapping[CellId, Answered]
    result: Result

    def cell(self, cell: tuple[str, str]) -> Answered:
        """Return the state of a cell, an empty one when nothing was saved of it."""
        return self.answers.get(CellId(*cell)) or Answered(CellId(*cell))


class StaleNoteError(ConflictError):
    """Somebody else changed the note since this person opened it. ``mine`` is not saved; ``theirs`` stands."""

    def __init__(self, mine: str, theirs: Answered) -> None:
        super().__init__("Someone else changed this note while you wrote. Both versions are shown: keep one.")
        self.mine = mine
        self.theirs = theirs


def get_sheet(session: Session, member: Member, assessment_id: int) -> Sheet:
    """Return the stored answers of a cycle. NotFoundError when this member may not see it."""
    return _sheet(session, member, get_cycle(session, member, assessment_id))


def choose(session: Session, member: Member, assessment_id: int, cell: CellId, choice: Choice) -> Sheet:
    """Store a choice unless a later one is there, and return the sheet as it then is.

    ``sheet.cell(cell).holds(choice)`` tells whether it was stored. ConflictError when the cycle is sealed,
    NotFoundError for a cell that is not in scope.
    """
    cycle = _draft_with(session, member, assessment_id, cell)
    _store_choice(session, member, cycle, cell, choice)
    return _sheet(session, member, cycle)


def write_note(session: Session, member: Member, assessment_id: int, cell: CellId, note: str, version: int) -> Sheet:
    """Store a note written over ``version`` of it. StaleNoteError when that is no longer the current one."""
    cycle = _draft_with(session, member, assessment_id, cell)
    note = checked_note(note)
    if not _store_note(session, member, cycle, cell, note, version):
        theirs = _sheet(session, member, cycle).cell(cell)
        if theirs.note != note:  # the same text is this very save, come twice
            raise StaleNoteError(note, theirs)
    return _sheet(session, member, cycle)


def checked_note(note: str) -> str:
    """Return the note as it is stored. InvalidInputError when it is too long."""
    note = note.replace("\r\n", "\n").strip()
    if len(note) > NOTE_MAX:
        message = f"The note has {len(note)} characters; at most {NOTE_MAX} are kept. Shorten it."
        raise InvalidInputError(message, {"note": message})
    return note


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of a plain form: what it was shown as, and what it was sent as."""

    cell: CellId
    score: int | None
    score_was: int | None
    evidence: Evidence | None
    evidence_was: Evidence | None
    note: str
    note_version: int


def save_element(session: Session, member: Member, assessment_id: int, entries: Sequence[Entry]) -> None:
    """Store what a plain form changed, all of it or nothing. A choice that was not touched overwrites nobody's.

    StaleNoteError for the first note that somebody else changed meanwhile.
    """
    sheet = get_sheet(session, member, assessment_id)
    for entry in entries:
        cycle = _draft_with(session, member, assessment_id, entry.cell, sheet.cycle)
        stored = sheet.cell(entry.cell)
        if entry.score != entry.score_was:
            _store_choice(session, member, cycle, entry.cell, Choice("score", entry.score, stored.score_revision + 1))
        if entry.evidence != entry.evidence_was:
            choice = Choice("evidence", entry.evidence, stored.evidence_revision + 1)
            _store_choice(session, member, cycle, entry.cell, choice)
        note = checked_note(entry.note)
        if note != stored.note:
            if not _store_note(session, member, cycle, entry.cell, note, entry.note_version):
                raise StaleNoteError(note, stored)


def _draft_with(
    session: Session, member: Member, assessment_id: int, cell: CellId, cycle: Cycle | None = None
) -> Cycle:
    cycle = cycle or get_cycle(session, member, assessment_id)
    if cell not in cycle.checklist.cells or cell.element in cycle.details.out_of_scope:
        raise NotFoundError("There is no such cell in this cycle.")
    member.must_score()
    cycle.must_be_draft()
    return cycle


def _store_choice(session: Session, member: Member, cycle: Cycle, cell: CellId, choice: Choice) -> None:
    revision, client = f"{choice.kind}_revision", f"{choice.kind}_client"
    values = {
        choice.kind: choice.value,
        revision: choice.revision,
        client: choice.client,
        "changed_at": now(),
        "changed_by_id": member.person_id,
    }
    _upsert(session, cycle, cell, values, ANSWERS.c[revision] < choice.revision)


def _store_note(session: Session, member: Member, cycle: Cycle, cell: CellId, note: str, version: int) -> bool:
    values = {"note": note, "note_version": version + 1, "note_at": now(), "note_by_id": member.person_id}
    return _upsert(session, cycle, cell, values, ANSWERS.c.note_version == version)


def _upsert(session: Session, cycle: Cycle, cell: CellId, values: dict[str, Any], condition: Any) -> bool:  # noqa: ANN401
    """Insert or update the cell's row where ``condition`` holds, in one statement. Return whether it did."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = AnswerRow(assessment_id=cycle.id, element=cell.element, group_key=cell.group).model_dump()
    statement = (
        dialect.insert(ANSWERS)
        .values(fresh | values)
        .on_conflict_do_update(index_elements=KEY, set_=values, where=condition)
        .returning(ANSWERS.c.assessment_id)
    )
    try:
        return session.execute(statement).first() is not None
    except IntegrityError as error:  # the database's own rule: it was sealed between our look and our write
        raise ConflictError("This cycle has just been finished, so it can’t be changed any more.") from error


def _sheet(session: Session, member: Member, cycle: Cycle) -> Sheet:
    rows = session.execute(select(*STORED).where(ANSWERS.c.assessment_id == cycle.id)).all()
    names = _names(session, member, {row.changed_by_id for row in rows} | {row.note_by_id for row in rows})
    answers = {answer.cell: answer for answer in (_answered(row, names) for row in rows)}
    left_out = cycle.details.out_of_scope
    scores = {
        cell: answer.score
        for cell, answer in answers.items()
        if answer.score is not None and cell.element not in left_out
    }
    return Sheet(cycle, answers, assess(cycle.checklist, scores, left_out))


def _answered(row: Row[Any], names: Mapping[int | None, str]) -> Answered:
    element, group, *stored, changed_at, changed_by, note, note_version, note_at, note_by = row
    cell = CellId(element, group)
    return Answered(cell, *stored, changed_at, names[changed_by], note, note_version, note_at, names[note_by])


def _names(session: Session, member: Member, ids: set[int | None]) -> dict[int | None, str]:
    names = {None: "", member.person_id: ""}
    others = ids - names.keys()
    if others:
        names |= dict(session.execute(select(Person.id, Person.name).where(col(Person.id).in_(others))).all())
    return names
