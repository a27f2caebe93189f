"""From a row of a sheet to what it says of a cell, or to everything that is wrong with the row."""

from dataclasses import dataclass
from enum import Enum

from app.assessments.sheet.columns import Columns
from app.assessments.sheet.grid import Row, Value
from app.assessments.sheet.problems import listed, shown
from app.assessments.sheet.report import Report
from app.assessments.sheet.text import fault_of
from app.assessments.snapshot import NOTE_MAX, Answer, Evidence
from app.maturity.checklist import CellId, Checklist
from app.web.spreadsheet import unguarded

NOT_APPLICABLE = "n/a"
_STRENGTHS = tuple(strength.value for strength in Evidence)


class Mark(Enum):
    """What stands in the place of a score and is none."""

    OUT_OF_SCOPE = "out of scope"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says. ``element`` and ``group`` are empty when the row does not say them rightly."""

    row: int
    element: str
    group: str
    score: int | Mark | None
    evidence: Evidence | None
    note: str

    @property
    def cell(self) -> CellId | None:
        """The cell that the row is about, None when that can't be told."""
        return CellId(self.element, self.group) if self.element and self.group else None

    @property
    def answer(self) -> Answer:
        """What is said of the cell."""
        return Answer(self.score if isinstance(self.score, int) else None, self.evidence, self.note)


class RowReader:
    """Reads the rows of one sheet. What is wrong is reported, and read as if it were blank."""

    def __init__(self, checklist: Checklist, columns: Columns, report: Report) -> None:
        self._columns = columns
        self._report = report
        self._elements = tuple(element.letter for element in checklist.elements)
        self._optional = tuple(element.letter for element in checklist.elements if element.scope_optional)
        self._groups = tuple(group.key for group in checklist.groups)
        self._scores = {str(stage.score): stage.score for stage in checklist.stages}

    def read(self, row: Row) -> Entry:
        """Return what ``row`` says."""
        element = self._one_of(row, "element", self._elements, "an element")
        group = self._one_of(row, "group", self._groups, "a group")
        score = self._score(row, element)
        note = self._note(row)
        evidence = self._evidence(row)
        self._check_other_columns(row)
        return Entry(row.number, element, group, score, evidence, note)

    def _one_of(self, row: Row, column: str, allowed: tuple[str, ...], what: str) -> str:
        text = self._word(row, column)
        if text is None or text in allowed:
            return text or ""
        fault = f"{shown(text)} is not {what}" if text else f"the {column} is missing"
        self._report.add(row.number, column, f"{fault}. Write {listed(allowed)}.")
        return ""

    def _score(self, row: Row, element: str) -> int | Mark | None:
        text = self._word(row, "score")
        if not text:
            return None
        if text in self._scores:
            return self._scores[text]
        if text == NOT_APPLICABLE and (not element or element in self._optional):
            return Mark.OUT_OF_SCOPE
        fault = f"not for element {element}" if text == NOT_APPLICABLE else "not a score"
        self._report.add(row.number, "score", f"{shown(text)} is {fault}. {self._score_advice()}")
        return Mark.INVALID

    def _score_advice(self) -> str:
        optional = f", {NOT_APPLICABLE} for element {listed(self._optional)} out of scope" if self._optional else ""
        return f"Write {listed(tuple(self._scores))}{optional}, or leave it empty."

    def _evidence(self, row: Row) -> Evidence | None:
        text = self._word(row, "evidence")
        if not text:
            return None
        if text in _STRENGTHS:
            return Evidence(text)
        advice = f"Write {listed(_STRENGTHS)}, or leave it empty."
        self._report.add(row.number, "evidence", f"{shown(text)} is not a strength of evidence. {advice}")
        return None

    def _note(self, row: Row) -> str:
        value = self._value(row, "note", "Write text, or put an apostrophe before the = sign.")
        note = "" if value is None else unguarded(value.text)
        if len(note) > NOTE_MAX:
            self._report.add(row.number, "note", f"{len(note):,} characters are too many. At most {NOTE_MAX:,} fit.")
        return note

    def _word(self, row: Row, column: str) -> str | None:
        """Return the trimmed text, or None when there is no such column or what stands there is no text."""
        value = self._value(row, column, "Write the value itself.")
        return None if value is None else value.text.strip()

    def _value(self, row: Row, column: str, formula_advice: str) -> Value | None:
        if column not in self._columns.answers:
            return None
        value = row.values.get(self._columns.answers[column], Value(""))
        fault = f"{shown(value.text)} is a formula. {formula_advice}" if value.formula else fault_of(value.text)
        if fault:
            self._report.add(row.number, column, fault)
            return None
        return value

    def _check_other_columns(self, row: Row) -> None:
        for index, value in row.values.items():
            if index in self._columns.answers.values():
                continue
            fault = fault_of(value.text) if index in self._columns.reading else _unnamed(value.text)
            if fault:
                self._report.add_at(row.number, index, fault)


def _unnamed(text: str) -> str:
    return f"{shown(text)} stands outside the named columns. In a CSV file, a note with a comma needs quotes."
