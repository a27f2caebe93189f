"""Snapshots without a database: finished, open, without E, and the longest that the application lets people enter."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from app.assessments.agreed import REMARK_MAX, Agreement
from app.assessments.snapshot import NOTE_MAX, Answer, Evidence, Seal, Snapshot
from app.maturity.checklist import CellId
from app.reports import pdf
from tests.agreements import agreement, record
from tests.reports.examples import CHECKLIST, EXAMPLE, scores

SEAL = Seal(datetime(2025, 11, 12, 9, 30, tzinfo=UTC), "Ada Byron", "3f9c2a7be81d4405" + "b6a1c0ffee12d9e8" * 3)


def snapshot_of(by_element: Mapping[str, str], **details: object) -> Snapshot:
    """Return a draft with these scores: a digit for each group of each element, a dash where nothing is scored."""
    given = {
        "organisation": "Example Manufacturing Group",
        "unit": "Industrial Coatings",
        "title": "2025 review",
        "held_on": date(2025, 11, 11),
        "answers": {cell: Answer(score) for cell, score in scores(by_element).items()},
    }
    return Snapshot(CHECKLIST, **(given | details))  # type: ignore[arg-type]  # by name, as the fields are


FINAL = snapshot_of(EXAMPLE, seal=SEAL)
DRAFT = snapshot_of(EXAMPLE | {"C": "22---", "H": "-----", "I": "2211-"})
EMPTY = snapshot_of({})
WITHOUT_E = snapshot_of(
    {letter: digits for letter, digits in EXAMPLE.items() if letter != "E"},
    out_of_scope=("E",),
    scope_reason="The company sells in one country only.",
    seal=SEAL,
)
ON_AN_EDGE = snapshot_of(EXAMPLE | {"A": "22211", "G": "22111", "I": "11112"}, seal=SEAL)


def longest(text: str = "Wind power coatings, ") -> Snapshot:
    """Return a second revision with the longest names and reasons, and the longest texts under what to decide."""
    by_length = sorted(
        (max((len(CHECKLIST.description(cell.id, 1)), cell.id) for cell in CHECKLIST.cells_of(element.letter)))
        for element in CHECKLIST.elements
    )
    lowest = {cell for _, cell in by_length[-3:]}
    return Snapshot(
        CHECKLIST,
        organisation=(text * 120)[:120],
        unit=(text * 120)[:120],
        title=(text * 80)[:80],
        held_on=date(2025, 12, 30),
        answers={cell: Answer(0 if cell in lowest else 1) for cell in CHECKLIST.cells},
        revision=2,
        revision_reason=(text * 500)[:500],
        copied_from=(text * 80)[:80],
        seal=replace(SEAL, by=(text * 120)[:120]),
    )


def long_notes() -> Snapshot:
    """Return a final assessment with the longest note in every cell, each of its own."""
    return replace(FINAL, answers={at: _with_a_long_note(at, answer) for at, answer in FINAL.answers.items()})


def _with_a_long_note(at: CellId, answer: Answer) -> Answer:
    sentence = f"In {at.element}, {at.group}, we saw it. "
    return replace(answer, note=(sentence * NOTE_MAX)[: NOTE_MAX - 1] + "#", evidence=Evidence.DOCUMENTED)


def agreed() -> Snapshot:
    """Return a final assessment in which a workshop agreed every score but one, and one was changed since."""
    agreements = {
        at: agreement(
            score,
            rationale=f"Seen in {at.element}, {at.group}.",
            dissent="" if at.element == "A" else f"Not in all of {at.element}, {at.group}.",
        )
        for at, score in FINAL.scores.items()
        if at != cell("I", 4)
    }
    agreements[cell("B", 0)] = agreement(3)
    return _with(agreements)


def long_agreements() -> Snapshot:
    """Return a final assessment with the longest rationale in every cell and the longest dissent in every second.

    With the latter in all, a cell fills a page: a checker takes the stages at the top of each for a running head.
    """
    scores = enumerate(FINAL.scores.items())
    return _with({at: _with_long_remarks(at, score, dissent=number % 2 == 1) for number, (at, score) in scores})


def _with_long_remarks(at: CellId, score: int, *, dissent: bool) -> Agreement:
    why, not_so = (f"In {at.element}, {at.group}, {said} " for said in ("we agreed.", "some did not."))
    longest = [(sentence * REMARK_MAX)[: REMARK_MAX - 1] + "#" for sentence in (why, not_so)]
    return agreement(score, rationale=longest[0], dissent=longest[1] if dissent else "")


def _with(agreements: Mapping[CellId, Agreement]) -> Snapshot:
    answers = {at: replace(answer, agreed=agreements.get(at)) for at, answer in FINAL.answers.items()}
    other = record(named=True, minimum=3, elements=("I",), joined={})
    return replace(FINAL, answers=answers, workshops=(record(), other))


PRINTED: Mapping[str, Callable[[], Snapshot]] = {
    "final": lambda: FINAL,
    "draft": lambda: DRAFT,
    "without E": lambda: WITHOUT_E,
    "long": longest,
    "notes": long_notes,
    "agreed": agreed,
    "agreements": long_agreements,
}


@cache
def pack(name: str) -> bytes:
    """Return a board pack that several tests look at, printed once."""
    return pdf.board_pack(PRINTED[name]())


def cell(letter: str, place: int) -> CellId:
    """Return the cell of an element for the group at this place."""
    return CellId(letter, CHECKLIST.groups[place].key)
