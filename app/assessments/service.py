"""What may be done with a cycle as a whole: list, start, edit, finish, correct. Every verb takes the acting member."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.accounts.models import Unit
from app.accounts.service import Member
from app.accounts.units import find_or_create_unit
from app.assessments import sealing, trail
from app.assessments.details import Details, checked, checked_reason
from app.assessments.models import AnswerRow, Assessment, SealRow
from app.assessments.scores import scores_of
from app.assessments.snapshot import Answer, Snapshot
from app.db.columns import now, table_of
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.maturity import loading
from app.maturity.checklist import CellId, Checklist
from app.maturity.scoring import Result, Scores, assess

CHECKLIST_VERSION = "kam-2009"
LANGUAGE = "en"
PAGE_SIZE = 10
# The highest id that either engine can look up.
LAST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Cycle:
    """An assessment without its answers, as this member may see it."""

    id: int
    unit_id: int
    details: Details
    checklist: Checklist
    revision: int
    revision_reason: str
    version: int
    sealed_at: datetime | None
    corrected_by: int | None  # the id of the next revision
    is_replaced: bool  # that revision is final, so this one no longer stands
    corrects: int | None

    @property
    def is_draft(self) -> bool:
        """Whether it is still open for scoring."""
        return self.sealed_at is None

    @property
    def stands(self) -> bool:
        """Whether it is final, and no final revision replaces it."""
        return not self.is_draft and not self.is_replaced

    def counted(self, scores: Scores) -> Scores:
        """Return those of the scores that count: not those of elements out of scope."""
        left_out = self.details.out_of_scope
        return {cell: score for cell, score in scores.items() if cell.element not in left_out} if left_out else scores

    def assess(self, scores: Scores) -> Result:
        """Return what scores come to; those of elements out of scope do not count."""
        return assess(self.checklist, self.counted(scores), self.details.out_of_scope)

    def must_be_draft(self) -> None:
        """Raise ConflictError when the assessment is sealed."""
        if not self.is_draft:
            raise ConflictError("This cycle is final, so it can’t be changed. A correction is a new revision.")

    def must_be_correctable(self) -> None:
        """Raise ConflictError unless the assessment is sealed and its newest revision."""
        if self.is_draft:
            raise ConflictError("This cycle is still open: change it as it is.")
        if self.corrected_by:
            raise ConflictError("This cycle already has a newer revision. Correct that one.")


@dataclass(frozen=True, slots=True)
class Listed:
    """A cycle in a list, with the scores that count and what they come to."""

    cycle: Cycle
    scores: Scores
    result: Result


# The cycles that the members of an organisation may see: looking up and authorising are one act.
# Made once: putting a statement together costs more than running it.
ASSESSMENTS, UNITS, SEALS = table_of(Assessment), table_of(Unit), table_of(SealRow)
_newer, _newer_seal = ASSESSMENTS.alias("newer"), SEALS.alias("newer_seal")
_VISIBLE = (
    select(
        *(column for column in ASSESSMENTS.c if not column.name.endswith(("organisation_id", "_at"))),
        UNITS.c.name.label("unit"),
        SEALS.c.sealed_at,
        _newer.c.id.label("corrected_by"),
        _newer_seal.c.assessment_id.is_not(None).label("is_replaced"),
    )
    .join_from(ASSESSMENTS, UNITS, UNITS.c.id == ASSESSMENTS.c.unit_id)
    .outerjoin(SEALS, SEALS.c.assessment_id == ASSESSMENTS.c.id)
    .outerjoin(_newer, _newer.c.corrects_id == ASSESSMENTS.c.id)
    .outerjoin(_newer_seal, _newer_seal.c.assessment_id == _newer.c.id)
    .where(ASSESSMENTS.c.organisation_id == bindparam("organisation"))
)
_ONE = _VISIBLE.where(ASSESSMENTS.c.id == bindparam("id"))
_NEWEST = _VISIBLE.order_by(ASSESSMENTS.c.held_on.desc(), ASSESSMENTS.c.id.desc()).limit(PAGE_SIZE + 1)
_NEWEST_BEFORE = _NEWEST.where(
    tuple_(ASSESSMENTS.c.held_on, ASSESSMENTS.c.id) < tuple_(bindparam("day"), bindparam("last_id"))
)
_ALL = _VISIBLE.order_by(ASSESSMENTS.c.held_on, ASSESSMENTS.c.id)
_STANDING = _ALL.where(SEALS.c.assessment_id.is_not(None), _newer_seal.c.assessment_id.is_(None))
_NOT_REPLACED = _ALL.where(_newer_seal.c.assessment_id.is_(None))


class StaleDetailsError(ConflictError):
    """Somebody else changed the cycle's details since this person opened them."""

    def __init__(self, theirs: Cycle) -> None:
        super().__init__("Someone else changed these details while you had them open. Nothing of yours was saved yet.")
        self.theirs = theirs


def list_cycles(session: Session, member: Member, before: tuple[date, int] | None = None) -> tuple[list[Listed], bool]:
    """Return up to PAGE_SIZE cycles, newest first, and whether there are older ones.

    ``before`` is the date and id of the last cycle of the page above.
    """
    values: dict[str, Any] = {"organisation": member.organisation_id}
    if before:
        values |= {"day": before[0], "last_id": before[1]}
    cycles = [_cycle(row) for row in session.execute(_NEWEST_BEFORE if before else _NEWEST, values)]
    return _listed(session, cycles[:PAGE_SIZE]), len(cycles) > PAGE_SIZE


def list_history(session: Session, member: Member, unit_id: int | None = None, *, drafts: bool = False) -> list[Listed]:
    """Return every cycle of the organisation, or of one of its units, that stands, oldest first.

    Those are the final ones that no final revision replaces; with ``drafts`` what is still open, too. It takes two
    queries, however many cycles there are.
    """
    statement = _NOT_REPLACED if drafts else _STANDING
    if unit_id is not None:
        statement = statement.where(ASSESSMENTS.c.unit_id == unit_id)
    rows = session.execute(statement, {"organisation": member.organisation_id})
    return _listed(session, [_cycle(row) for row in rows])


def _listed(session: Session, cycles: Sequence[Cycle]) -> list[Listed]:
    scores = scores_of(session, [cycle.id for cycle in cycles])
    return [Listed(cycle, cycle.counted(scores[cycle.id]), cycle.assess(scores[cycle.id])) for cycle in cycles]


def get_cycle(session: Session, member: Member, assessment_id: int) -> Cycle:
    """Return the cycle. NotFoundError when there is none, or it is another organisation's."""
    known = 0 < assessment_id <= LAST_ID
    row = known and session.execute(_ONE, {"organisation": member.organisation_id, "id": assessment_id}).first()
    if not row:
        raise NotFoundError("There is no such cycle, or it is not yours to see.")
    return _cycle(row)


def find_cycles(session: Session, member: Member, ids: Collection[int]) -> dict[int, Cycle]:
    """Return by id those of these cycles that the member may see: drafts and revisions that are replaced, too."""
    these = _VISIBLE.where(ASSESSMENTS.c.id.in_(ids))
    return {row.id: _cycle(row) for row in session.execute(these, {"organisation": member.organisation_id})}


def lock_cycle(session: Session, member: Member, assessment_id: int) -> Cycle:
    """Return the cycle as get_cycle, which nobody else can change, score or seal before this is committed."""
    get_cycle(session, member, assessment_id)  # nobody holds up what they may not see
    session.get_one(Assessment, assessment_id, with_for_update=True)
    return get_cycle(session, member, assessment_id)


def start(session: Session, member: Member, details: Details) -> int:
    """Start a draft and return its id. InvalidInputError names each wrong field; nothing is saved then."""
    member.must_manage()
    details = checked(loading.load(CHECKLIST_VERSION, LANGUAGE), details)
    unit = find_or_create_unit(session, member, details.unit)
    assessment = Assessment(
        organisation_id=member.organisation_id,
        checklist_version=CHECKLIST_VERSION,
        checklist_language=LANGUAGE,
        **_columns(details, unit),
    )
    cycle_id = _insert(session, assessment)
    trail.started(session, member, cycle_id, details)
    return cycle_id


def edit(session: Session, member: Member, assessment_id: int, details: Details, version: int) -> None:
    """Change the details of a draft. StaleDetailsError when ``version`` is not the current one."""
    member.must_manage()
    cycle = lock_cycle(session, member, assessment_id)
    cycle.must_be_draft()
    details = checked(cycle.checklist, details)
    row = session.get_one(Assessment, assessment_id)
    if row.version != version and details != cycle.details:
        raise StaleDetailsError(cycle)
    unit = find_or_create_unit(session, member, details.unit, cycle.details.unit)
    for name, value in _columns(details, unit).items():
        setattr(row, name, value)
    row.version += 1
    _flush_unique(session)
    trail.edited(session, member, assessment_id, cycle.details, details)


def finish(session: Session, member: Member, assessment_id: int, at: datetime | None = None) -> None:
    """Seal the cycle for good, now or ``at`` the given moment. ConflictError when a cell in scope is not scored."""
    member.must_manage()
    cycle = lock_cycle(session, member, assessment_id)
    cycle.must_be_draft()
    draft = take_snapshot(session, member, cycle)
    missing = draft.result.overall.cells - draft.result.overall.scored
    if missing:
        cells = "cell is" if missing == 1 else "cells are"
        raise ConflictError(f"{missing} {cells} not scored yet. Score every cell in scope, then finish.")
    sealed, content = sealing.seal(draft, at or now(), member.person)
    assert sealed.seal is not None
    session.add(
        SealRow(
            assessment_id=assessment_id,
            sealed_at=sealed.seal.at,
            sealed_by_id=member.person_id,
            sha256=sealed.seal.sha256,
            content=content,
        )
    )
    session.flush()
    trail.finished(session, member, assessment_id, cycle.details, sealed.seal.sha256)


def correct(session: Session, member: Member, assessment_id: int, reason: str) -> int:
    """Open a new revision of a sealed cycle, with all its answers, and return its id. The old one stays."""
    member.must_manage()
    cycle = lock_cycle(session, member, assessment_id)
    cycle.must_be_correctable()
    reason = checked_reason(reason)
    old = session.get_one(Assessment, assessment_id)
    copied = old.model_dump(exclude={"id", "created_at", "changed_at", "version"}) | {
        "revision": old.revision + 1,
        "revision_reason": reason,
        "corrects_id": old.id,
    }
    new_id = _insert(session, Assessment(**copied))
    for answer in session.scalars(select(AnswerRow).where(col(AnswerRow.assessment_id) == assessment_id)):
        session.add(AnswerRow(**answer.model_dump() | {"assessment_id": new_id}))
    session.flush()
    trail.corrected(session, member, assessment_id, cycle.details, new_id, reason)
    return new_id


def get_snapshot(session: Session, member: Member, assessment_id: int) -> Snapshot:
    """Return what the assessment says. NotFoundError as get_cycle, otherwise as take_snapshot."""
    return take_snapshot(session, member, get_cycle(session, member, assessment_id))


def take_snapshot(session: Session, member: Member, cycle: Cycle) -> Snapshot:
    """Return what a draft says now, or what a sealed one said when it was sealed.

    ConflictError when the sealed text no longer has its hash: somebody changed it behind the product's back.
    """
    if not cycle.is_draft:
        return _sealed_snapshot(session, cycle)
    rows = session.scalars(select(AnswerRow).where(col(AnswerRow.assessment_id) == cycle.id))
    details = cycle.details
    return Snapshot(
        checklist=cycle.checklist,
        organisation=member.organisation,
        unit=details.unit,
        title=details.title,
        held_on=details.held_on,
        answers={CellId(row.element, row.group_key): Answer(row.score, row.evidence, row.note) for row in rows},
        out_of_scope=details.out_of_scope,
        scope_reason=details.scope_reason,
        revision=cycle.revision,
        revision_reason=cycle.revision_reason,
    )


def _sealed_snapshot(session: Session, cycle: Cycle) -> Snapshot:
    columns = select(col(SealRow.content), col(SealRow.sha256))
    content, sha256 = session.execute(columns.where(col(SealRow.assessment_id) == cycle.id)).one()
    snapshot = sealing.from_json(content)
    if snapshot.seal is None or snapshot.seal.sha256 != sha256:
        raise ConflictError("This final cycle no longer matches its seal: it was changed outside KAM Maturity.")
    return snapshot


def _cycle(row: Row[Any]) -> Cycle:
    return Cycle(
        id=row.id,
        unit_id=row.unit_id,
        details=Details(row.title, row.held_on, row.unit, tuple(row.out_of_scope), row.scope_reason),
        checklist=loading.load(row.checklist_version, row.checklist_language),
        revision=row.revision,
        revision_reason=row.revision_reason,
        version=row.version,
        sealed_at=row.sealed_at,
        corrected_by=row.corrected_by,
        is_replaced=row.is_replaced,
        corrects=row.corrects_id,
    )


def _columns(details: Details, unit: Unit) -> dict[str, Any]:
    return {
        "unit_id": unit.id,
        "title": details.title,
        "held_on": details.held_on,
        "out_of_scope": "".join(details.out_of_scope),
        "scope_reason": details.scope_reason,
    }


def _insert(session: Session, assessment: Assessment) -> int:
    session.add(assessment)
    _flush_unique(session)
    assert assessment.id is not None
    return assessment.id


def _flush_unique(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise InvalidInputError(
            "That name is taken.", {"title": "Enter a name that no other cycle of this unit has."}
        ) from error
