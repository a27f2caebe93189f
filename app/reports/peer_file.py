"""A comparison of units as CSV: a row for each unit, with every total and every score."""

from collections.abc import Iterator

from app.maturity.checklist import Checklist
from app.reports import peer_words
from app.reports.peers import Compared, Comparison
from app.web.spreadsheet import to_csv


def write_csv(comparison: Comparison) -> bytes:
    """Return the file. Places are in it when they were asked for; titles of cycles are not when units have aliases."""
    rows = [_head(comparison), *(_row(comparison, unit) for unit in comparison.units)]
    empty = [""] * (len(rows[0]) - 2)
    rows += [[one.name, *empty, one.why] for one in comparison.left_out]
    return to_csv(rows)


def _head(comparison: Comparison) -> list[str]:
    checklist = comparison.checklist
    return [
        "unit",
        *(["place"] if comparison.places else []),
        *([] if comparison.aliased else ["cycle", "revision"]),
        "held_on",
        "overall",
        "maximum",
        "band",
        "out_of_scope",
        "overall_before",
        "maximum_before",
        "held_on_before",
        *(f"{element.letter} {element.name}" for element in checklist.elements),
        *(f"{cell.element}/{cell.group}" for cell in checklist.cells),
        "remark",
    ]


def _row(comparison: Comparison, unit: Compared) -> list[str]:
    cycle, result = unit.latest.cycle, unit.latest.result
    return [
        unit.name,
        *([peer_words.place(comparison.places[unit.name])] if comparison.places else []),
        *([] if comparison.aliased else [cycle.details.title, str(cycle.revision)]),
        cycle.details.held_on.isoformat(),
        str(result.overall.score),
        str(result.overall.maximum),
        result.band.name if result.band else "",
        " ".join(result.out_of_scope),
        *_before(unit),
        *_points(comparison.checklist, unit),
        "Archived" if unit.archived else "",
    ]


def _before(unit: Compared) -> list[str]:
    if unit.before is None:
        return ["", "", ""]
    overall = unit.before.result.overall
    return [str(overall.score), str(overall.maximum), unit.before.cycle.details.held_on.isoformat()]


def _points(checklist: Checklist, unit: Compared) -> Iterator[str]:
    totals, scores = unit.latest.result.elements, unit.latest.scores
    yield from (str(totals[one.letter].score) if one.letter in totals else "" for one in checklist.elements)
    yield from (str(scores.get(cell, "")) for cell in checklist.cells)
