"""The page of those who look after the installation: its organisations and its people."""

from typing import Annotated, Literal

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts import audit, installation, links, mail, people
from app.accounts.deps import reads, writes
from app.accounts.models import Purpose
from app.accounts.sessions import Administrator
from app.errors import InvalidInputError
from app.web.forms import FormModel, NoFields, form_of
from app.web.templates import render

router = APIRouter()
INVITED = "You are invited to KAM Maturity"
INVITED_TEXT = """You are invited to direct {organisation} at {base}.

Accept within 72 hours; the link works once:

{link}
"""


class OrganisationForm(FormModel):
    """A new organisation, and who directs it first."""

    name: str = ""
    email: str = ""


class DirectorForm(FormModel):
    """Who is to direct an organisation."""

    email: str = ""


class AdministratorForm(FormModel):
    """Whether somebody becomes an administrator, or is one no longer."""

    becomes: Literal["yes", "no"]


@router.get("/installation")
@reads
def installation_page(session: Session, administrator: Administrator, request: Request) -> Response:
    """Show the organisations and people of the installation."""
    return _page(session, administrator, request, OrganisationForm())


@router.post("/installation/organisations")
@writes
def create_organisation(
    session: Session,
    administrator: Administrator,
    request: Request,
    tasks: BackgroundTasks,
    form: Annotated[OrganisationForm, form_of(OrganisationForm)],
) -> Response:
    """Create an organisation and show, once, the link that invites its first director."""
    actor = audit.Actor.of(administrator)
    try:
        organisation_id = installation.add_organisation(session, actor, form.name)
        token = installation.invite_director(session, actor, organisation_id, form.email)
    except InvalidInputError as error:
        session.rollback()
        return _page(session, administrator, request, form, error)
    return _invited(administrator, request, tasks, token, form.email, form.name)


@router.post("/installation/organisations/{organisation_id}/director")
@writes
def invite_director(
    session: Session,
    administrator: Administrator,
    organisation_id: int,
    request: Request,
    tasks: BackgroundTasks,
    form: Annotated[DirectorForm, form_of(DirectorForm)],
) -> Response:
    """Show, once, a link that invites somebody to direct an organisation that has no director."""
    name = installation.without_director(session, organisation_id)
    token = installation.invite_director(session, audit.Actor.of(administrator), organisation_id, form.email)
    return _invited(administrator, request, tasks, token, form.email, name)


@router.post("/installation/people/{person_id}/administrator")
@writes
def change_administrator(
    session: Session,
    administrator: Administrator,
    person_id: int,
    form: Annotated[AdministratorForm, form_of(AdministratorForm)],
) -> Response:
    """Make a person an administrator, or no longer."""
    actor = audit.Actor.of(administrator)
    installation.change_administrator(session, actor, person_id, becomes=form.becomes == "yes")
    # Who takes the role from themselves has no business here any more.
    left = person_id == administrator.person_id and form.becomes == "no"
    return RedirectResponse("/" if left else "/installation", 303)


@router.post("/installation/people/{person_id}/reset", dependencies=[form_of(NoFields)])
@writes
def make_reset_link(session: Session, administrator: Administrator, person_id: int, request: Request) -> Response:
    """Show, once, a link by which a person chooses a new password."""
    token = installation.make_reset_link(session, audit.Actor.of(administrator), person_id)
    link = links.address(request.app.state.settings.base, Purpose.RESET, token)
    what = f"New password for {people.get(session, person_id).name}"
    return render(request, "accounts/link_once.html", person=administrator, link=link, what=what, lasts="one hour")


def _invited(
    administrator: Administrator, request: Request, tasks: BackgroundTasks, token: str, email: str, organisation: str
) -> Response:
    settings = request.app.state.settings
    link = links.address(settings.base, Purpose.INVITATION, token)
    text = INVITED_TEXT.format(organisation=organisation, base=settings.base, link=link)
    mail.send_later(tasks, settings, people.email_of(email), INVITED, text)
    what = f"Invitation to direct {organisation}"
    return render(request, "accounts/link_once.html", person=administrator, link=link, what=what, lasts="72 hours")


def _page(
    session: Session,
    administrator: Administrator,
    request: Request,
    form: OrganisationForm,
    error: InvalidInputError | None = None,
) -> Response:
    return render(
        request,
        "accounts/installation.html",
        422 if error else 200,
        person=administrator,
        organisations=installation.organisations(session),
        people=installation.everybody(session),
        me=administrator.person_id,
        form=form,
        error=error,
    )
