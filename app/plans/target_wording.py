"""The sentences about targets, the same on every page and in the report. Plain text: whoever shows it escapes it."""

from app.maturity.checklist import Checklist
from app.maturity.edges import edge_sentence
from app.maturity.planning import Outcome, Outlook, Promise

_ARITHMETIC = "Arithmetic, not a forecast"


def to_go(score: int | None, target: int, *, whole: bool) -> str:
    """Return what is missing to a target: "2 points to go". ``whole`` says that it is an element's, in points."""
    if score is None:
        return "not scored"
    if score < target:
        return f"{_counted(target - score, whole=whole)} to go"
    return "reached" if score == target else f"reached, {_counted(score - target, whole=whole)} above"


def outcome(promise: Promise) -> str:
    """Return what became of a promise: "Kept", "Missed by 1 stage", "Not due yet"."""
    by = _counted(promise.by, whole=not promise.aim.group)
    return {
        Outcome.KEPT: "Kept",
        Outcome.EXCEEDED: f"Exceeded by {by}",
        Outcome.MISSED: f"Missed by {by}",
        Outcome.NOT_DUE: "Not due yet",
        Outcome.OPEN: "Can’t tell: not scored, or out of scope",
    }[promise.outcome]


def outlook(found: Outlook, *, is_past: bool = False) -> str:
    """Return what the targets would come to: "Arithmetic, not a forecast: these targets would give 97 of 135, ...".

    ``is_past`` says that their day is over.
    """
    would_give = "would have given" if is_past else "would give"
    total = f"{_ARITHMETIC}: these targets {would_give} {found.overall} of {found.maximum}"
    return f"{total}, {found.band.name}." if found.band else f"{total} so far; some cells are not scored."


def beyond(found: Outlook) -> str:
    """Return how that compares with now, and with the next band."""
    added = f"{points(found.added)} more than now" if found.added else "The same as now"
    if found.next_band is None:
        return f"{added}."
    return f"{added}, {found.next_band.points} below {found.next_band.band.name}."


def edge(checklist: Checklist, found: Outlook) -> str:
    """Return that this total lies on an edge between two bands, and what follows; nothing when it does not."""
    return edge_sentence(checklist, found.overall, found.band) if found.on_edge and found.band else ""


def points(count: int) -> str:
    """Return "1 point" or "4 points"."""
    return _counted(count, whole=True)


def _counted(count: int, *, whole: bool) -> str:
    unit = "point" if whole else "stage"
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
