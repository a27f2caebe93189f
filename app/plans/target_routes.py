"""The targets of a unit: looked at for a day, worked out, and set."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.deps import reads, writes
from app.accounts.service import Member
from app.errors import InvalidInputError
from app.plans import target_wording as wording
from app.plans.due_dates import due_dates, usual_day
from app.plans.target_forms import DAY, Form, day_of, fields, texts
from app.plans.target_sheet import Sheet
from app.plans.targets import Plan, StaleTargetsError, get_plan, save_targets
from app.web.forms import read_form, refuse_unknown
from app.web.templates import render

router = APIRouter(prefix="/units/{unit_id}/targets")
Refusal = InvalidInputError | StaleTargetsError


@router.get("")
@reads
def show_targets(session: Session, member: Member, request: Request, unit_id: int) -> Response:
    """Show the targets for a day; with choices in the address, what those would come to. Nothing is saved."""
    plan = get_plan(session, member, unit_id)
    if plan.latest is None:
        return _page(request, member, plan, None)
    try:
        return _page(request, member, plan, _sheet_asked_for(request, plan))
    except InvalidInputError as error:
        day = usual_day(plan)
        stored = Form.stored(plan.must_have_a_cycle().cycle.checklist, plan.on(day))
        return _page(request, member, plan, _sheet(plan, day, stored, error), error)


@router.get("/what-if")
@reads
def work_out(session: Session, member: Member, request: Request, unit_id: int) -> Response:
    """Tell what the choices in the address would come to: the part of the page that follows them."""
    sheet = _sheet_asked_for(request, get_plan(session, member, unit_id))
    return render(request, "plans/_what_if_answer.html", sheet=sheet, wording=wording)


@router.post("")
@writes
def set_targets(
    session: Session,
    member: Member,
    request: Request,
    unit_id: int,
    sent: Annotated[FormData, Depends(read_form)],
) -> Response:
    """Save the targets for a day, all of it or nothing. A stale one is refused, and both are shown."""
    member.must_manage()
    plan = get_plan(session, member, unit_id)
    checklist, day = plan.must_have_a_cycle().cycle.checklist, usual_day(plan)
    refuse_unknown(sent, fields(checklist))
    values = texts(sent)
    form = Form.of(checklist, values)
    try:
        day = day_of(values.get(DAY, ""))
        save_targets(session, member, unit_id, day, form.entries(checklist))
    except (InvalidInputError, StaleTargetsError) as error:
        session.rollback()
        plan = get_plan(session, member, unit_id)
        told = error.theirs if isinstance(error, StaleTargetsError) else ()
        return _page(request, member, plan, _sheet(plan, day, form.over(plan.on(day), told), error), error)
    return RedirectResponse(f"{request.url.path}?by={day}&saved=true", 303)


def _sheet_asked_for(request: Request, plan: Plan) -> Sheet:
    """Return the sheet for the day in the address, with the choices there; without any, with what is stored."""
    checklist, values = plan.must_have_a_cycle().cycle.checklist, dict(request.query_params)
    day = day_of(values[DAY]) if values.get(DAY) else usual_day(plan)
    chosen = (fields(checklist) - {DAY}) & values.keys()
    return _sheet(plan, day, Form.of(checklist, values) if chosen else Form.stored(checklist, plan.on(day)))


def _sheet(plan: Plan, day: date, form: Form, error: Refusal | None = None) -> Sheet:
    theirs = error.theirs if isinstance(error, StaleTargetsError) else {}
    errors = error.fields if isinstance(error, InvalidInputError) else {}
    return Sheet(plan, plan.must_have_a_cycle(), day, form, errors, theirs)


def _page(request: Request, member: Member, plan: Plan, sheet: Sheet | None, error: Refusal | None = None) -> Response:
    return render(
        request,
        "plans/targets.html",
        error.status if error else 200,
        member=member,
        plan=plan,
        sheet=sheet,
        due_dates=due_dates(plan),
        saved="saved" in request.query_params,
        error=error,
        wording=wording,
    )
