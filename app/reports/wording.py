"""The sentences of results, the same on the page, in the PDF and for charts.

Plain text: whoever shows it escapes it. No sentence needs to know whether a name ("Associated functions") is
one thing or many.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from app.assessments.snapshot import Answer, Carried, Evidence, Snapshot
from app.maturity import edges
from app.maturity.checklist import Band, Checklist, Stage
from app.maturity.scoring import Result, Total, first_score
from app.reports.palette import ChartKind
from app.reports.target_marks import TargetMarks
from app.web.dates import day

_EVIDENCE = {
    None: "Evidence not stated",
    Evidence.NONE: "No evidence",
    Evidence.ANECDOTAL: "Anecdotal evidence",
    Evidence.DOCUMENTED: "Documented evidence",
}
_CHART_NAMES: dict[ChartKind, str] = {"profile": "Profile by element", "radar": "Radar of the elements"}
_NAMES_SHOWN = 3
EDGE_RULE = edges.RULE


def verdict(result: Result) -> str:
    """Return the band, "In transition.", or while cells are open "So far 41;"."""
    return f"{result.band.name}." if result.band else f"So far {result.overall.score};"


def distance(result: Result) -> str:
    """Return how far the score lies in its band and below the next, or the range it will lie in."""
    if result.points_into_band is None:
        return f"the final score will lie between {result.overall.low} and {result.overall.high}."
    points = result.points_into_band
    into = f"{_points(points)} into the band" if points else "At the start of the band"
    if not result.next_band:
        return f"{into}, the highest there is."
    return f"{into}, {result.next_band.points} below {result.next_band.band.name}."


def bands_possible(result: Result) -> str:
    """Return which bands a draft can still end in; nothing when it is complete."""
    if result.complete:
        return ""
    names = [band.name for band in result.bands_possible]
    if len(names) == 1:
        return f"Whatever the open cells bring, the band will be {names[0]}."
    return f"Bands still possible: {listed(names, 'or')}."


def edge(checklist: Checklist, result: Result) -> str:
    """Return that the score lies on an edge between two bands, and what follows; nothing when it does not."""
    if not result.on_edge or not result.band:
        return ""
    return edges.edge_sentence(checklist, result.overall.score, result.band)


def scope(snapshot: Snapshot) -> str:
    """Return which elements count, and what the overall score is out of."""
    checklist, result = snapshot.checklist, snapshot.result
    if result.full_scope:
        return f"All {len(checklist.elements)} elements are in scope."
    names = [f"{letter} ({checklist.element(letter).name})" for letter in result.out_of_scope]
    left_out = f"Element {names[0]} is" if len(names) == 1 else f"Elements {listed(names)} are"
    return f"{left_out} out of scope, so the overall score is out of {result.overall.maximum}."


def proportion(snapshot: Snapshot) -> str:
    """Return how the band is found when elements are out of scope; nothing when all are in."""
    result, whole = snapshot.result, snapshot.checklist.maximum
    if result.full_scope:
        return ""
    score, maximum = result.overall.score, result.overall.maximum
    rule = f"The band is found by exact proportion, without rounding: score × {whole} / {maximum}."
    if not result.complete:
        return rule
    return f"{rule} Here {score} × {whole} / {maximum} = {exact(Fraction(score * whole, maximum))}."


def progress(result: Result) -> str:
    """Return "45 of 45 cells scored."."""
    return f"{result.overall.scored} of {result.overall.cells} cells scored."


def status(snapshot: Snapshot) -> str:
    """Return "Final, sealed on 12 November 2025 by Ada Byron." or "Draft, not final."."""
    if not snapshot.seal:
        return "Draft, not final."
    return f"Final, sealed on {day(snapshot.seal.at.date())} by {snapshot.seal.by}."


def revision(snapshot: Snapshot) -> str:
    """Return which revision this is, and why; nothing for the first."""
    return f"Revision {snapshot.revision}: {snapshot.revision_reason}" if snapshot.revision > 1 else ""


def carried(snapshot: Snapshot) -> str:
    """Return what became of the scores that were copied from an earlier cycle; nothing when none were."""
    if not snapshot.copied_from:
        return ""
    counts = snapshot.carried
    copied = sum(counts.values())
    return (
        f"{copied} {'score was' if copied == 1 else 'scores were'} copied from {snapshot.copied_from}: "
        f"{counts[Carried.CONFIRMED]} confirmed, {counts[Carried.CHANGED]} changed, "
        f"{counts[Carried.OVER]} carried over without review."
    )


def element_finding(snapshot: Snapshot) -> str:
    """Return the highest and the lowest element totals, among those that are complete."""
    names = {element.letter: f"{element.letter} {element.name}" for element in snapshot.checklist.elements}
    return _finding("element", [(names[letter], total) for letter, total in snapshot.result.elements.items()])


def group_finding(snapshot: Snapshot) -> str:
    """Return the highest and the lowest group totals, among those that are complete."""
    return _finding("group", [(group.name, snapshot.result.groups[group.key]) for group in snapshot.checklist.groups])


def figure(total: Total) -> str:
    """Return "8", or "4 so far", or "not scored" when no cell of it is."""
    if total.complete:
        return str(total.score)
    return f"{total.score} so far" if total.scored else "not scored"


def total_range(total: Total) -> str:
    """Return what an open total can still become: "between 4 and 13, 2 of 5 cells scored"; nothing when complete."""
    if total.complete:
        return ""
    return f"between {total.low} and {total.high}, {total.scored} of {total.cells} cells scored"


def evidence(answer: Answer) -> str:
    """Return how strong the evidence is; that it was not stated differs from none."""
    return _EVIDENCE[answer.evidence]


def stage(named: Stage) -> str:
    """Return "2 Transition state"."""
    return f"{named.score} {named.name}"


def band_range(checklist: Checklist, band: Band, maximum: int) -> str:
    """Return the scores of a band on a scale of ``maximum``: as printed for the whole scale, else in whole points."""
    if maximum == checklist.maximum:
        return f"{band.low} to {band.high}"
    above = [first_score(checklist, other, maximum) for other in checklist.bands if other.low > band.low]
    return f"{first_score(checklist, band, maximum)} to {min(above) - 1 if above else maximum}"


def chart_title(snapshot: Snapshot, kind: ChartKind) -> str:
    """Return what a chart shows, and of which cycle."""
    return f"{_CHART_NAMES[kind]}: {snapshot.organisation}, {snapshot.unit}, {snapshot.title}"


def alt_text(snapshot: Snapshot, kind: ChartKind, targets: TargetMarks | None = None) -> str:
    """Return the finding of a chart and all its figures, for those who cannot see it."""
    result, checklist = snapshot.result, snapshot.checklist
    what = "verticals" if kind == "profile" else "spokes"
    maximum = len(checklist.groups) * checklist.top_stage
    figures = [f"{e.letter} {e.name} {_in_alt_text(result, e.letter)}" for e in checklist.elements]
    sentences = (
        f"{_CHART_NAMES[kind]}, {snapshot.title}.",
        f"Overall {result.overall.score} of {result.overall.maximum}." if result.complete else "",
        f"{verdict(result)} {distance(result)}",
        element_finding(snapshot),
        f"{len(result.elements)} {what} from 0 to {maximum}: {', '.join(figures)}.",
        targets.sentence if targets else "",
    )
    return " ".join(filter(None, sentences))


def listed(names: Sequence[str], word: str = "and") -> str:
    """Return "A", "A and B", "A, B and C"."""
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def exact(number: Fraction) -> str:
    """Return ``number`` without rounding: "72", "73.125", or "220/3" where decimals have no end."""
    scaled = number * 1000
    if scaled.denominator != 1:
        return str(number)
    return f"{scaled.numerator / 1000:.3f}".rstrip("0").rstrip(".")


def _in_alt_text(result: Result, letter: str) -> str:
    if letter not in result.elements:
        return "out of scope"
    total = result.elements[letter]
    return f"{figure(total)} ({total_range(total)})" if total.scored and not total.complete else figure(total)


def _finding(kind: str, totals: Iterable[tuple[str, Total]]) -> str:
    complete = [(name, total) for name, total in totals if total.complete]
    if not complete:
        return ""
    scores = [total.score for _, total in complete]
    high, low, maximum = max(scores), min(scores), complete[0][1].maximum
    if high == low:
        return f"Every complete {kind} total is {high} of {maximum}."
    highest, lowest = ([name for name, total in complete if total.score == score] for score in (high, low))
    return (
        f"The highest {kind} total is {high} of {maximum} ({_some(highest, kind)}), "
        f"the lowest {low} ({_some(lowest, kind)})."
    )


def _some(names: Sequence[str], kind: str) -> str:
    return ", ".join(names) if len(names) <= _NAMES_SHOWN else f"{len(names)} {kind}s"


def _points(count: int) -> str:
    return "1 point" if count == 1 else f"{count} points"
