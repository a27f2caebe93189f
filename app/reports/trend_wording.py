"""The names of the charts that compare cycles of one unit, and their findings and figures for who cannot see them."""

from types import MappingProxyType

from app.reports import wording
from app.reports.palette import TrendKind
from app.reports.target_marks import TargetMarks
from app.reports.trend import Trend, TrendCycle
from app.web.dates import day

_NAMES = MappingProxyType[TrendKind, str](
    {
        "bandline": "Overall score over time",
        "slope": "Change by element",
        "overlay": "Profiles of the cycles",
        "radar-overlay": "Radars of the cycles",
        "changes": "Change by cell",
    }
)


def chart_title(trend: Trend, kind: TrendKind) -> str:
    """Return what a chart shows, and of which unit and cycles."""
    titles = [trend.cycles[0].title, trend.cycles[-1].title]
    return f"{_NAMES[kind]}: {trend.organisation}, {trend.unit}, {' to '.join(titles)}"


def chart_alt(trend: Trend, kind: TrendKind, targets: TargetMarks | None = None) -> str:
    """Return the finding of a chart and its figures, for those who cannot see it."""
    said = "; ".join(_overall(cycle) for cycle in trend.cycles)
    return f"{_NAMES[kind]}, {trend.unit}. {said}.{f' {targets.name}.' if targets else ''}"


def _overall(cycle: TrendCycle) -> str:
    """Return "2025 review, held on 11 November 2025: 71 of 135, In transition"."""
    overall, band = cycle.result.overall, cycle.result.band
    what = f"{cycle.title}, held on {day(cycle.held_on)}"
    if not band:
        return f"{what}: {wording.figure(overall)}, {wording.total_range(overall)}"
    provisional = ", provisional" if cycle.provisional else ""
    return f"{what}: {overall.score} of {overall.maximum}, {band.name}{provisional}"
