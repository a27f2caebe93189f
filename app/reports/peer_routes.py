"""The units of an organisation side by side: the page, and the same as a file."""

from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts import audit
from app.accounts.deps import reads
from app.accounts.service import Member
from app.errors import InvalidInputError
from app.maturity import narrative
from app.maturity.peers import widest_differences
from app.plans.naming import name_of
from app.reports import peer_drawing, peer_file, peer_words, wording
from app.reports.filenames import PRODUCT, attachment
from app.reports.peers import ALIAS_RULE, Comparison, load_comparison
from app.reports.scale import band_scale
from app.web import dates
from app.web.forms import QueryModel
from app.web.templates import render

router = APIRouter(prefix="/compare")
# How many cells are described at length; the rest is in a table.
DESCRIBED = 5


class Asked(QueryModel):
    """How somebody wants the units compared, as it was typed. Without a day it is today, in UTC."""

    on: str = ""
    rank: Literal["", "yes"] = ""
    aliases: Literal["", "yes"] = ""
    organisation: str = ""

    @property
    def day(self) -> date:
        """The day as of which to compare. InvalidInputError when what was typed is none."""
        typed = self.on.strip()
        try:
            return date.fromisoformat(typed) if typed else dates.today()
        except ValueError:
            problem = {"on": "Enter a day, such as 2026-11-12."}
            raise InvalidInputError("The units can’t be compared as of this day.", problem) from None

    @property
    def query(self) -> str:
        """The same as an address has it."""
        return urlencode({name: value for name, value in self if value})


@router.get("/units")
@reads
def compare_units(session: Session, member: Member, request: Request, asked: Annotated[Asked, Query()]) -> Response:
    """Show the units side by side."""
    try:
        comparison = _load(session, member, asked)
    except InvalidInputError as error:
        return render(request, "reports/peers.html", error.status, member=member, asked=asked, error=error)
    return render(
        request,
        "reports/peers.html",
        member=member,
        asked=asked,
        error=None,
        comparison=comparison,
        checklist=comparison.checklist,
        scales={unit.name: band_scale(comparison.checklist, unit.latest.result) for unit in comparison.units},
        widest=widest_differences(comparison.cells),
        helps=comparison.helps,
        described=DESCRIBED,
        alias_rule=ALIAS_RULE,
        drawing=peer_drawing,
        narrative=narrative,
        words=peer_words,
        name_of=name_of,
        wording=wording,
    )


@router.get("/units.csv")
@reads
def units_file(session: Session, member: Member, request: Request, asked: Annotated[Asked, Query()]) -> Response:
    """Hand out the same as a file, and record who takes it."""
    comparison = _load(session, member, asked)
    session.rollback()  # what is read is read: nobody waits for us while we write
    what = f"units{' under aliases' if comparison.aliased else ''} on {comparison.on}"
    engine: Engine = request.app.state.engine
    audit.record_alone(engine, audit.Actor.of(member), "report.downloaded", f"units.csv: {what}")
    headers = {"content-disposition": attachment(f"{what.capitalize()} - {PRODUCT}.csv")}
    return Response(peer_file.write_csv(comparison), headers=headers, media_type="text/csv; charset=utf-8")


def _load(session: Session, member: Member, asked: Asked) -> Comparison:
    return load_comparison(session, member, asked.day, aliased=bool(asked.aliases), ranked=bool(asked.rank))
