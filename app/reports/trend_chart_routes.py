"""Charts that compare cycles of one unit, drawn by the renderer, outside the request's thread."""

from dataclasses import dataclass
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.deps import reads
from app.accounts.service import Member
from app.errors import NotFoundError
from app.plans.targets import list_targets
from app.reports.against import marks
from app.reports.palette import WITH_TARGETS, Theme, TrendKind
from app.reports.pictures import Size, etag
from app.reports.renderer import Renderer
from app.reports.target_marks import TargetMarks, key_with
from app.reports.trend import Trend
from app.reports.trend_loading import load_trend
from app.web.keeping import KEPT_BUT_ASKED_FOR, is_current
from app.web.static import SVG

router = APIRouter(prefix="/units/{unit_id}/compare")
Chosen = Annotated[tuple[int, ...], Query(alias="cycle")]
_TWO = 2


@dataclass(frozen=True, slots=True)
class Compared:
    """Cycles of a unit as this member may read them, and its targets."""

    trend: Trend
    targets: TargetMarks | None


@reads
def load_compared(session: Session, member: Member, unit_id: int, chosen: Chosen = ()) -> Compared:
    """Load what is to be drawn, and give the connection back at once: drawing may take a second."""
    trend = load_trend(session, member, unit_id, chosen)
    if len(trend.cycles) < _TWO:
        raise NotFoundError("It takes two cycles to compare.")
    return Compared(trend, marks(trend.cycles[-1], list_targets(session, member, unit_id)))


@router.get("/charts/{kind}.svg")
async def trend_chart(
    request: Request,
    compared: Annotated[Compared, Depends(load_compared)],
    kind: str,
    theme: Theme = "light",
    size: Size = "wide",
) -> Response:
    """Draw a chart, unless the browser has it already."""
    drawn = _kind(kind)
    targets = compared.targets if drawn in WITH_TARGETS else None
    key = key_with(compared.trend.key, targets)
    headers = {"etag": etag(key, drawn, theme, size), "cache-control": KEPT_BUT_ASKED_FOR}
    if is_current(headers["etag"], request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    renderer: Renderer = request.app.state.renderer
    svg = await renderer.chart(drawn, compared.trend, theme, size == "narrow", key, targets)
    return Response(svg, headers=headers, media_type=SVG)


def _kind(name: str) -> TrendKind:
    for kind in get_args(TrendKind):
        if kind == name:
            found: TrendKind = kind
            return found
    raise NotFoundError("There is no such chart.")
