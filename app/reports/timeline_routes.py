"""The picture of the timeline of actions, drawn by the renderer, outside the request's thread."""

import json
from dataclasses import astuple, dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.deps import reads
from app.accounts.service import Member
from app.assessments.sealing import digest
from app.maturity.checklist import Checklist
from app.plans.action_details import ListedAction
from app.plans.action_filters import Asked, options
from app.plans.actions import list_actions
from app.reports.palette import Theme
from app.reports.pictures import Size, etag
from app.reports.renderer import Renderer
from app.reports.timeline import TimelineItem
from app.web import dates
from app.web.keeping import KEPT_BUT_ASKED_FOR, is_current
from app.web.static import SVG

router = APIRouter(prefix="/actions")


class AskedPicture(Asked):
    """Which actions were asked for, and for which ground and width."""

    theme: Theme = "light"
    size: Size = "wide"

    @property
    def parameters(self) -> dict[str, str]:
        """Which actions alone."""
        return {name: value for name, value in super().parameters.items() if name in Asked.model_fields}


@dataclass(frozen=True, slots=True)
class Plan:
    """The actions that were asked for, as they stand today."""

    asked: AskedPicture
    organisation: str
    items: tuple[TimelineItem, ...]
    today: date

    @property
    def key(self) -> str:
        """The SHA-256 of the content: equal keys, equal pictures."""
        said = [self.organisation, self.today, [astuple(item) for item in self.items]]
        return digest(json.dumps(said, default=date.isoformat))


@reads
def load_plan(session: Session, member: Member, asked: Annotated[AskedPicture, Query()]) -> Plan:
    """Load what is to be drawn, and give the connection back at once: drawing may take a second."""
    offered, today = options(session, member), dates.today()
    chosen = list_actions(session, member, offered.chosen(asked, today))
    items = tuple(_item(offered.checklist, action, today) for action in chosen)
    return Plan(asked, member.organisation, items, today)


@router.get("/timeline.svg")
async def timeline(request: Request, plan: Annotated[Plan, Depends(load_plan)]) -> Response:
    """Draw three years of actions, unless the browser has them already."""
    theme, size = plan.asked.theme, plan.asked.size
    headers = {"etag": etag(plan.key, "timeline", theme, size), "cache-control": KEPT_BUT_ASKED_FOR}
    if is_current(headers["etag"], request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    renderer: Renderer = request.app.state.renderer
    svg = await renderer.timeline(plan.items, plan.today, plan.organisation, theme, size == "narrow", plan.key)
    return Response(svg, headers=headers, media_type=SVG)


def _item(checklist: Checklist, action: ListedAction, today: date) -> TimelineItem:
    details = action.details
    return TimelineItem(
        title=details.title,
        element=details.element,
        element_name=checklist.element(details.element).name,
        starts_on=details.starts_on,
        due_on=action.due_on,
        status=action.status.value,
        overdue=action.overdue(today) > 0,
        owner=action.owner,
        unit=action.unit,
        done_on=action.done_on,
    )
