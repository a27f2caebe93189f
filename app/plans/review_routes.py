"""Recording, reading and editing a review. The history that lists them is drawn in reports."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field
from sqlmodel import Session

from app.accounts.deps import reads, writes
from app.accounts.service import Member
from app.accounts.sessions import ID_DIGITS, own_by
from app.assessments.scores import scores_of
from app.db.columns import table_of
from app.errors import InvalidInputError, NotFoundError
from app.plans.action_forms import NOT_A_DAY, typed_day
from app.plans.minutes import Minutes
from app.plans.models import Review
from app.plans.review_reading import Reviewed, get_review, list_choices
from app.plans.reviews import StaleReviewError, edit_review, record_review
from app.web import dates
from app.web.forms import FormModel, form_of
from app.web.templates import render

router = APIRouter(prefix="/reviews")
own_by("review_id", table_of(Review))
# So many cycles are offered at once; the older ones open with a click.
OFFERED = 12


class MinutesForm(FormModel):
    """The fields of a review as they were typed."""

    held_on: str = ""
    cycles: list[str] = Field(default_factory=list)
    attended: str = ""
    decided: str = ""
    actions: list[str] = Field(default_factory=list)
    questions: str = ""
    next_on: str = ""
    version: int = 0

    def minutes(self) -> Minutes:
        """Return what was entered. What is no day is replaced by one that ``checked`` refuses."""
        return Minutes(
            held_on=typed_day(self.held_on) or NOT_A_DAY,
            cycles=_numbers(self.cycles),
            attended=self.attended,
            decided=self.decided,
            actions=_numbers(self.actions),
            questions=self.questions,
            next_on=typed_day(self.next_on),
        )

    @classmethod
    def of(cls, review: Reviewed) -> "MinutesForm":
        """Return the form as it stands for a review."""
        minutes = review.minutes
        return cls(
            held_on=minutes.held_on.isoformat(),
            cycles=list(map(str, minutes.cycles)),
            attended=minutes.attended,
            decided=minutes.decided,
            actions=list(map(str, minutes.actions)),
            questions=minutes.questions,
            next_on=minutes.next_on.isoformat() if minutes.next_on else "",
            version=review.version,
        )


@router.get("/new")
@reads
def new_review(session: Session, member: Member, request: Request, cycle: str = "") -> Response:
    """Show the form that records a review, with this cycle chosen."""
    return _form_page(request, session, member, MinutesForm(cycles=[cycle]))


@router.post("")
@writes
def add_review(
    session: Session, member: Member, request: Request, form: Annotated[MinutesForm, form_of(MinutesForm)]
) -> Response:
    """Record a review and show it."""
    try:
        review_id = record_review(session, member, form.minutes(), dates.today())
    except InvalidInputError as error:
        session.rollback()
        return _form_page(request, session, member, form, error=error)
    return RedirectResponse(f"/reviews/{review_id}", 303)


@router.get("/{review_id}")
@reads
def show_review(session: Session, member: Member, request: Request, review_id: int) -> Response:
    """Show a review, with what the cycles that it looked at came to."""
    review = get_review(session, member, review_id)
    scores = scores_of(session, review.minutes.cycles)
    results = {cycle.id: cycle.assess(scores[cycle.id]) for cycle in review.cycles}
    units = {cycle.unit_id for cycle in review.cycles}
    only_unit = {"unit": units.pop()} if len(units) == 1 else {}
    return render(request, "plans/review.html", member=member, review=review, results=results, only_unit=only_unit)


@router.get("/{review_id}/edit")
@reads
def open_review(session: Session, member: Member, request: Request, review_id: int) -> Response:
    """Show the form that edits a review."""
    review = get_review(session, member, review_id)
    return _form_page(request, session, member, MinutesForm.of(review), review)


@router.post("/{review_id}/edit")
@writes
def change_review(
    session: Session,
    member: Member,
    request: Request,
    review_id: int,
    form: Annotated[MinutesForm, form_of(MinutesForm)],
) -> Response:
    """Save a review. A stale edit is refused with both versions shown."""
    review = get_review(session, member, review_id)
    try:
        edit_review(session, member, review_id, form.minutes(), form.version, dates.today())
    except InvalidInputError as error:
        session.rollback()
        return _form_page(request, session, member, form, review, error)
    except StaleReviewError as error:
        session.rollback()
        again = form.model_copy(update={"version": error.theirs.version})
        return _form_page(request, session, member, again, error.theirs, error, MinutesForm.of(error.theirs))
    return RedirectResponse(f"/reviews/{review_id}", 303)


def _form_page(
    request: Request,
    session: Session,
    member: Member,
    form: MinutesForm,
    review: Reviewed | None = None,
    error: InvalidInputError | StaleReviewError | None = None,
    theirs: MinutesForm | None = None,
) -> Response:
    member.must_review()
    choices = list_choices(session, member, review)
    return render(
        request,
        "plans/review_form.html",
        error.status if error else 200,
        member=member,
        review=review,
        form=form,
        theirs=theirs,
        error=error,
        errors=getattr(error, "fields", {}),
        recent=choices.cycles[:OFFERED],
        older=choices.cycles[OFFERED:],
        actions=choices.actions,
    )


def _numbers(typed: Sequence[str]) -> tuple[int, ...]:
    """Return the ids that were chosen. NotFoundError when one can be none."""
    if not all(one.isascii() and one.isdecimal() and len(one) < ID_DIGITS for one in typed):
        raise NotFoundError
    return tuple(map(int, typed))
