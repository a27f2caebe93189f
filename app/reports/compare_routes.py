"""The pages that compare cycles of one unit over time, and their figures as a file."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts import audit
from app.accounts.deps import reads
from app.accounts.service import Member
from app.accounts.units import get_unit, list_all_units
from app.assessments.cycles import list_history
from app.assessments.snapshots import take_snapshot
from app.maturity import narrative
from app.plans.targets import list_targets
from app.reports import comparable, comparing, trend_wording, wording
from app.reports.against import gaps, marks
from app.reports.comparing import Compared
from app.reports.comparing_file import comparison_rows
from app.reports.filenames import attachment, unit_file_name
from app.reports.palette import TrendKind
from app.reports.pictures import SIZES, Size
from app.reports.target_marks import TargetMarks
from app.reports.trend import Trend
from app.reports.trend_loading import choose, load_trend, trend_of
from app.web.pixels import Pixels
from app.web.spreadsheet import to_csv
from app.web.templates import render

router = APIRouter()
Chosen = Annotated[tuple[int, ...], Query(alias="cycle")]


class Picture(NamedTuple):
    """A chart as a page places it: where it is, what it is asked with, how large it is, and what it says."""

    address: str
    query: str
    sizes: Mapping[Size, Pixels]
    alt: str


@router.get("/compare")
@reads
def list_comparable(session: Session, member: Member, request: Request) -> Response:
    """List the units whose cycles can be compared, or go to the only one there is."""
    units = comparable.comparable_units(list_all_units(session, member), list_history(session, member, drafts=True))
    if len(units) == 1:
        return RedirectResponse(f"/units/{units[0].id}/compare", 303)
    return render(request, "reports/compare_units.html", member=member, units=units)


@router.get("/units/{unit_id}/compare")
@reads
def compare_cycles(session: Session, member: Member, request: Request, unit_id: int, chosen: Chosen = ()) -> Response:
    """Compare cycles of a unit: those that are chosen, or all that are final."""
    unit = get_unit(session, member, unit_id)
    listed = list_history(session, member, unit_id, drafts=True)
    some = choose(listed, chosen)
    of = comparing.compared(trend_of(member, unit, some))
    draw = partial(render, request, member=member, unit=unit, choices=comparable.choices(listed, some), wording=wording)
    if of is None:
        return draw("reports/compare_too_few.html")
    before, after = (take_snapshot(session, member, item.cycle) for item in (some[0], some[-1]))
    aims = list_targets(session, member, unit_id)
    targets = marks(of.last, aims)
    return draw(
        "reports/compare.html",
        of=of,
        element_rows=comparing.element_rows(of),
        group_rows=comparing.group_rows(of),
        heat=comparing.heat(of),
        reasons=comparing.reasons(of, before, after),
        not_compared=comparing.not_compared(of),
        carried=wording.carried(after),
        narrative=narrative,
        pictures=_pictures(of, targets),
        targets=targets,
        gap_lines=gaps(of.last, aims),
        file=f"/units/{unit_id}/compare.csv?{_query(of.trend)}",
    )


@router.get("/units/{unit_id}/compare.csv")
@reads
def comparison_file(session: Session, member: Member, request: Request, unit_id: int, chosen: Chosen = ()) -> Response:
    """Hand out every figure that is compared, and record who takes them."""
    trend = load_trend(session, member, unit_id, chosen)
    session.rollback()  # what is read is read: nobody waits for us while we write
    engine: Engine = request.app.state.engine
    names = wording.listed([cycle.name for cycle in trend.cycles])
    subject = f"compare.csv: {trend.unit} (unit {unit_id}), {names or 'no cycle'}"
    audit.record_alone(engine, audit.Actor.of(member), "report.downloaded", subject)
    headers = {"content-disposition": attachment(unit_file_name(trend.unit, "cycles compared", "csv"))}
    return Response(to_csv(comparison_rows(trend)), headers=headers, media_type="text/csv; charset=utf-8")


def _pictures(of: Compared, targets: TargetMarks | None) -> dict[TrendKind, Picture]:
    """Return the charts of the page. Those whose lines would hide each other show only a few of many cycles."""
    shows: dict[TrendKind, Trend] = {
        "bandline": of.trend,
        "slope": of.trend,
        "overlay": of.shown,
        "radar-overlay": of.shown,
        "changes": of.trend,
    }
    return {
        kind: Picture(
            address=f"/units/{trend.unit_id}/compare/charts/{kind}.svg",
            query=f"{_query(trend)}&",
            sizes=SIZES[kind],
            alt=trend_wording.chart_alt(trend, kind, targets),
        )
        for kind, trend in shows.items()
    }


def _query(trend: Trend) -> str:
    return urlencode([("cycle", cycle.id) for cycle in trend.cycles])
