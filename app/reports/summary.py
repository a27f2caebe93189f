"""An assessment in one object for programs, and in one page of plain text for people."""

from collections.abc import Iterator, Sequence
from textwrap import shorten, wrap
from typing import Any

from app.assessments.snapshot import Snapshot
from app.maturity.checklist import Band, Checklist
from app.maturity.scoring import ElementTotal, NextBand, Total
from app.reports import findings, wording
from app.reports.findings import Finding, Standouts, Step
from app.web.dates import day

WIDTH = 80
_NAME_WIDTH, _SCORE_WIDTH = 40, 14
_NOTE_WIDTH = 2 * WIDTH


def summary_object(snapshot: Snapshot) -> dict[str, Any]:
    """Return the figures of an assessment as they go into JSON, in the order in which people read them."""
    result = snapshot.result
    overall = result.overall
    return {
        "checklist": snapshot.checklist.version,
        "scored": overall.scored,
        "in_scope": overall.cells,
        "complete": result.complete,
        "overall": {"score": overall.score, "max": overall.maximum, "low": overall.low, "high": overall.high},
        "band": _band(result.band),
        "bands_possible": [band.key for band in result.bands_possible],
        "on_edge": result.on_edge,
        "to_next_band": _next_band(result.next_band),
        "elements": {letter: _element(total) for letter, total in result.elements.items()},
        "groups": {key: {"score": total.score, "max": total.maximum} for key, total in result.groups.items()},
    }


def summary_text(snapshot: Snapshot) -> str:
    """Return the result for a person, in lines of at most 80 characters."""
    sections = (
        _head(snapshot),
        _verdict(snapshot),
        _elements(snapshot),
        _groups(snapshot),
        _standouts("Strengths", findings.strengths(snapshot)),
        _standouts("Gaps", findings.gaps(snapshot)),
        _next_steps(findings.next_steps(snapshot)),
    )
    return "\n\n".join("\n".join(lines) for section in sections if (lines := list(section)))


def _band(band: Band | None) -> dict[str, object] | None:
    return None if band is None else {"key": band.key, "name": band.name}


def _next_band(step: NextBand | None) -> dict[str, object] | None:
    return None if step is None else {"key": step.band.key, "points": step.points}


def _element(total: ElementTotal) -> dict[str, object]:
    return {"score": total.score, "max": total.maximum, "nearest_stage": total.nearest_stage}


def _head(snapshot: Snapshot) -> Iterator[str]:
    yield from _wrapped(snapshot.title)
    where = f"{snapshot.organisation}, {snapshot.unit}, {day(snapshot.held_on)}."
    yield from _wrapped(f"{where} {wording.status(snapshot)}")


def _verdict(snapshot: Snapshot) -> Iterator[str]:
    result = snapshot.result
    yield _score(result.overall)
    sentences = (
        wording.verdict(result),
        wording.distance(result),
        wording.bands_possible(result),
        wording.edge(snapshot.checklist, result),
        wording.progress(result),
        wording.scope(snapshot),
        f"The reason: {snapshot.scope_reason}" if snapshot.scope_reason else "",
        wording.proportion(snapshot),
    )
    yield from _wrapped(" ".join(filter(None, sentences)))


def _elements(snapshot: Snapshot) -> Iterator[str]:
    yield _line("Elements", "Score", "Nearest stage")
    for element in snapshot.checklist.elements:
        total = snapshot.result.elements.get(element.letter)
        name = f"{element.letter}  {element.name}"
        yield _line(name, _score(total), _reached(snapshot.checklist, total)) if total else _line(name, "out of scope")


def _groups(snapshot: Snapshot) -> Iterator[str]:
    yield _line("Groups of people", "Score")
    for group in snapshot.checklist.groups:
        total = snapshot.result.groups[group.key]
        yield _line(group.name, _score(total), _open_cells(total))


def _standouts(heading: str, found: Standouts) -> Iterator[str]:
    if not (found.cells or found.elements or found.groups):
        return
    yield heading
    yield from _ranked("Elements", [(one.element.name, one.total) for one in found.elements])
    yield from _ranked("Groups", [(one.group.name, one.total) for one in found.groups])
    for cell in found.cells:
        yield from _cell(cell)


def _ranked(heading: str, totals: Sequence[tuple[str, Total]]) -> Iterator[str]:
    if totals:
        named = wording.listed([f"{name} {total.score}" for name, total in totals])
        yield from _wrapped(f"{heading}: {named} of {totals[0][1].maximum}.")


def _cell(found: Finding) -> Iterator[str]:
    yield from _wrapped(f"{found.answer.score}  {found.name}. {wording.evidence(found.answer)}.", hang=3)
    if found.answer.note:
        yield from _wrapped(shorten(found.answer.note, _NOTE_WIDTH, placeholder=" …"), indent=3)


def _next_steps(steps: Sequence[Step]) -> Iterator[str]:
    if steps:
        yield "What the next stage looks like"
    for step in steps:
        stage = step.stage
        yield from _wrapped(f"{stage.now.score}  {step.name}, now {stage.now.name}", hang=3)
        yield from _wrapped(f"{wording.stage(stage.next)}: {stage.next_text}", indent=3)


def _reached(checklist: Checklist, total: ElementTotal) -> str:
    return _open_cells(total) if total.nearest_stage is None else wording.stage(checklist.stages[total.nearest_stage])


def _open_cells(total: Total) -> str:
    return "" if total.complete else f"{total.scored} of {total.cells} cells scored"


def _score(total: Total) -> str:
    score = str(total.score) if total.complete else f"{total.low} to {total.high}"
    return f"{score} of {total.maximum}"


def _line(name: str, score: str, rest: str = "") -> str:
    return f"{name:<{_NAME_WIDTH}}{score:>{_SCORE_WIDTH}}   {rest}".rstrip()


def _wrapped(text: str, indent: int = 0, hang: int = 0) -> list[str]:
    return wrap(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + hang))
