"""The members of an organisation: who they are, inviting, changing roles, removing."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts import invitations, members, people
from app.accounts.deps import reads, writes
from app.accounts.invitation_mail import send_invitation
from app.accounts.models import Role
from app.accounts.service import Member
from app.errors import AppError, ConflictError, InvalidInputError
from app.web.forms import FormModel, NoFields, form_of
from app.web.templates import render

router = APIRouter(prefix="/organisations/{organisation_id}")


class RoleForm(FormModel):
    """A member's new role."""

    role: Role


class InvitationForm(FormModel):
    """Whom to invite, and as what."""

    email: str = ""
    role: Role = Role.CONTRIBUTOR


@router.get("/members")
@reads
def show_members(session: Session, member: Member, request: Request) -> Response:
    """Show who belongs to the organisation; to directors also who is invited."""
    return _page(request, session, member)


@router.post("/members/{person_id}/role")
@writes
def change_role(
    session: Session, member: Member, request: Request, person_id: int, form: Annotated[RoleForm, form_of(RoleForm)]
) -> Response:
    """Give a member another role."""
    try:
        members.change_role(session, member, person_id, form.role)
    except ConflictError as error:
        session.rollback()
        return _page(request, session, member, error, heading="The role was not changed")
    return _back(member)


@router.post("/members/{person_id}/remove", dependencies=[form_of(NoFields)])
@writes
def remove_member(session: Session, member: Member, request: Request, person_id: int) -> Response:
    """Take a person out of the organisation."""
    try:
        members.remove(session, member, person_id)
    except ConflictError as error:
        session.rollback()
        return _page(request, session, member, error, heading="Nobody was removed")
    return RedirectResponse("/", 303) if person_id == member.person_id else _back(member)


@router.post("/invitations")
@writes
def invite(
    session: Session,
    member: Member,
    request: Request,
    tasks: BackgroundTasks,
    form: Annotated[InvitationForm, form_of(InvitationForm)],
) -> Response:
    """Invite somebody and show the link, this once."""
    try:
        token = invitations.invite(session, member, form.email, form.role)
    except (InvalidInputError, ConflictError) as error:
        session.rollback()
        return _page(request, session, member, error, form, heading="Nobody was invited")
    settings = request.app.state.settings
    link = f"{settings.base}/invitations/{token}"
    email = people.email_of(form.email)
    mailed = send_invitation(tasks, settings, member, email, link)
    return _page(request, session, member, made={"link": link, "email": email, "mailed": mailed})


@router.post("/invitations/{link_id}/revoke", dependencies=[form_of(NoFields)])
@writes
def revoke_invitation(session: Session, member: Member, request: Request, link_id: int) -> Response:
    """Take an invitation back."""
    try:
        invitations.revoke(session, member, link_id)
    except ConflictError as error:
        session.rollback()
        return _page(request, session, member, error, heading="Nothing was taken back")
    return _back(member)


def _back(member: Member) -> Response:
    return RedirectResponse(f"/organisations/{member.organisation_id}/members", 303)


def _page(
    request: Request,
    session: Session,
    member: Member,
    error: AppError | None = None,
    form: InvitationForm | None = None,
    *,
    heading: str = "",
    made: dict[str, str | bool] | None = None,
) -> Response:
    return render(
        request,
        "accounts/members.html",
        error.status if error else 200,
        member=member,
        colleagues=members.list_members(session, member),
        invitations=invitations.list_invitations(session, member) if member.may_manage else [],
        roles=Role,
        form=form or InvitationForm(),
        error=error,
        errors=getattr(error, "fields", {}),
        heading=heading,
        made=made,
    )
