"""The board of actions, an action by itself, and the calendar of both."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts import audit
from app.accounts.deps import reads, writes
from app.accounts.members import list_members
from app.accounts.service import Member
from app.accounts.sessions import own_by
from app.db.columns import now, table_of
from app.errors import AppError, ConflictError, InvalidInputError
from app.plans import action_versions, actions, wording
from app.plans.action_details import OPEN, ListedAction
from app.plans.action_filters import EVERY, WHOLE, Asked, options
from app.plans.action_forms import ActionForm, StatusForm
from app.plans.actions import StaleActionError, by_status
from app.plans.calendar import MEDIA_TYPE, write_calendar
from app.plans.diary import events
from app.plans.models import Action, Status
from app.plans.playbook import playbook
from app.plans.review_reading import get_review, list_deciding
from app.plans.reviews import add_decided_action
from app.plans.standing import standing
from app.plans.timeline_size import NARROW, WIDE
from app.web import dates
from app.web.forms import form_of
from app.web.paths import own_path
from app.web.pixels import Pixels
from app.web.templates import render

router = APIRouter(prefix="/actions")
own_by("action_id", table_of(Action))
F = TypeVar("F", ActionForm, StatusForm)
OVER_SHOWN = 10  # of what is done, and of what was dropped; the rest opens below


@router.get("")
@reads
def show_board(session: Session, member: Member, request: Request, asked: Annotated[Asked, Query()]) -> Response:
    """Show the actions by status, those that were asked for: unless every one was, without those over for long."""
    offered, error, listed, older = options(session, member), None, list[ListedAction](), 0
    try:
        chosen = offered.chosen(asked, dates.today())
        listed, older = actions.list_actions(session, member, chosen), actions.count_older(session, member, chosen)
    except InvalidInputError as problem:
        error = problem
    return render(
        request,
        "plans/actions.html",
        error.status if error else 200,
        member=member,
        asked=asked,
        offered=offered,
        actions=listed,
        older=older,
        every={**asked.parameters, "over": EVERY},
        sizes=_picture_sizes(listed),
        columns=by_status(listed),
        shown={status: None if status in OPEN else OVER_SHOWN for status in Status},
        error=error,
        **_words(),
    )


@router.get("/new")
@reads
def new_action(session: Session, member: Member, request: Request, asked: Annotated[Asked, Query()]) -> Response:
    """Show the form that adds an action, with the place that was asked for."""
    member.must_manage()
    group = "" if asked.group == WHOLE else asked.group
    form = ActionForm(unit_id=asked.unit, element=asked.element, group_key=group, review=asked.review)
    return _new_page(request, session, member, form)


@router.post("")
@writes
def add_action(
    session: Session, member: Member, request: Request, form: Annotated[ActionForm, form_of(ActionForm)]
) -> Response:
    """Add an action and go to it, or back to the review that decided on it."""
    try:
        if form.review_id is not None:
            add_decided_action(session, member, form.review_id, form.details())
            return RedirectResponse(f"/reviews/{form.review_id}", 303)
        action_id = actions.add(session, member, form.details())
    except InvalidInputError as error:
        session.rollback()
        return _new_page(request, session, member, form, error)
    return RedirectResponse(f"/actions/{action_id}", 303)


@router.get("/calendar.ics")
@reads
def calendar(session: Session, member: Member, request: Request, asked: Annotated[Asked, Query()]) -> Response:
    """Hand out when actions are due, and the cycles and reviews that are set, as a calendar file.

    It has every action that is over, however long: a calendar that has an older file must learn of it.
    """
    chosen = replace(options(session, member).chosen(asked, dates.today()), over_since=None)
    base: str = request.app.state.settings.base
    found = events(session, member, chosen, base, dates.today())
    session.rollback()  # what is read is read: nobody waits for us while we write
    engine: Engine = request.app.state.engine
    subject = f"calendar.ics: {asked.query or 'all actions'}"
    audit.record_alone(engine, audit.Actor.of(member), "report.downloaded", subject)
    headers = {"content-disposition": 'attachment; filename="actions.ics"'}
    return Response(write_calendar(found, now()), headers=headers, media_type=MEDIA_TYPE)


@router.get("/{action_id}")
@reads
def show_action(session: Session, member: Member, request: Request, action_id: int) -> Response:
    """Show an action, and to whom may change it the forms for that."""
    return _action_page(request, session, member, action_id)


@router.post("/{action_id}")
@writes
def edit_action(
    session: Session, member: Member, request: Request, action_id: int, form: Annotated[ActionForm, form_of(ActionForm)]
) -> Response:
    """Save an action. A stale edit is refused with both versions shown, and one that a final cycle rules out."""
    try:
        actions.edit(session, member, action_id, form.details(), form.version)
    except (InvalidInputError, ConflictError) as error:
        session.rollback()
        return _action_page(request, session, member, action_id, error, form=form)
    return RedirectResponse(f"/actions/{action_id}", 303)


@router.post("/{action_id}/status")
@writes
def change_status(
    session: Session, member: Member, request: Request, action_id: int, form: Annotated[StatusForm, form_of(StatusForm)]
) -> Response:
    """Say how far an action has come, and go back to where that was said."""
    try:
        actions.change_status(session, member, action_id, form.change(), form.version, dates.today())
    except (InvalidInputError, ConflictError) as error:
        session.rollback()
        return _action_page(request, session, member, action_id, error, status_form=form)
    return RedirectResponse(own_path(form.back) if form.back else f"/actions/{action_id}", 303)


def _picture_sizes(listed: Sequence[ListedAction]) -> dict[str, Pixels]:
    letters = [action.details.element for action in listed]
    return {"wide": WIDE.size(letters), "narrow": NARROW.size(letters)}


def _words() -> dict[str, Any]:
    """Return what every page about actions is worded with."""
    return {"today": dates.today(), "wording": wording, "statuses": Status, "playbook": playbook(), "may_say": _may_say}


def _may_say(member: Member, action: ListedAction) -> bool:
    return actions.may_change_status(member, action)


def _new_page(
    request: Request, session: Session, member: Member, form: ActionForm, error: InvalidInputError | None = None
) -> Response:
    return render(
        request,
        "plans/new_action.html",
        error.status if error else 200,
        member=member,
        form=form,
        action=None,
        review=None if form.review_id is None else get_review(session, member, form.review_id),
        error=error,
        **_form_lists(session, member),
        **_words(),
    )


def _action_page(
    request: Request,
    session: Session,
    member: Member,
    action_id: int,
    error: AppError | None = None,
    *,
    form: ActionForm | None = None,
    status_form: StatusForm | None = None,
) -> Response:
    """Show an action; after an error with what was typed where it was typed, and beside it what stands now."""
    action = actions.get_action(session, member, action_id)
    lists = _form_lists(session, member, action)
    return render(
        request,
        "plans/action.html",
        error.status if error else 200,
        member=member,
        action=action,
        deciding=list_deciding(session, member, action_id),
        standing=standing(session, member, action.details),
        form=_again(form, error) if form else ActionForm.of(action),
        status_values=_again(status_form, error) if status_form else StatusForm.of(action),
        edits=form is not None,
        versions=_versions(error, form, status_form, lists),
        error=error,
        **lists,
        **_words(),
    )


def _again(form: F, error: AppError | None) -> F:
    """Return a form to be sent once more: after a stale one, knowing what stands now."""
    return form.model_copy(update={"version": error.theirs.version}) if isinstance(error, StaleActionError) else form


def _versions(
    error: AppError | None, form: ActionForm | None, status_form: StatusForm | None, lists: dict[str, Any]
) -> action_versions.Versions:
    """Return both versions after a stale edit, otherwise nothing."""
    if not isinstance(error, StaleActionError):
        return []
    if status_form is not None:
        return action_versions.of_status(error.theirs, status_form)
    assert form is not None
    units = {str(unit.id): unit.name for unit in lists["units"]}
    people = {str(person_id): name for person_id, name in lists["people"].items()}
    return action_versions.of_details(error.theirs, form, lists["checklist"], units, people)


def _form_lists(session: Session, member: Member, action: ListedAction | None = None) -> dict[str, Any]:
    """Return what the form of an action offers."""
    found = actions.choices(session, member, action)
    units = [unit for unit in found.units if unit.archived_at is None or unit.id == found.current_unit_id]
    names = {colleague.person_id: colleague.name for colleague in list_members(session, member)}
    if action is not None and action.details.owner_id is not None:
        names.setdefault(action.details.owner_id, f"{action.owner} (no longer a member)")
    return {"checklist": found.checklist, "units": units, "people": names}
