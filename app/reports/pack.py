"""The board pack as HTML: what its pages say, before they are set."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.assessments.snapshot import Answer, Snapshot
from app.maturity import advice
from app.maturity.checklist import CellId, Element, Group, Stage
from app.maturity.scoring import ElementTotal
from app.plans.promised import NONE, Promises
from app.reports import wording, workshop_words
from app.reports.against import against, marks
from app.reports.printable import printable
from app.reports.scale import band_scale
from app.web.dates import day

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
_DECISIONS = 3
_HEADING_MAX = 80  # characters; the summary and the method page give names in full
_COUNTED = ("What to decide", "One thing to decide", "Two things to decide", "Three things to decide")


@dataclass(frozen=True, slots=True)
class CellPart:
    """One cell as the report tells it. ``now`` and ``next`` are None where there is no such stage."""

    group: Group
    answer: Answer
    now: Stage | None
    now_text: str
    next: Stage | None
    next_text: str


@dataclass(frozen=True, slots=True)
class ElementPart:
    """One element as the report tells it. ``total`` is None when it is out of scope."""

    element: Element
    total: ElementTotal | None
    nearest: Stage | None
    cells: tuple[CellPart, ...]


def pack_html(snapshot: Snapshot, promises: Promises = NONE, *, with_logo: bool = False, tight: bool = False) -> str:
    """Return the board pack as HTML. It names two images, asset:profile.svg and asset:radar.svg.

    ``with_logo`` adds a third, asset:logo.png.
    ``tight`` sets the summary smaller, for when it does not fit on its page.
    """
    decisions = advice.focus(snapshot.checklist, snapshot.result, snapshot.scores, _DECISIONS)
    return (
        _environment()
        .get_template("reports/board_pack.html")
        .render(
            tight=tight,
            with_logo=with_logo,
            snapshot=snapshot,
            checklist=snapshot.checklist,
            result=snapshot.result,
            wording=wording,
            workshop_words=workshop_words,
            against=against(snapshot, promises),
            targets=marks(snapshot, promises.aims),
            elements=[_element_part(snapshot, element) for element in snapshot.checklist.elements],
            decisions=decisions,
            decisions_heading=_COUNTED[len(decisions)],
            findings=_findings(snapshot),
            scale=band_scale(snapshot.checklist, snapshot.result),
            heading=(_shortened(snapshot.organisation), _shortened(f"{snapshot.unit}, {snapshot.title}")),
            seal_words=seal_words(snapshot),
        )
    )


def seal_words(snapshot: Snapshot) -> str:
    """Return the first 16 digits of the seal's hash in groups that can be read out, or nothing for a draft."""
    digits = snapshot.seal.sha256[:16] if snapshot.seal else ""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        # Only plain strings: what a macro made is markup already.
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    found.filters["day"] = day
    return found


def _findings(snapshot: Snapshot) -> tuple[str, ...]:
    """What the summary says beneath its headline; some of it is empty."""
    return (
        wording.bands_possible(snapshot.result),
        wording.edge(snapshot.checklist, snapshot.result),
        f"{wording.element_finding(snapshot)} {wording.group_finding(snapshot)}".strip(),
    )


def _shortened(name: str) -> str:
    return name if len(name) <= _HEADING_MAX else f"{name[: _HEADING_MAX - 1].rstrip()}…"


def _element_part(snapshot: Snapshot, element: Element) -> ElementPart:
    total = snapshot.result.elements.get(element.letter)
    nearest = total.nearest_stage if total else None
    return ElementPart(
        element=element,
        total=total,
        nearest=None if nearest is None else snapshot.checklist.stages[nearest],
        cells=tuple(_cell_parts(snapshot, element)) if total else (),
    )


def _cell_parts(snapshot: Snapshot, element: Element) -> Iterator[CellPart]:
    checklist = snapshot.checklist
    for group in checklist.groups:
        cell = CellId(element.letter, group.key)
        answer = snapshot.answer(cell)
        score = answer.score
        step = None if score is None else advice.next_stage(checklist, cell, score)
        yield CellPart(
            group=group,
            answer=answer,
            now=None if score is None else checklist.stages[score],
            now_text="" if score is None else checklist.description(cell, score),
            next=step.next if step else None,
            next_text=step.next_text if step else "",
        )
