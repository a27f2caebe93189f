"""What an assessment says at one moment. Everything that is read is drawn from this one object."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from app.assessments.agreed import Agreement, Agreements, Standing, WorkshopRecord, standing_in
from app.maturity.checklist import CellId, Checklist, Element
from app.maturity.scoring import Result, Scores, assess

NOTE_MAX = 2_000
REASON_MAX = 500


class Evidence(StrEnum):
    """How strong the evidence for a score is. Not stated (None) differs from none."""

    NONE = "none"
    ANECDOTAL = "anecdotal"
    DOCUMENTED = "documented"


class Carried(StrEnum):
    """What became of a score that a cycle was started with. Carried over is what nobody has reviewed."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"
    OVER = "carried-over"


def what_became(
    previous: int | None, score: int | None, revision: int, put_back_at: int | None = None
) -> Carried | None:
    """Return what became of the score ``previous``, or None when there was none.

    It is carried over until somebody chooses a score, be it the same one: a choice brings the revision above 0, or
    above the one at which the score was put back as if nobody had chosen.
    """
    if previous is None:
        return None
    if revision == (put_back_at or 0):
        return Carried.OVER
    return Carried.CONFIRMED if score == previous else Carried.CHANGED


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of one cell. ``score`` is None while the cell is not scored.

    ``carried`` is None when the cell was not started with a score of an earlier cycle, ``agreed`` when no workshop
    agreed a score for it.
    """

    score: int | None = None
    evidence: Evidence | None = None
    note: str = ""
    carried: Carried | None = None
    agreed: Agreement | None = None


UNANSWERED = Answer()


@dataclass(frozen=True, slots=True)
class Seal:
    """When (UTC) and by whom an assessment was finished, and the hash that every output prints."""

    at: datetime
    by: str
    sha256: str


@dataclass(frozen=True)
class Snapshot:
    """One assessment: the checklist with its texts, the answers, the scope, who and when.

    ``answers`` may leave out cells of which nothing was said. ``scope_reason`` says why the elements in
    ``out_of_scope`` are left out; both are empty otherwise. ``seal`` is None for a draft. ``copied_from`` is the
    title of the cycle whose scores it was started with, or empty. ``workshops`` are those that agreed scores, by date.
    """

    checklist: Checklist
    organisation: str
    unit: str
    title: str
    held_on: date
    answers: Mapping[CellId, Answer] = field(default_factory=dict)
    out_of_scope: tuple[str, ...] = ()
    scope_reason: str = ""
    revision: int = 1
    revision_reason: str = ""
    copied_from: str = ""
    workshops: tuple[WorkshopRecord, ...] = ()
    seal: Seal | None = None

    def answer(self, cell: CellId) -> Answer:
        """Return the answer for ``cell``, an empty one when nothing was said of it."""
        return self.answers.get(cell, UNANSWERED)

    @cached_property
    def scores(self) -> Scores:
        """The scores of the cells in scope that have one, in checklist order."""
        return {
            cell: score
            for cell in self.checklist.cells
            if cell.element not in self.out_of_scope and (score := self.answer(cell).score) is not None
        }

    @cached_property
    def carried(self) -> Mapping[Carried, int]:
        """How many cells in scope were started with a copied score, by what became of it."""
        cells = (cell for cell in self.checklist.cells if cell.element not in self.out_of_scope)
        found = Counter(self.answer(cell).carried for cell in cells)
        return {kind: found[kind] for kind in Carried}

    @cached_property
    def agreements(self) -> Agreements:
        """What workshops agreed for cells in scope, in checklist order."""
        cells = (cell for cell in self.checklist.cells if cell.element not in self.out_of_scope)
        return {cell: agreed for cell in cells if (agreed := self.answer(cell).agreed)}

    @cached_property
    def tells_of_workshops(self) -> bool:
        """Whether there is anything that a workshop left, be it of cells out of scope."""
        return bool(self.workshops) or any(answer.agreed for answer in self.answers.values())

    @property
    def agreed(self) -> Standing:
        """How many of the agreements stand."""
        return standing_in(self.agreements, self.scores)

    @cached_property
    def result(self) -> Result:
        """The totals, range and band of these answers."""
        return assess(self.checklist, self.scores, self.out_of_scope)

    @property
    def elements(self) -> tuple[Element, ...]:
        """The elements in scope."""
        return tuple(element for element in self.checklist.elements if element.letter not in self.out_of_scope)
