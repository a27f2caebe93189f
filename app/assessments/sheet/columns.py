"""Which column of a sheet holds what. The first row that is not blank says so."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.assessments.sheet.grid import Row
from app.assessments.sheet.problems import listed, shown
from app.assessments.sheet.report import Report
from app.maturity.checklist import Checklist

ANSWER_COLUMNS = ("element", "group", "score", "note", "evidence")


@dataclass(frozen=True, slots=True)
class Columns:
    """The index of each answer column that was found, and those that are only there to be read by people."""

    answers: Mapping[str, int]
    reading: frozenset[int]


def reading_columns(checklist: Checklist) -> tuple[str, ...]:
    """Return the further columns that a sheet may have: names and stage descriptions. They are not read back."""
    return ("element name", "group name", *(f"{stage.score} {stage.name}" for stage in checklist.stages))


def find_columns(header: Row, checklist: Checklist, report: Report) -> Columns:
    """Return the columns that ``header`` names. What is wrong with it goes to ``report``."""
    reading = reading_columns(checklist)
    known = {name.casefold(): name for name in (*ANSWER_COLUMNS, *reading)}
    names = {index: known.get(_folded(value.text), "") for index, value in header.values.items()}
    if not set(names.values()) & set(ANSWER_COLUMNS):
        report.add(header.number, "", _no_header(header))
        return Columns({}, frozenset())
    found: dict[str, int] = {}
    for index, name in names.items():
        if not name:
            report.add_at(header.number, index, _unknown(header.values[index].text))
        elif found.setdefault(name, index) != index:
            report.add_at(header.number, index, f"the column {name} is there twice. Keep one.")
    for name in ANSWER_COLUMNS:
        if name not in found:
            report.add(header.number, name, f"this column is missing. {_THE_COLUMNS}")
    return Columns(
        answers={name: found[name] for name in ANSWER_COLUMNS if name in found},
        reading=frozenset(index for index, name in names.items() if name not in ANSWER_COLUMNS),
    )


_THE_COLUMNS = f"The columns are {listed(ANSWER_COLUMNS, 'and')}."


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _unknown(text: str) -> str:
    return f"{shown(text.strip())} is not a column of this sheet. {_THE_COLUMNS}"


def _no_header(header: Row) -> str:
    message = f"the columns are not named. The first line is {','.join(ANSWER_COLUMNS)}."
    first = header.values[min(header.values)].text
    return f"{message} Separate them by commas." if ";" in first or "\t" in first else message
