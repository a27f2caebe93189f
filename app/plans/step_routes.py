"""The fewest steps to the next band: proposed, and made targets only when somebody ticks and saves them."""

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
from app.plans.steps import RULE, proposed
from app.plans.target_forms import DAY, Form, day_of, fields, texts
from app.plans.targets import Entry, Plan, StaleTargetsError, get_plan, save_targets
from app.web.forms import read_form, refuse_unknown
from app.web.templates import render

router = APIRouter(prefix="/units/{unit_id}/targets/steps")
NOTHING_TICKED = "Tick at least one step, or leave the targets as they are."


@router.get("")
@reads
def propose_steps(session: Session, member: Member, request: Request, unit_id: int) -> Response:
    """Propose the fewest steps to the next band. Nothing of it is a target yet."""
    plan = get_plan(session, member, unit_id)
    plan.must_have_a_cycle()
    return _page(request, member, plan, {DAY: request.query_params.get(DAY, "")})


@router.post("")
@writes
def take_steps(
    session: Session,
    member: Member,
    request: Request,
    unit_id: int,
    sent: Annotated[FormData, Depends(read_form)],
) -> Response:
    """Make targets of the steps that were ticked."""
    member.must_manage()
    checklist = get_plan(session, member, unit_id).must_have_a_cycle().cycle.checklist
    refuse_unknown(sent, fields(checklist))
    values = texts(sent)
    try:
        day = day_of(values.get(DAY, ""))
        save_targets(session, member, unit_id, day, _ticked(Form.of(checklist, values).entries(checklist)))
    except (InvalidInputError, StaleTargetsError) as error:
        session.rollback()
        return _page(request, member, get_plan(session, member, unit_id), values, error)
    return RedirectResponse(f"/units/{unit_id}/targets?by={day}&saved=true", 303)


def _ticked(entries: list[Entry]) -> list[Entry]:
    ticked = [entry for entry in entries if entry.score is not None]
    if not ticked:
        raise InvalidInputError(NOTHING_TICKED)
    return ticked


def _page(
    request: Request,
    member: Member,
    plan: Plan,
    values: dict[str, str],
    error: InvalidInputError | StaleTargetsError | None = None,
) -> Response:
    latest = plan.must_have_a_cycle()
    try:
        day = day_of(values.get(DAY, ""))
    except InvalidInputError:
        day = usual_day(plan)
    return render(
        request,
        "plans/steps.html",
        error.status if error else 200,
        member=member,
        plan=plan,
        latest=latest,
        day=day,
        due_dates=[due for due in due_dates(plan) if plan.is_open(due.day)],
        steps=proposed(plan, latest, day),
        ticked=values.keys(),
        error=error,
        rule=RULE,
        wording=wording,
    )
