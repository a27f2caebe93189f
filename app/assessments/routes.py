"""Starting, editing, checking, finishing and correcting a cycle."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field
from sqlmodel import Session

from app.accounts.deps import reads, writes
from app.accounts.service import Member
from app.accounts.sessions import own_by
from app.accounts.units import list_units
from app.assessments import answering, cycles, service
from app.assessments.agreed import standing_in, standing_in_words
from app.assessments.agreements import agreements_of
from app.assessments.cycle import Cycle
from app.assessments.details import UNUSABLE, Details, problems
from app.assessments.models import Assessment
from app.assessments.service import StaleDetailsError
from app.db.columns import table_of
from app.errors import ConflictError, InvalidInputError
from app.maturity import loading
from app.maturity.checklist import Checklist
from app.web import dates
from app.web.forms import FormModel, form_of
from app.web.templates import render

router = APIRouter(prefix="/cycles")
own_by("cycle_id", table_of(Assessment))
MOST_CELLS = 10_000  # more than any checklist has


class DetailsForm(FormModel):
    """The fields of a cycle as they were typed."""

    title: str = ""
    held_on: str = ""
    unit: str = ""
    out_of_scope: list[str] = Field(default_factory=list)
    scope_reason: str = ""
    version: int = 0

    def details(self, checklist: Checklist) -> Details:
        """Return the entered details. InvalidInputError when the date is none; it names every other problem, too."""
        try:
            return self._held_on(date.fromisoformat(self.held_on.strip()))
        except ValueError:
            none = date.min  # which no cycle can be held on
            raise InvalidInputError(UNUSABLE, problems(checklist, self._held_on(none))) from None

    def _held_on(self, day: date) -> Details:
        return Details(self.title, day, self.unit, tuple(self.out_of_scope), self.scope_reason)

    @classmethod
    def of(cls, cycle: Cycle) -> "DetailsForm":
        """Return the form as it stands for a cycle."""
        details = cycle.details
        return cls(
            title=details.title,
            held_on=details.held_on.isoformat(),
            unit=details.unit,
            out_of_scope=list(details.out_of_scope),
            scope_reason=details.scope_reason,
            version=cycle.version,
        )


class StartForm(DetailsForm):
    """The fields of a cycle that is not there yet."""

    copy_last: bool = False


class FinishForm(FormModel):
    """How many cells are sealed although nobody reviewed their copied scores."""

    unreviewed: int = Field(0, ge=0, le=MOST_CELLS)


class ReasonForm(FormModel):
    """Why a final cycle is corrected."""

    reason: str = ""


@router.get("/new")
@reads
def new_cycle(session: Session, member: Member, request: Request) -> Response:
    """Show the form that starts a cycle."""
    member.must_manage()
    units = list_units(session, member)
    form = StartForm(held_on=dates.today().isoformat(), unit=units[0].name if units else "")
    return _details_page(request, session, member, form)


@router.post("")
@writes
def start_cycle(
    session: Session, member: Member, request: Request, form: Annotated[StartForm, form_of(StartForm)]
) -> Response:
    """Start a cycle and go to its first element."""
    try:
        cycle_id = service.start(session, member, form.details(_checklist()), copy_last=form.copy_last)
    except InvalidInputError as error:
        session.rollback()
        return _details_page(request, session, member, form, error=error)
    return RedirectResponse(f"/cycles/{cycle_id}", 303)


@router.get("/{cycle_id}")
@reads
def open_cycle(session: Session, member: Member, cycle_id: int) -> Response:
    """Go on where scoring stopped; for a final cycle, to its results."""
    sheet = answering.get_sheet(session, member, cycle_id)
    if not sheet.cycle.is_draft:
        return RedirectResponse(f"/cycles/{cycle_id}/results", 303)
    elements = sheet.result.elements
    open_ones = (letter for letter, total in elements.items() if not total.complete or sheet.unreviewed[letter])
    unfinished = next(open_ones, None)
    target = f"elements/{unfinished}" if unfinished else "check"
    return RedirectResponse(f"/cycles/{cycle_id}/{target}", 303)


@router.get("/{cycle_id}/details")
@reads
def show_details(session: Session, member: Member, request: Request, cycle_id: int) -> Response:
    """Show the form that edits a draft's title, date, unit and scope."""
    cycle = cycles.get_cycle(session, member, cycle_id)
    member.must_manage()
    cycle.must_be_draft()
    return _details_page(request, session, member, DetailsForm.of(cycle), cycle)


@router.post("/{cycle_id}/details")
@writes
def edit_details(
    session: Session,
    member: Member,
    request: Request,
    cycle_id: int,
    form: Annotated[DetailsForm, form_of(DetailsForm)],
) -> Response:
    """Save a draft's details. A stale edit is refused with both versions shown."""
    cycle = cycles.get_cycle(session, member, cycle_id)
    try:
        service.edit(session, member, cycle_id, form.details(cycle.checklist), form.version)
    except InvalidInputError as error:
        session.rollback()
        return _details_page(request, session, member, form, cycle, error)
    except StaleDetailsError as error:
        session.rollback()
        again = form.model_copy(update={"version": error.theirs.version})
        return _details_page(request, session, member, again, cycle, error, DetailsForm.of(error.theirs))
    return RedirectResponse(f"/cycles/{cycle_id}", 303)


@router.get("/{cycle_id}/check")
@reads
def check_answers(session: Session, member: Member, request: Request, cycle_id: int) -> Response:
    """Show every answer and what is missing, before finishing."""
    return _check_page(request, session, member, cycle_id)


@router.post("/{cycle_id}/finish")
@writes
def finish_cycle(
    session: Session, member: Member, request: Request, cycle_id: int, form: Annotated[FinishForm, form_of(FinishForm)]
) -> Response:
    """Seal the cycle and go to its results."""
    try:
        service.finish(session, member, cycle_id, unreviewed=form.unreviewed)
    except ConflictError as error:
        session.rollback()
        return _check_page(request, session, member, cycle_id, error)
    return RedirectResponse(f"/cycles/{cycle_id}/results", 303)


@router.get("/{cycle_id}/correct")
@reads
def ask_for_reason(session: Session, member: Member, request: Request, cycle_id: int) -> Response:
    """Show the form that asks why a final cycle is corrected."""
    cycle = cycles.get_cycle(session, member, cycle_id)
    member.must_manage()
    cycle.must_be_correctable()
    return render(request, "assessments/correct.html", member=member, cycle=cycle, reason="", error=None)


@router.post("/{cycle_id}/correct")
@writes
def correct_cycle(
    session: Session, member: Member, request: Request, cycle_id: int, form: Annotated[ReasonForm, form_of(ReasonForm)]
) -> Response:
    """Open a new revision and go to it."""
    cycle = cycles.get_cycle(session, member, cycle_id)
    try:
        new_id = service.correct(session, member, cycle_id, form.reason)
    except InvalidInputError as error:
        session.rollback()
        context = {"member": member, "cycle": cycle, "reason": form.reason, "error": error}
        return render(request, "assessments/correct.html", 422, **context)
    return RedirectResponse(f"/cycles/{new_id}/check", 303)


def _checklist() -> Checklist:
    return loading.load(service.CHECKLIST_VERSION, service.LANGUAGE)


def _details_page(
    request: Request,
    session: Session,
    member: Member,
    form: DetailsForm,
    cycle: Cycle | None = None,
    error: InvalidInputError | StaleDetailsError | None = None,
    theirs: DetailsForm | None = None,
) -> Response:
    checklist = cycle.checklist if cycle else _checklist()
    return render(
        request,
        "assessments/details.html",
        error.status if error else 200,
        member=member,
        cycle=cycle,
        form=form,
        theirs=theirs,
        error=error,
        errors=getattr(error, "fields", {}),
        units=list_units(session, member),
        last_cycles=[] if cycle else cycles.list_last(session, member),
        checklist=checklist,
        optional_elements=[element for element in checklist.elements if element.scope_optional],
        shorter_maximum=checklist.maximum - len(checklist.groups) * checklist.top_stage,
    )


def _check_page(
    request: Request, session: Session, member: Member, cycle_id: int, error: ConflictError | None = None
) -> Response:
    sheet = answering.get_sheet(session, member, cycle_id)
    if not sheet.cycle.is_draft:
        return RedirectResponse(f"/cycles/{cycle_id}/results", 303)
    status = error.status if error else 200
    agreements = agreements_of(session, cycle_id)
    in_scope = {cell: agreed for cell, agreed in agreements.items() if cell.element in sheet.result.elements}
    standing = standing_in(in_scope, {cell: sheet.cell(cell).score for cell in in_scope})
    return render(
        request,
        "assessments/check.html",
        status,
        member=member,
        sheet=sheet,
        cycle=sheet.cycle,
        result=sheet.result,
        unreviewed=sheet.unreviewed,
        agreements=agreements,
        agreed=standing_in_words(standing, sheet.result.overall.cells),
        error=error,
    )
