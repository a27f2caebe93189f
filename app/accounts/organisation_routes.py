"""The organisation as a whole: its settings, its logo, and the style sheet with its accent colour."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts import colours, logos, organisations
from app.accounts.deps import reads, writes
from app.accounts.organisations import Choices
from app.accounts.service import Member
from app.errors import InvalidInputError, NotFoundError
from app.web.forms import FormModel, NoFields, form_of
from app.web.keeping import KEPT_BUT_ASKED_FOR, is_current
from app.web.templates import render
from app.web.uploads import file_of

router = APIRouter(prefix="/organisations/{organisation_id}")
UPLOAD_MAX = 2 * 1024 * 1024  # bytes; a file somewhat too large for a logo is told so on the page


class SettingsForm(FormModel):
    """The settings as they were entered."""

    name: str = ""
    accent: str = ""
    second_factor_required: bool = False
    retention_months: int = 0

    def choices(self) -> Choices:
        """Return what was chosen."""
        return Choices(self.name, self.accent, self.second_factor_required, self.retention_months)


@router.get("/settings")
@reads
def show_settings(session: Session, member: Member, request: Request) -> Response:
    """Show what is set."""
    return _page(request, session, member)


@router.post("/settings")
@writes
def change_settings(
    session: Session, member: Member, request: Request, form: Annotated[SettingsForm, form_of(SettingsForm)]
) -> Response:
    """Set what was chosen."""
    try:
        organisations.change(session, member, form.choices())
    except InvalidInputError as error:
        session.rollback()
        return _page(request, session, member, error, form)
    return _back(member)


@router.post("/logo", max_body_size=UPLOAD_MAX)
@writes
def set_logo(session: Session, member: Member, request: Request, file: Annotated[bytes, file_of("logo")]) -> Response:
    """Keep a picture as the logo."""
    try:
        logos.set_logo(session, member, file)
    except InvalidInputError as error:
        session.rollback()
        return _page(request, session, member, error)
    return _back(member)


@router.post("/logo/remove", dependencies=[form_of(NoFields)])
@writes
def remove_logo(session: Session, member: Member) -> Response:
    """Remove the logo."""
    logos.remove_logo(session, member)
    return _back(member)


@router.get("/logo.png")
@reads
def show_logo(session: Session, member: Member, request: Request) -> Response:
    """Show the logo, unless the browser has it already."""
    logo = logos.get_logo(session, member)
    if logo is None:
        raise NotFoundError
    return _kept(request, logo.sha256, logo.png, "image/png")


@router.get("/accent.css")
@reads
def show_accent(_session: Session, member: Member, request: Request) -> Response:
    """Show the style sheet that puts the organisation's accent in place of the product's, if it has one."""
    sheet = colours.style_sheet(member.accent) if member.accent else ""
    return _kept(request, f"accent-{member.accent.removeprefix('#')}", sheet.encode(), "text/css")


def _kept(request: Request, version: str, body: bytes, media_type: str) -> Response:
    headers = {"etag": f'"{version}"', "cache-control": KEPT_BUT_ASKED_FOR}
    if is_current(headers["etag"], request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def _back(member: Member) -> Response:
    return RedirectResponse(f"/organisations/{member.organisation_id}/settings", 303)


def _page(
    request: Request,
    session: Session,
    member: Member,
    error: InvalidInputError | None = None,
    form: SettingsForm | None = None,
) -> Response:
    member.must_manage()
    choices = organisations.get_choices(session, member)
    return render(
        request,
        "accounts/settings.html",
        error.status if error else 200,
        member=member,
        form=form or choices,
        choices=choices,
        logo=logos.get_logo(session, member),
        retentions=organisations.RETENTIONS,
        has_second_factor=organisations.has_second_factor(session, member),
        error=error,
        errors=error.fields if error else {},
    )
