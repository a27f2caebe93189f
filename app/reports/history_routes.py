"""The page that a new member of the committee reads first."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.deps import reads
from app.accounts.service import Member
from app.accounts.sessions import ID_DIGITS
from app.errors import InvalidInputError, NotFoundError
from app.reports import wording
from app.reports.history import load_history
from app.web import dates
from app.web.templates import render

router = APIRouter()


@router.get("/reviews")
@reads
def show_history(session: Session, member: Member, request: Request, unit: str = "", before: str = "") -> Response:
    """List final cycles and reviews, newest first, of every unit or of one; ``before`` is a year."""
    unit_id, year = _unit(unit), _year(before)
    history = load_history(session, member, dates.today(), unit_id, year)
    kept = {"unit": unit_id} if unit_id else {}
    return render(
        request,
        "reports/history.html",
        member=member,
        history=history,
        unit_id=unit_id,
        newest=member.at("/reviews", **kept) if before else "",
        older=member.at("/reviews", **kept, before=history.older) if history.older else "",
        wording=wording,
    )


def _unit(typed: str) -> int | None:
    if typed and not _is_number(typed):
        raise NotFoundError
    return int(typed) if typed else None


def _year(typed: str) -> int | None:
    if typed and not _is_number(typed):
        raise InvalidInputError("There is no such place in the history. Go to its newest year.")
    return int(typed) if typed else None


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < ID_DIGITS
