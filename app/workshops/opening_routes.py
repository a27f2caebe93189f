"""Opening a workshop on a draft."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field
from sqlmodel import Session

from app.accounts.deps import reads, writes
from app.accounts.service import Member
from app.assessments import cycles
from app.assessments.cycle import Cycle
from app.errors import InvalidInputError
from app.maturity.agreement import LOWEST_MINIMUM, MINIMUM
from app.maturity.checklist import Element
from app.web.forms import FormModel, form_of
from app.web.templates import render
from app.workshops import service
from app.workshops.deps import vault_of
from app.workshops.models import Pace
from app.workshops.service import HIGHEST_MINIMUM, UNUSABLE, Plan

router = APIRouter(prefix="/cycles/{cycle_id}/workshops")
MOST_DIGITS = 5
NO_PLACE = "Enter whole numbers, such as 1 for the element that comes first."


class OpeningForm(FormModel):
    """What a workshop is opened with, as it was typed. ``places`` has one for each element in scope, in their order."""

    elements: list[str] = Field(default_factory=list)
    places: list[str] = Field(default_factory=list)
    pace: Pace = Pace.TOGETHER
    votes: Literal["anonymous", "named"] = "anonymous"
    minimum: str = str(MINIMUM)
    expected: str = ""
    personal: bool = False

    @classmethod
    def of(cls, elements: Sequence[Element]) -> "OpeningForm":
        """Return the form before anything is entered: all elements, in their order."""
        letters = [element.letter for element in elements]
        return cls(elements=letters, places=[str(place) for place in range(1, len(letters) + 1)])

    def place_of(self, number: int) -> str:
        """Return what was typed as the place of an element, by its number in the checklist's order from 0."""
        return self.places[number] if number < len(self.places) else ""

    def plan(self, elements: Sequence[Element]) -> Plan:
        """Return what was entered. InvalidInputError when a place is no number."""
        chosen = set(self.elements)
        places = {element.letter: self.place_of(number).strip() for number, element in enumerate(elements)}
        if any(places[letter] and not _number(places[letter]) for letter in places if letter in chosen):
            raise InvalidInputError(UNUSABLE, {"places": NO_PLACE})
        known = sorted((letter for letter in places if letter in chosen), key=lambda letter: _place(places[letter]))
        unknown = sorted(chosen - places.keys())
        return Plan(
            letters=(*known, *unknown),
            pace=self.pace,
            named=self.votes == "named",
            minimum=_number(self.minimum),
            expected=_number(self.expected) if self.expected.strip() else None,
            personal=self.personal,
        )


@router.get("/new")
@reads
def new_workshop(session: Session, member: Member, request: Request, cycle_id: int) -> Response:
    """Show the form that opens a workshop; where one is open already, go to it."""
    cycle = cycles.get_cycle(session, member, cycle_id)
    member.must_manage()
    cycle.must_be_draft()
    if cycle.workshop:
        return RedirectResponse(f"/workshops/{cycle.workshop}", 303)
    return _page(request, member, cycle, OpeningForm.of(_in_scope(cycle)))


@router.post("")
@writes
def open_workshop(
    session: Session,
    member: Member,
    request: Request,
    cycle_id: int,
    form: Annotated[OpeningForm, form_of(OpeningForm)],
) -> Response:
    """Open a workshop and go to its lobby."""
    cycle = cycles.get_cycle(session, member, cycle_id)
    try:
        plan = form.plan(_in_scope(cycle))
        workshop_id = service.open_workshop(session, member, vault_of(request), cycle_id, plan)
    except InvalidInputError as error:
        member.must_manage()
        session.rollback()
        return _page(request, member, cycle, form, error)
    return RedirectResponse(f"/workshops/{workshop_id}", 303)


def _in_scope(cycle: Cycle) -> list[Element]:
    return [element for element in cycle.checklist.elements if element.letter not in cycle.details.out_of_scope]


def _number(typed: str) -> int:
    """Return a whole number as people type it; 0, which is none of those that are asked for, for anything else."""
    typed = typed.strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS else 0


def _place(typed: str) -> int:
    """Return where an element comes; those without a number come last, in the checklist's order."""
    return _number(typed) or 10**MOST_DIGITS


def _page(
    request: Request, member: Member, cycle: Cycle, form: OpeningForm, error: InvalidInputError | None = None
) -> Response:
    return render(
        request,
        "workshops/open.html",
        error.status if error else 200,
        member=member,
        cycle=cycle,
        form=form,
        elements=_in_scope(cycle),
        lowest=LOWEST_MINIMUM,
        highest=HIGHEST_MINIMUM,
        error=error,
        errors=error.fields if error else {},
    )
