"""The way to the targets of each unit."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.deps import reads
from app.accounts.service import Member
from app.accounts.units import list_units
from app.plans.outlook import outlooks
from app.web import dates
from app.web.templates import render

router = APIRouter()


@router.get("/targets")
@reads
def list_targets(session: Session, member: Member, request: Request) -> Response:
    """List the units that take new cycles, with how many targets each has."""
    return render(
        request,
        "plans/target_units.html",
        member=member,
        units=list_units(session, member),
        ahead=outlooks(session, member, dates.today()),
    )
