"""Saving what people choose and write, cell by cell, so that the last choice wins and no note is lost.

A client numbers its choices per cell and kind, starting above the revision it was shown. A choice is stored
only when its revision is higher than the stored one: what the network delays or repeats changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from sqlalchemy import Result as Rows
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments.agreed import Agreements
from app.assessments.agreements import agreements_of
from app.assessments.answers import (
    ANSWERS,
    OF_CELL,
    OF_CYCLE,
    OF_ELEMENT,
    STORED,
    Answered,
    Choice,
    Stored,
    answers_of,
    checked_note,
    scores_in,
    standing_of,
)
from app.assessments.carrying import unreviewed_in
from app.assessments.cycle import Cycle
from app.assessments.cycles import get_cycle
from app.assessments.models import AnswerRow
from app.assessments.service import lock_cycle
from app.assessments.snapshot import Answer, Evidence
from app.db.columns import insert_of, now
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.maturity.checklist import CellId
from app.maturity.scoring import Result

Rule = Literal["score", "evidence", "note", "any"]
Values = dict[str, Any]
# How far ahead of what is stored a choice may be numbered: no page skips numbers, and who did could use them up.
MOST_AHEAD = 1_000
# What a cell's row holds where a save says nothing.
FRESH = AnswerRow(assessment_id=0, element="", group_key="").model_dump()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells of a cycle as they are stored, and what all of its cells come to.

    ``unreviewed`` says of how many cells of an element the copied score waits to be reviewed.
    """

    cycle: Cycle
    answers: Mapping[CellId, Answered]
    result: Result
    unreviewed: Counter[str]

    def cell(self, cell: tuple[str, str]) -> Answered:
        """Return the state of a cell, an empty one when nothing was saved of it."""
        return self.answers.get(CellId(*cell)) or Answered(CellId(*cell))


@dataclass(frozen=True, slots=True)
class ElementRows:
    """One element as it was read, before anything is made of it: from equal ones the same is made."""

    cycle: Cycle
    letter: str
    answers: Mapping[CellId, Answered]
    scores: Sequence[Stored]
    agreements: Agreements

    @property
    def sheet(self) -> Sheet:
        """The answers of the element, and the result of the whole cycle."""
        return Sheet(self.cycle, self.answers, *standing_of(self.cycle, self.scores))


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save came to: the cell as it is stored now, and how the cycle stands, as in a Sheet."""

    cycle: Cycle
    answered: Answered
    result: Result
    unreviewed: Counter[str]


class StaleNoteError(ConflictError):
    """Somebody else changed the note since this person opened it. ``mine`` is not saved; ``theirs`` stands."""

    def __init__(self, mine: str, theirs: Answered) -> None:
        super().__init__("Someone else changed this note while you wrote. Both versions are shown: keep one.")
        self.mine = mine
        self.theirs = theirs


def get_sheet(session: Session, member: Member, assessment_id: int) -> Sheet:
    """Return the stored answers of a cycle. NotFoundError when this member may not see it."""
    return _sheet(session, member, get_cycle(session, member, assessment_id))


def read_element(session: Session, member: Member, assessment_id: int, letter: str) -> ElementRows:
    """Return all that is stored of one element, as far as its page shows it. NotFoundError as in get_sheet."""
    cycle = get_cycle(session, member, assessment_id)
    rows = session.connection().execute(OF_ELEMENT, {"cycle": cycle.id, "element": letter}).all()
    answers = answers_of(session, member, rows)
    return ElementRows(cycle, letter, answers, scores_in(session, cycle), agreements_of(session, cycle.id))


def choose(session: Session, member: Member, assessment_id: int, cell: CellId, choice: Choice) -> Saved:
    """Store a choice unless a later one is there. ``saved.answered.holds(choice)`` tells which it was.

    ConflictError when the cycle is sealed, NotFoundError for a cell that is not in scope, InvalidInputError for
    a revision more than MOST_AHEAD above the stored one.
    """
    cycle = draft_with(session, member, assessment_id, cell)
    _must_follow(session, cycle, cell, choice)
    stored = store_choice(session, member, cycle, cell, choice)
    return _saved(session, member, cycle, cell, stored)


def fill(session: Session, member: Member, assessment_id: int, answers: Mapping[CellId, Answer]) -> None:
    """Store many answers of a draft at once, over whatever is there. NotFoundError for a cell not in scope."""
    sheet = get_sheet(session, member, assessment_id)
    rows = defaultdict[tuple[str, ...], list[Values]](list)  # by what is written
    for cell, answer in answers.items():
        cycle = draft_with(session, member, assessment_id, cell, sheet.cycle)
        stored = sheet.cell(cell)
        values: Values = {
            "score": answer.score,
            "score_revision": stored.score_revision + 1,
            "evidence": answer.evidence,
            "evidence_revision": stored.evidence_revision + 1,
            "changed_at": now(),
            "changed_by_id": member.person_id,
        }
        if answer.note:
            written = {"note_version": stored.note_version + 1, "note_at": now(), "note_by_id": member.person_id}
            values |= {"note": checked_note(answer.note), **written}
        rows[tuple(values)].append(FRESH | values | _key(cycle, cell))
    for names, alike in rows.items():
        _write(session, names, "any", alike)


def write_note(session: Session, member: Member, assessment_id: int, cell: CellId, note: str, version: int) -> Saved:
    """Store a note written over ``version`` of it. StaleNoteError when that is no longer the current one."""
    cycle = draft_with(session, member, assessment_id, cell)
    note = checked_note(note)
    saved = _saved(session, member, cycle, cell, _store_note(session, member, cycle, cell, note, version))
    if saved.answered.note != note:  # the same text is this very save, come twice
        raise StaleNoteError(note, saved.answered)
    return saved


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of a plain form: what it was shown as, and what it was sent as. Who confirms its score chooses it."""

    cell: CellId
    score: int | None
    score_was: int | None
    evidence: Evidence | None
    evidence_was: Evidence | None
    note: str
    note_version: int
    confirmed: bool = False

    @property
    def chooses(self) -> bool:
        """Whether a score was chosen, be it the one that was there."""
        return self.score != self.score_was or self.confirmed

    def over(self, stored: Answered) -> "Entry":
        """Return this entry with the choices that it left alone as they are stored now."""
        return replace(
            self,
            score=self.score if self.chooses else stored.score,
            evidence=stored.evidence if self.evidence == self.evidence_was else self.evidence,
        )


def save_element(session: Session, member: Member, assessment_id: int, entries: Sequence[Entry]) -> None:
    """Store what a plain form changed, all of it or nothing. A choice that was not touched overwrites nobody's.

    StaleNoteError for the first note that somebody else changed meanwhile.
    """
    sheet = _sheet(session, member, lock_cycle(session, member, assessment_id))
    for entry in entries:
        cycle = draft_with(session, member, assessment_id, entry.cell, sheet.cycle)
        stored = sheet.cell(entry.cell)
        if entry.chooses:
            store_choice(session, member, cycle, entry.cell, Choice("score", entry.score, stored.score_revision + 1))
        if entry.evidence != entry.evidence_was:
            choice = Choice("evidence", entry.evidence, stored.evidence_revision + 1)
            store_choice(session, member, cycle, entry.cell, choice)
        note = checked_note(entry.note)
        if note != stored.note and not _store_note(session, member, cycle, entry.cell, note, entry.note_version):
            raise StaleNoteError(note, stored)


def draft_with(session: Session, member: Member, assessment_id: int, cell: CellId, cycle: Cycle | None = None) -> Cycle:
    """Return the draft of a cell in scope, which this member may score, or ``cycle`` when that is all so.

    NotFoundError, ForbiddenError or ConflictError otherwise.
    """
    cycle = cycle or get_cycle(session, member, assessment_id)
    if cell not in cycle.checklist.cells or cell.element in cycle.details.out_of_scope:
        raise NotFoundError("There is no such cell in this cycle.")
    member.must_score()
    cycle.must_be_draft()
    return cycle


def store_choice(session: Session, member: Member, cycle: Cycle, cell: CellId, choice: Choice) -> Stored | None:
    """Store a choice in a cycle from draft_with, unless a later one is there: None then."""
    values = {
        choice.kind: choice.value,
        f"{choice.kind}_revision": choice.revision,
        f"{choice.kind}_client": choice.client,
        "changed_at": now(),
        "changed_by_id": member.person_id,
    }
    return _upsert(session, cycle, cell, values, choice.kind)


def _must_follow(session: Session, cycle: Cycle, cell: CellId, choice: Choice) -> None:
    if choice.revision <= MOST_AHEAD:
        return
    row = session.execute(OF_CELL, {"cycle": cycle.id, "element": cell.element, "group": cell.group}).first()
    stored: int = getattr(row, f"{choice.kind}_revision", 0)
    if choice.revision > stored + MOST_AHEAD:
        raise InvalidInputError("This choice has a number that no page gives it. Reload the page and choose again.")


def _store_note(session: Session, member: Member, cycle: Cycle, cell: CellId, note: str, version: int) -> Stored | None:
    values = {"note": note, "note_version": version + 1, "note_at": now(), "note_by_id": member.person_id}
    return _upsert(session, cycle, cell, values, "note")


def _upsert(session: Session, cycle: Cycle, cell: CellId, values: Values, rule: Rule) -> Stored | None:
    """Insert the cell's row, or update it where ``rule`` allows, in one statement. None when it does not."""
    written = _write(session, tuple(values), rule, FRESH | values | _key(cycle, cell))
    return written.first()


def _key(cycle: Cycle, cell: CellId) -> Values:
    return {"assessment_id": cycle.id, "element": cell.element, "group_key": cell.group}


def _write(session: Session, written: tuple[str, ...], rule: Rule, rows: Values | list[Values]) -> Rows[Any]:
    try:
        connection = session.connection()
        return connection.execute(_upsert_statement(connection.dialect.name, written, rule), rows)
    except IntegrityError as error:  # the database's own rule: it was sealed between our look and our write
        raise ConflictError("This cycle has just been finished, so it can’t be changed any more.") from error


@cache
def _upsert_statement(dialect: str, written: tuple[str, ...], rule: Rule) -> ReturningInsert[Any]:
    insert = insert_of(dialect, ANSWERS)
    stored, sent = ANSWERS.c, insert.excluded
    conditions = {
        "score": stored.score_revision < sent.score_revision,
        "evidence": stored.evidence_revision < sent.evidence_revision,
        "note": stored.note_version == sent.note_version - 1,
        "any": None,
    }
    upsert: ReturningInsert[Any] = insert.on_conflict_do_update(
        index_elements=[stored.assessment_id, stored.element, stored.group_key],
        set_={name: sent[name] for name in written},
        where=conditions[rule],
    ).returning(*STORED)
    return upsert


def _sheet(session: Session, member: Member, cycle: Cycle) -> Sheet:
    answers = answers_of(session, member, session.execute(OF_CYCLE, {"cycle": cycle.id}).all())
    scores = {cell: answer.score for cell, answer in answers.items() if answer.score is not None}
    carried = ((cell, answer.carried) for cell, answer in answers.items())
    return Sheet(cycle, answers, cycle.assess(scores), unreviewed_in(cycle, carried))


def _saved(session: Session, member: Member, cycle: Cycle, cell: CellId, stored: Stored | None) -> Saved:
    """Return one cell and the result. A save needs no more, and this takes half the time of the whole sheet."""
    key = {"cycle": cycle.id, "element": cell.element, "group": cell.group}
    row = stored or session.execute(OF_CELL, key).one()
    return Saved(cycle, answers_of(session, member, [row])[cell], *standing_of(cycle, scores_in(session, cycle)))
