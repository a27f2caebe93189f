"""A cycle without its answers, and what it makes of scores."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app.assessments.details import Details
from app.errors import ConflictError
from app.maturity import loading
from app.maturity.checklist import Checklist
from app.maturity.scoring import Result, Scores, assess


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
    seal: str  # its SHA-256; empty while it is a draft
    corrected_by: int | None  # the id of the next revision
    is_replaced: bool  # that revision is final, so this one no longer stands
    corrects: int | None
    copies: int | None  # the id of the final cycle whose scores it was started with
    copied_from: str  # the title of that
    workshop: int | None  # the id of the workshop that is open on it

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

    def must_be_out_of_workshop(self, then: str) -> None:
        """Raise ConflictError while a workshop is open on the assessment. ``then`` says what waits for its end."""
        if self.workshop:
            raise ConflictError(f"A workshop is open on this cycle. Close it first, then {then}.")

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


def cycle_of(row: Row[Any]) -> Cycle:
    """Return the cycle in a row of the service's statements."""
    return Cycle(
        id=row.id,
        unit_id=row.unit_id,
        details=Details(row.title, row.held_on, row.unit, tuple(row.out_of_scope), row.scope_reason),
        checklist=loading.load(row.checklist_version, row.checklist_language),
        revision=row.revision,
        revision_reason=row.revision_reason,
        version=row.version,
        sealed_at=row.sealed_at,
        seal=row.sha256 or "",
        corrected_by=row.corrected_by,
        is_replaced=row.is_replaced,
        corrects=row.corrects_id,
        copies=row.copied_from_id,
        copied_from=row.copied_from or "",
        workshop=row.workshop_id,
    )
