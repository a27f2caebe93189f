"""Charts and files of one cycle. What takes long to draw is drawn by the renderer, outside the request's thread."""

from typing import get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.assessments import sealing
from app.assessments.sheet.writing import write_csv
from app.errors import NotFoundError
from app.reports.deps import Loaded, Packed, Report, Taken
from app.reports.filenames import attachment, file_name
from app.reports.palette import ChartKind, Theme
from app.reports.pictures import Size, etag
from app.reports.renderer import Renderer
from app.reports.target_marks import key_with
from app.web.keeping import KEPT_BUT_ASKED_FOR, is_current
from app.web.static import SVG

router = APIRouter(prefix="/cycles/{cycle_id}")


@router.get("/charts/{kind}.svg")
async def chart(request: Request, report: Loaded, kind: str, theme: Theme = "light", size: Size = "wide") -> Response:
    """Draw a chart, unless the browser has it already."""
    drawn, key = _kind(kind), key_with(report.key, report.targets)
    headers = {"etag": etag(key, drawn, theme, size), "cache-control": KEPT_BUT_ASKED_FOR}
    if is_current(headers["etag"], request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    renderer: Renderer = request.app.state.renderer
    svg = await renderer.chart(drawn, report.snapshot, theme, size == "narrow", key, report.targets)
    return Response(svg, headers=headers, media_type=SVG)


@router.get("/board-pack.pdf")
async def board_pack(request: Request, pack: Packed) -> Response:
    """Print the board pack."""
    renderer: Renderer = request.app.state.renderer
    report = pack.report
    pdf = await renderer.pdf(report.snapshot, report.key, report.promises, pack.logo)
    return _file(report, pdf, "pdf", "application/pdf")


@router.get("/scores.csv")
def scores(report: Taken) -> Response:
    """Write the scores as the sheet that ``kam score`` reads."""
    return _file(report, write_csv(report.snapshot), "csv", "text/csv; charset=utf-8")


@router.get("/result.json")
def result(report: Taken) -> Response:
    """Hand out the snapshot. A final cycle's file is byte for byte what was sealed."""
    return _file(report, sealing.to_json(report.snapshot).encode(), "json", "application/json")


def _kind(name: str) -> ChartKind:
    for kind in get_args(ChartKind):
        if kind == name:
            found: ChartKind = kind
            return found
    raise NotFoundError("There is no such chart.")


def _file(report: Report, content: bytes, extension: str, media_type: str) -> Response:
    headers = {"content-disposition": attachment(file_name(report.snapshot, extension))}
    return Response(content, headers=headers, media_type=media_type)
