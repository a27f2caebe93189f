"""The pages of the audit trail, and the trail as a file."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts import audit
from app.accounts.audit_reading import Filters, all_events, filters_of, list_events, list_people
from app.accounts.audit_words import ACTIONS, action_words, change_words
from app.accounts.deps import reads
from app.accounts.service import Member
from app.accounts.sessions import ID_DIGITS, Administrator
from app.errors import InvalidInputError
from app.web.forms import QueryModel
from app.web.spreadsheet import MARK, csv_lines
from app.web.templates import render

router = APIRouter()
COLUMNS = ("number", "time_utc", "person", "action", "what", "subject", "before", "after", "sha256")


class Asked(QueryModel):
    """Which events somebody asked for, as it was typed."""

    person: str = ""
    action: str = ""
    first: str = ""
    last: str = ""
    before: str = ""

    @property
    def query(self) -> str:
        """The filters as an address has them."""
        return urlencode({name: value for name, value in self if value and name != "before"})


@router.get("/organisations/{organisation_id}/audit")
@reads
def organisation_trail(
    session: Session, member: Member, request: Request, organisation_id: int, asked: Annotated[Asked, Query()]
) -> Response:
    """Show a director what was done in the organisation."""
    member.must_manage()
    return _page(request, session, member, asked, file=f"/organisations/{organisation_id}/audit.csv", member=member)


@router.get("/organisations/{organisation_id}/audit.csv")
@reads
def organisation_file(
    session: Session, member: Member, request: Request, organisation_id: int, asked: Annotated[Asked, Query()]
) -> Response:
    """Hand out the same as a file."""
    member.must_manage()
    filters = _filters(session, member, asked)
    session.rollback()
    engine: Engine = request.app.state.engine
    audit.record_alone(engine, audit.Actor.of(member), "trail.downloaded", asked.query or "all of it")
    headers = {"content-disposition": f'attachment; filename="audit-trail-{organisation_id}.csv"'}
    return StreamingResponse(_lines(engine, member, filters), headers=headers, media_type="text/csv; charset=utf-8")


@router.get("/installation/audit")
@reads
def installation_trail(
    session: Session, administrator: Administrator, request: Request, asked: Annotated[Asked, Query()]
) -> Response:
    """Show an administrator what was done outside every organisation."""
    return _page(request, session, administrator, asked, file="")


def _page(
    request: Request, session: Session, reader: Member | Administrator, asked: Asked, **context: object
) -> Response:
    people = list_people(session, reader)
    error, events, has_older = None, [], False
    try:
        filters = filters_of(people, asked.person, asked.action, asked.first, asked.last)
        found, has_older = list_events(session, reader, filters, _place(asked.before))
        events = list(found)
    except InvalidInputError as problem:
        error = problem
    older = urlencode({"before": events[-1].id}) if has_older else ""
    return render(
        request,
        "accounts/audit.html",
        error.status if error else 200,
        asked=asked,
        people=people,
        actions=sorted(ACTIONS.items(), key=lambda action: action[1]),
        events=events,
        error=error,
        older="&".join(filter(None, (asked.query, older))) if older else "",
        action_words=action_words,
        change_words=change_words,
        **context,
    )


def _filters(session: Session, reader: Member, asked: Asked) -> Filters:
    return filters_of(list_people(session, reader), asked.person, asked.action, asked.first, asked.last)


def _place(before: str) -> int | None:
    if not before:
        return None
    if before.isascii() and before.isdecimal() and len(before) < ID_DIGITS:
        return int(before)
    raise InvalidInputError("There is no such place in the trail. Go to the newest events.")


def _lines(engine: Engine, reader: Member, filters: Filters) -> Iterator[str]:
    yield MARK + csv_lines([COLUMNS])
    for events in all_events(engine, reader, filters):
        yield csv_lines(
            (
                str(event.id),
                event.at.isoformat(),
                event.person,
                event.action,
                action_words(event.action),
                event.subject,
                event.before,
                event.after,
                event.sha256,
            )
            for event in events
        )
