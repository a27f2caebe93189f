"""What may be done with a cycle as a whole: list, start, edit, finish, correct. Every verb takes the acting member."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.accounts.service import Member, find_or_create_unit
from app.assessments import sealing
from app.assessments.models import AnswerRow, Assessment, SealRow
from app.assessments.snapshot import Answer, Seal, Snapshot
from app.db.columns import now
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.maturity import loading
from app.maturity.checklist import CellId, Checklist
from app.maturity.scoring import Result, Scores, assess

CHECKLIST_VERSION = "kam-2009"
LANGUAGE = "en"
PAGE_SIZE = 10
TITLE_MAX = 80
REASON_MAX = 500


@dataclass(frozen=True, slots=True)
class Details:
    """What a director enters of a cycle. ``scope_reason`` is needed when something is out of scope, only then."""

    title: str
    held_on: date
    unit: str
    out_of_scope: tuple[str, ...] = ()
    scope_reason: str = ""


@dataclass(frozen=True, slots=True)
class Cycle:
    """An assessment without its answers, as this member may see it."""

    id: int
    details: Details
    checklist: Checklist
    revision: int
    revision_reason: str
    version: int
    sealed_at: datetime | None
    corrected_by: int | None  # the id of the next revision
    corrects: int | None

    @property
    def is_draft(self) -> bool:
        """Whether it is still open for scoring."""
        return self.sealed_at is None

    def must_be_draft(self) -> None:
        """Raise ConflictError when the assessment is sealed."""
        if not self.is_draft:
            raise ConflictError("This cycle is final, so it can’t be changed. A correction is a new revision.")


@dataclass(frozen=True, slots=True)
class Listed:
    """A cycle in a list, with what its scores come to."""

    cycle: Cycle
    result: Result


class StaleDetailsError(ConflictError):
    """Somebody else changed the cycle's details since this person opened them."""

    def __init__(self, theirs: Cycle) -> None:
        super().__init__("Someone else changed these details while you had them open. Nothing of yours was saved yet.")
        self.theirs = theirs


def list_cycles(session: Session, member: Member, before: tuple[date, int] | None = None) -> tuple[list[Listed], bool]:
    """Return up to PAGE_SIZE cycles, newest first, and whether there are older ones.

    ``before`` is the date and id of the last cycle of the page above.
    """
    query = _visible(member).order_by(col(Assessment.held_on).desc(), col(Assessment.id).desc()).limit(PAGE_SIZE + 1)
    if before:
        query = query.where(tuple_(Assessment.held_on, Assessment.id) < before)
    cycles = [_cycle(row) for row in session.execute(query)]
    page = cycles[:PAGE_SIZE]
    scores = _scores(session, [cycle.id for cycle in page])
    return [Listed(cycle, _result(cycle, scores[cycle.id])) for cycle in page], len(cycles) > PAGE_SIZE


def get_cycle(session: Session, member: Member, assessment_id: int) -> Cycle:
    """Return the cycle. NotFoundError when there is none, or it is another organisation's."""
    row = session.execute(_visible(member).where(col(Assessment.id) == assessment_id)).first()
    if row is None:
        raise NotFoundError("There is no such cycle, or it is not yours to see.")
    return _cycle(row)


def start(session: Session, member: Member, details: Details) -> int:
    """Start a draft and return its id. InvalidInputError names each wrong field; nothing is saved then."""
    member.must_manage()
    details = _checked(loading.load(CHECKLIST_VERSION, LANGUAGE), details)
    assessment = Assessment(
        organisation_id=member.organisation_id,
        checklist_version=CHECKLIST_VERSION,
        checklist_language=LANGUAGE,
        **_columns(session, member, details),
    )
    return _insert(session, assessment)


def edit(session: Session, member: Member, assessment_id: int, details: Details, version: int) -> None:
    """Change the details of a draft. StaleDetailsError when ``version`` is not the current one."""
    member.must_manage()
    cycle = get_cycle(session, member, assessment_id)
    cycle.must_be_draft()
    details = _checked(cycle.checklist, details)
    row = session.get_one(Assessment, assessment_id, with_for_update=True)
    if row.version != version and details != cycle.details:
        raise StaleDetailsError(cycle)
    for name, value in _columns(session, member, details).items():
        setattr(row, name, value)
    row.version += 1
    _flush_unique(session)


def finish(session: Session, member: Member, assessment_id: int) -> None:
    """Seal the cycle for good. ConflictError when a cell in scope is not scored."""
    member.must_manage()
    session.get(Assessment, assessment_id, with_for_update=True)  # a save that races this waits, and is refused
    cycle = get_cycle(session, member, assessment_id)
    cycle.must_be_draft()
    draft = get_snapshot(session, member, assessment_id)
    missing = draft.result.overall.cells - draft.result.overall.scored
    if missing:
        cells = "cell is" if missing == 1 else "cells are"
        raise ConflictError(f"{missing} {cells} not scored yet. Score every cell in scope, then finish.")
    sealed, content = sealing.seal(draft, now(), member.person)
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


def correct(session: Session, member: Member, assessment_id: int, reason: str) -> int:
    """Open a new revision of a sealed cycle, with all its answers, and return its id. The old one stays."""
    member.must_manage()
    cycle = get_cycle(session, member, assessment_id)
    if cycle.is_draft:
        raise ConflictError("This cycle is still open: change it as it is.")
    if cycle.corrected_by:
        raise ConflictError("This cycle already has a newer revision. Correct that one.")
    reason = reason.strip()
    if not reason or len(reason) > REASON_MAX:
        raise InvalidInputError(
            "Say why.", {"reason": f"Enter what is wrong with the final result, in at most {REASON_MAX} characters."}
        )
    old = session.get_one(Assessment, assessment_id)
    copied = old.model_dump(exclude={"id", "created_at", "version"}) | {
        "revision": old.revision + 1,
        "revision_reason": reason,
        "corrects_id": old.id,
    }
    new_id = _insert(session, Assessment(**copied))
    for answer in session.exec(select(AnswerRow).where(AnswerRow.assessment_id == assessment_id)):
        session.add(AnswerRow(**answer.model_dump() | {"assessment_id": new_id}))
    session.flush()
    return new_id


def get_snapshot(session: Session, member: Member, assessment_id: int) -> Snapshot:
    """Return what the assessment says now, or for a sealed one what it said then. NotFoundError as get_cycle."""
    cycle = get_cycle(session, member, assessment_id)
    if not cycle.is_draft:
        content = session.exec(select(SealRow.content).where(SealRow.assessment_id == assessment_id)).one()
        return sealing.from_json(content)
    rows = session.exec(select(AnswerRow).where(AnswerRow.assessment_id == assessment_id))
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


def _visible(member: Member) -> Select[Any]:
    """Select the cycles that this member may see: looking up and authorising are one act."""
    newer = aliased(Assessment)
    return (
        select(Assessment, Unit.name, SealRow.sealed_at, newer.id)
        .join(Unit, col(Unit.id) == Assessment.unit_id)
        .outerjoin(SealRow, col(SealRow.assessment_id) == Assessment.id)
        .outerjoin(newer, col(newer.corrects_id) == Assessment.id)
        .where(Assessment.organisation_id == member.organisation_id)
    )


def _cycle(row: Row[Any]) -> Cycle:
    assessment, unit, sealed_at, corrected_by = row
    return Cycle(
        id=assessment.id,
        details=Details(
            assessment.title,
            assessment.held_on,
            unit,
            tuple(assessment.out_of_scope),
            assessment.scope_reason,
        ),
        checklist=loading.load(assessment.checklist_version, assessment.checklist_language),
        revision=assessment.revision,
        revision_reason=assessment.revision_reason,
        version=assessment.version,
        sealed_at=sealed_at,
        corrected_by=corrected_by,
        corrects=assessment.corrects_id,
    )


def _scores(session: Session, ids: Sequence[int]) -> dict[int, dict[CellId, int]]:
    scores: dict[int, dict[CellId, int]] = defaultdict(dict)
    rows = session.execute(
        select(AnswerRow.assessment_id, AnswerRow.element, AnswerRow.group_key, AnswerRow.score).where(
            col(AnswerRow.assessment_id).in_(ids), col(AnswerRow.score).is_not(None)
        )
    )
    for assessment_id, element, group, score in rows:
        scores[assessment_id][CellId(element, group)] = score
    return scores


def _result(cycle: Cycle, scores: Scores) -> Result:
    left_out = cycle.details.out_of_scope
    return assess(cycle.checklist, {cell: score for cell, score in scores.items() if cell.element not in left_out}, left_out)


def _checked(checklist: Checklist, details: Details) -> Details:
    details = replace(
        details,
        title=" ".join(details.title.split()),
        unit=" ".join(details.unit.split()),
        scope_reason=details.scope_reason.strip() if details.out_of_scope else "",
    )
    wrong = dict(_problems(checklist, details))
    if wrong:
        raise InvalidInputError("Some answers can’t be used yet.", wrong)
    return details


def _problems(checklist: Checklist, details: Details) -> Iterable[tuple[str, str]]:
    if not details.title:
        yield "title", "Enter a name for the cycle, such as 2026 H2."
    elif len(details.title) > TITLE_MAX:
        yield "title", f"Use at most {TITLE_MAX} characters; this has {len(details.title)}."
    optional = {element.letter for element in checklist.elements if element.scope_optional}
    if not set(details.out_of_scope) <= optional:
        yield "out_of_scope", f"Only element {', '.join(sorted(optional))} can be left out."
    if details.out_of_scope and not details.scope_reason:
        yield "scope_reason", "Say why the element is out of scope. The report prints the reason."
    elif len(details.scope_reason) > REASON_MAX:
        yield "scope_reason", f"Use at most {REASON_MAX} characters; this has {len(details.scope_reason)}."


def _columns(session: Session, member: Member, details: Details) -> dict[str, Any]:
    return {
        "unit_id": find_or_create_unit(session, member, details.unit).id,
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
