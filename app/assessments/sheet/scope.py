"""Elements that a sheet declares out of scope: n/a in all of their cells, with the reason in a note."""

from collections.abc import Sequence

from app.assessments.sheet.entries import NOT_APPLICABLE, Entry, Mark
from app.assessments.sheet.problems import listed
from app.assessments.sheet.report import Report
from app.assessments.snapshot import REASON_MAX
from app.maturity.checklist import Checklist


def read_scope(entries: Sequence[Entry], checklist: Checklist, report: Report) -> tuple[tuple[str, ...], str]:
    """Return the letters out of scope and the reason, from the one entry of each cell.

    The reason is made of the different notes of the cells out of scope. What is wrong goes to ``report``.
    """
    marked = [entry for entry in entries if entry.score is Mark.OUT_OF_SCOPE]
    letters = tuple(element.letter for element in checklist.elements if element.letter in {e.element for e in marked})
    for letter in letters:
        _check_whole([entry for entry in entries if entry.element == letter], checklist, report)
    return letters, _reason(marked, report) if marked else ""


def _check_whole(entries: Sequence[Entry], checklist: Checklist, report: Report) -> None:
    first = next(entry for entry in entries if entry.score is Mark.OUT_OF_SCOPE)
    here = {entry.group for entry in entries}
    missing = [group.key for group in checklist.groups if group.key not in here]
    if missing:
        message = (
            f"{NOT_APPLICABLE} is for all of element {first.element}, but it is missing for {listed(missing, 'and')}."
        )
        report.add(first.row, "score", message)
    for entry in entries:
        if not isinstance(entry.score, Mark):
            said = f"element {entry.element} is {NOT_APPLICABLE} on {report.place(first.row)}"
            report.add(entry.row, "score", f"{said}. Write {NOT_APPLICABLE} in all of its rows, or in none.")


def _reason(marked: Sequence[Entry], report: Report) -> str:
    reason = " ".join(dict.fromkeys(entry.note.strip() for entry in marked if entry.note.strip()))
    first = marked[0]
    if not reason:
        report.add(first.row, "note", f"say here why element {first.element} is out of scope.")
    elif len(reason) > REASON_MAX:
        advice = f"At most {REASON_MAX} fit, in all notes of element {first.element} together."
        report.add(first.row, "note", f"the reason has {len(reason):,} characters. {advice}")
    return reason
