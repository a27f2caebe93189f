"""The units of an organisation: adding, renaming, archiving."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts import units
from app.accounts.deps import reads, writes
from app.accounts.models import Unit
from app.accounts.service import Member
from app.accounts.sessions import own_by
from app.db.columns import table_of
from app.errors import InvalidInputError
from app.web.forms import FormModel, NoFields, form_of
from app.web.templates import render

router = APIRouter(prefix="/organisations/{organisation_id}/units")
own_by("unit_id", table_of(Unit))  # where no organisation stands in the address


class UnitForm(FormModel):
    """The name of a unit."""

    unit: str = ""


@router.get("")
@reads
def show_units(session: Session, member: Member, request: Request) -> Response:
    """Show the units, the archived ones too."""
    return _page(request, session, member)


@router.post("")
@writes
def add_unit(
    session: Session, member: Member, request: Request, form: Annotated[UnitForm, form_of(UnitForm)]
) -> Response:
    """Add a unit."""
    try:
        units.add_unit(session, member, form.unit)
    except InvalidInputError as error:
        session.rollback()
        return _page(request, session, member, error, form)
    return _back(member)


@router.post("/{unit_id}/name")
@writes
def rename_unit(
    session: Session, member: Member, request: Request, unit_id: int, form: Annotated[UnitForm, form_of(UnitForm)]
) -> Response:
    """Give a unit another name."""
    try:
        units.rename_unit(session, member, unit_id, form.unit)
    except InvalidInputError as error:
        session.rollback()
        return _page(request, session, member, error, form, unit_id)
    return _back(member)


@router.post("/{unit_id}/archive", dependencies=[form_of(NoFields)])
@writes
def archive_unit(session: Session, member: Member, unit_id: int) -> Response:
    """Let a unit take no new cycles."""
    units.archive_unit(session, member, unit_id)
    return _back(member)


@router.post("/{unit_id}/unarchive", dependencies=[form_of(NoFields)])
@writes
def unarchive_unit(session: Session, member: Member, unit_id: int) -> Response:
    """Let an archived unit take cycles again."""
    units.unarchive_unit(session, member, unit_id)
    return _back(member)


def _back(member: Member) -> Response:
    return RedirectResponse(f"/organisations/{member.organisation_id}/units", 303)


def _page(
    request: Request,
    session: Session,
    member: Member,
    error: InvalidInputError | None = None,
    form: UnitForm | None = None,
    renamed: int | None = None,
) -> Response:
    """Show the page; after an error with what was typed where it was typed: for the ``renamed`` unit, or a new one."""
    member.must_manage()
    return render(
        request,
        "accounts/units.html",
        error.status if error else 200,
        member=member,
        units=units.list_all_units(session, member),
        form=form or UnitForm(),
        error=error,
        renamed=renamed,
    )
