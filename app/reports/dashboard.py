"""Where each unit stands and what lies ahead of it, as the home page shows it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlmodel import Session

from app.accounts.service import Member
from app.assessments.cycle import Listed
from app.assessments.cycles import list_latest, list_standing, recent_since
from app.maturity.comparison import Change
from app.maturity.narrative import change_words, signed
from app.maturity.peers import change
from app.maturity.planning import Aim, Outcome, Promise, in_force, judge
from app.plans.outlook import Outlook, list_aims, outlooks
from app.reports.against import marks
from app.reports.scale import Scale, band_scale
from app.reports.target_marks import TargetMarks
from app.reports.trend_loading import cycle_of
from app.web.dates import day

__all__ = [
    "actions_ahead",
    "change_words",
    "newest",
    "promises_kept",
    "review_ahead",
    "signed",
    "standings",
    "summary",
    "targets_ahead",
]
COURSE = 8  # cycles of a unit that its small line shows, of those that are recent
WIDTH, HEIGHT, EDGE = 120, 36, 6  # of that line, in its own units
REACHED = (Outcome.KEPT, Outcome.EXCEEDED)
SPAN = 1 / 3  # of the scale, which the line shows at least


@dataclass(frozen=True, slots=True)
class Spark:
    """The overall scores of some cycles as a small line. Places are in the units of WIDTH and HEIGHT."""

    points: tuple[tuple[float, float], ...]
    target: tuple[float, float] | None
    """What the targets come to. No line leads there: it is arithmetic, not a forecast."""
    description: str

    @property
    def line(self) -> str:
        """The points as an SVG polyline takes them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's latest result, how it came to that, and what is planned."""

    latest: Listed
    change: Change | None
    """Of the overall score since ``previous``; None when there is none, or their scopes differ."""
    previous: Listed | None
    """The cycle before, if it was assessed by the same version of the checklist."""
    spark: Spark | None
    scale: Scale
    ahead: Outlook
    promised: tuple[Promise, ...]
    """What was promised for a day that had come when the latest cycle was held."""


def standings(session: Session, member: Member, today: date) -> list[Standing]:
    """Return how each unit stands that has a result, by name. Nine queries at most, however many there are."""
    recent = list_latest(session, member, date.max, COURSE, recent_since(session, member))
    courses = {unit_id: tuple(course) for unit_id, course in groupby(recent, key=lambda item: item.cycle.unit_id)}
    plans = outlooks(session, member, today), list_aims(session, member)
    last = list_standing(session, member)
    return sorted((_standing(courses.get(item.cycle.unit_id, (item,)), *plans) for item in last), key=_name)


def newest(shown: Iterable[Standing]) -> Standing | None:
    """Return the standing that is known last; None when no unit has a result."""
    return max(shown, key=lambda one: (one.latest.cycle.details.held_on, one.latest.cycle.id), default=None)


def summary(shown: Sequence[Standing]) -> str:
    """Return "5 units: 2 In transition, 3 Ready for KAM; 4 rose, 1 fell.", the highest band first."""
    bands = Counter(standing.latest.result.band for standing in shown)
    order = sorted((band for band in bands if band), key=lambda band: -band.low)
    moved = Counter(standing.change.direction for standing in shown if standing.change)
    ways = [f"{moved[way]} {way}" for way in ("rose", "fell", "stayed") if moved[way]]
    said = ", ".join(f"{bands[band]} {band.name}" for band in order)
    return f"{len(shown)} units: {said}{'; ' + ', '.join(ways) if ways else ''}."


def promises_kept(standing: Standing) -> str:
    """Return "2 of 5 due targets reached"."""
    reached = sum(promise.outcome in REACHED for promise in standing.promised)
    return f"{reached} of {len(standing.promised)} due {'target' if len(standing.promised) == 1 else 'targets'} reached"


def actions_ahead(ahead: Outlook) -> str:
    """Return "3 open actions, 1 overdue; next due 3 December 2026", or that there are none."""
    if not ahead.open_actions:
        return "No open actions"
    actions = "1 open action" if ahead.open_actions == 1 else f"{ahead.open_actions} open actions"
    overdue = f", {ahead.overdue} overdue" if ahead.overdue else ""
    return f"{actions}{overdue}{f'; next due {day(ahead.next_due)}' if ahead.next_due else ''}"


def targets_ahead(ahead: Outlook) -> str:
    """Return "4 targets, the first for 12 November 2027", or that there are none."""
    if not ahead.next_target:
        return "No targets"
    if ahead.targets == 1:
        return f"1 target, for {day(ahead.next_target)}"
    return f"{ahead.targets} targets, the first for {day(ahead.next_target)}"


def review_ahead(ahead: Outlook, today: date) -> str:
    """Return when the next review is, or was due; nothing when none is planned."""
    if ahead.next_review is None:
        return ""
    return (
        f"Next review {day(ahead.next_review)}"
        if ahead.next_review >= today
        else f"Review due since {day(ahead.next_review)}"
    )


def _name(standing: Standing) -> str:
    return standing.latest.cycle.details.unit.casefold()


def _standing(
    newest_first: Sequence[Listed], ahead: Mapping[int, Outlook], aims: Mapping[int, Sequence[Aim]]
) -> Standing:
    latest = newest_first[0]
    unit_id, held_on = latest.cycle.unit_id, latest.cycle.details.held_on
    come = in_force(latest.cycle.checklist, aims.get(unit_id, ()), held_on)
    version = latest.cycle.checklist.version
    previous = next((item for item in newest_first[1:2] if item.cycle.checklist.version == version), None)
    return Standing(
        latest=latest,
        change=change(latest.result, previous.result) if previous else None,
        previous=previous,
        spark=_spark(newest_first[::-1], marks(cycle_of(latest), aims.get(unit_id, ()))) if previous else None,
        scale=band_scale(latest.cycle.checklist, latest.result),
        ahead=ahead[unit_id],
        promised=tuple(judge(aim, latest.scores, latest.result, held_on) for aim in come),
    )


def _spark(oldest_first: Sequence[Listed], targets: TargetMarks | None) -> Spark:
    """Return the line. All lines have the same slope for the same change, unless one spans more than SPAN."""
    aim = targets.overall if targets else None
    shares = [item.result.overall.score / item.result.overall.maximum for item in oldest_first]
    shares += [aim.score / aim.maximum] if aim else []
    step, middle = (WIDTH - 2 * EDGE) / (len(shares) - 1), (max(shares) + min(shares)) / 2
    rise = (HEIGHT - 2 * EDGE) / max(SPAN, max(shares) - min(shares))
    places = tuple(
        (round(EDGE + place * step, 1), round(HEIGHT / 2 - (share - middle) * rise, 1))
        for place, share in enumerate(shares)
    )
    said = f"Overall score: {_figures(oldest_first)}"
    return Spark(
        points=places[: len(oldest_first)],
        target=places[-1] if aim else None,
        description=f"{said}. {targets.overall_sentence}" if targets and aim else said,
    )


def _figures(items: Iterable[Listed]) -> str:
    return ", ".join(f"{item.result.overall.score} in {item.cycle.details.title}" for item in items)
