"""Scoring, an element at a time: the page, a plain form for it, and a save for every single choice."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.deps import reads, writes
from app.accounts.service import Member
from app.assessments import answering
from app.assessments.agreed import Agreements
from app.assessments.agreements import agreements_of
from app.assessments.answering import Entry, Saved, Sheet, StaleNoteError
from app.assessments.answers import Answered, Choice
from app.assessments.cards import stage_cards, stored_cell
from app.assessments.cycles import get_cycle
from app.assessments.snapshot import Evidence
from app.errors import InvalidInputError, NotFoundError
from app.maturity.checklist import CellId, Element
from app.web.drawn import render_again
from app.web.forms import FormModel, form_of, read_form, refuse_unknown
from app.web.security.bodies import NOTES
from app.web.templates import render

router = APIRouter(prefix="/cycles/{cycle_id}")
VERSION_DIGITS = 9
INCOMPLETE = "The form is incomplete. Reload the page and try again."
CELL_FIELDS = ("score", "score-was", "evidence", "evidence-was", "note", "note-version", "confirm")
LAST_REVISION = 2**31 - 2
# What a plain form sent, and why it was not saved.
Refused = tuple[dict[CellId, Entry], StaleNoteError | InvalidInputError | None]
NOTHING: Refused = {}, None


class ChoiceForm(FormModel):
    """One choice as the page sends it; an empty value clears."""

    kind: Literal["score", "evidence"]
    value: str = ""
    revision: int = Field(ge=1, le=LAST_REVISION)
    client: str = Field("", max_length=40, pattern="^[!-~]*$")


class NoteForm(FormModel):
    """One note as the page sends it, written over a version of it."""

    note: str = ""
    version: int = Field(ge=0, le=LAST_REVISION)


@router.get("/elements/{letter}")
@reads
def score_element(session: Session, member: Member, request: Request, cycle_id: int, letter: str) -> Response:
    """Show the five cells of an element. A final cycle is read on its results page."""
    sheet = answering.get_element(session, member, cycle_id, letter)
    element = _element(sheet, letter)
    if not sheet.cycle.is_draft:
        return RedirectResponse(f"/cycles/{cycle_id}/results", 303)
    return _element_page(request, member, sheet, element, agreements_of(session, cycle_id))


@router.get("/elements/{letter}/states")
@reads
def refresh_states(session: Session, member: Member, request: Request, cycle_id: int, letter: str) -> Response:
    """Tell an open page what others changed meanwhile: the same fragment that a save answers with."""
    sheet = answering.get_element(session, member, cycle_id, letter)
    element = _element(sheet, letter)
    cells = sheet.cycle.checklist.cells_of(element.letter)
    answers = [sheet.cell(cell.id) for cell in cells]
    return _states(request, member, sheet, answers, agreements_of(session, cycle_id))


@router.post("/elements/{letter}", max_body_size=NOTES)
@writes
def save_element(
    session: Session,
    member: Member,
    request: Request,
    cycle_id: int,
    letter: str,
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """Save the plain form of an element, all of it or nothing, and go where its button says."""
    sheet = answering.get_element(session, member, cycle_id, letter)
    element = _element(sheet, letter)
    refuse_unknown(form, _fields_of(sheet))
    entries = [_entry(form, cell.id) for cell in sheet.cycle.checklist.cells_of(letter)]
    try:
        answering.save_element(session, member, cycle_id, entries)
    except (StaleNoteError, InvalidInputError) as error:
        session.rollback()
        sheet = answering.get_element(session, member, cycle_id, letter)
        sent = {entry.cell: entry.over(sheet.cell(entry.cell)) for entry in entries}
        return _element_page(request, member, sheet, element, agreements_of(session, cycle_id), (sent, error))
    steps = _steps(cycle_id, sheet, element)
    return RedirectResponse(steps["next"][0] if form.get("go") == "next" else request.url.path, 303)


@router.post("/cells/{letter}/{group}/choice")
@writes
def save_choice(
    session: Session,
    member: Member,
    request: Request,
    cycle_id: int,
    letter: str,
    group: str,
    form: Annotated[ChoiceForm, form_of(ChoiceForm)],
) -> Response:
    """Save one choice. The headers say which revision is stored now and whether it is this one."""
    cell = CellId(letter, group)
    value = _score(form.value) if form.kind == "score" else _evidence(form.value)
    choice = Choice(form.kind, value, form.revision, form.client)
    saved = answering.choose(session, member, cycle_id, cell, choice)
    response = _states(request, member, saved, [saved.answered])
    response.headers["kam-stored"] = "yes" if saved.answered.holds(choice) else "no"
    response.headers["kam-revision"] = str(saved.answered.revision(form.kind))
    return response


@router.post("/cells/{letter}/{group}/note")
@writes
def save_note(
    session: Session,
    member: Member,
    request: Request,
    cycle_id: int,
    letter: str,
    group: str,
    form: Annotated[NoteForm, form_of(NoteForm)],
) -> Response:
    """Save one note. A stale one is refused, and both versions are shown."""
    cell = CellId(letter, group)
    try:
        saved = answering.write_note(session, member, cycle_id, cell, form.note, form.version)
    except StaleNoteError as error:
        session.rollback()
        return render(
            request,
            "assessments/_stale_note.html",
            error.status,
            cycle=get_cycle(session, member, cycle_id),
            cell=cell,
            mine=error.mine,
            theirs=error.theirs,
        )
    return _states(request, member, saved, [saved.answered])


def _element(sheet: Sheet, letter: str) -> Element:
    if letter not in sheet.result.elements:
        raise NotFoundError("This cycle has no such element in scope.")
    return sheet.cycle.checklist.element(letter)


def _fields_of(sheet: Sheet) -> set[str]:
    return {"go", "clear"} | {f"{field}-{group.key}" for field in CELL_FIELDS for group in sheet.cycle.checklist.groups}


def _steps(cycle_id: int, sheet: Sheet, element: Element) -> dict[str, tuple[str, str]]:
    """Return where "previous" and "next" lead from an element: address and name."""
    letters = list(sheet.result.elements)
    at = letters.index(element.letter)
    steps = {"next": (f"/cycles/{cycle_id}/check", "Check answers")}
    for step, neighbour in (("previous", at - 1), ("next", at + 1)):
        if 0 <= neighbour < len(letters):
            letter = letters[neighbour]
            steps[step] = (f"/cycles/{cycle_id}/elements/{letter}", sheet.cycle.checklist.element(letter).name)
    return steps


def _element_page(
    request: Request,
    member: Member,
    sheet: Sheet,
    element: Element,
    agreements: Agreements,
    refused: Refused = NOTHING,
) -> Response:
    sent, error = refused
    draw = partial(render, status=error.status) if error else render_again
    return draw(
        request,
        "assessments/score.html",
        member=member,
        cycle=sheet.cycle,
        sheet=sheet,
        result=sheet.result,
        unreviewed=sheet.unreviewed,
        element=element,
        current=element.letter,
        position=list(sheet.result.elements).index(element.letter) + 1,
        steps=_steps(sheet.cycle.id, sheet, element),
        agreements=agreements,
        sent=sent,
        stage_cards=stage_cards,
        stored_cell=stored_cell,
        error=error,
        theirs=error.theirs if isinstance(error, StaleNoteError) else None,
    )


def _states(
    request: Request,
    member: Member,
    of: Sheet | Saved,
    answers: Sequence[Answered],
    agreements: Agreements | None = None,
) -> Response:
    """Answer with the states of cells of one element, and with the totals that go with them.

    A save looks up no ``agreements``: the page knows them, and sees by the score whether one still stands.
    """
    letter = answers[0].cell.element
    return render(
        request,
        "assessments/_states.html",
        member=member,
        cycle=of.cycle,
        result=of.result,
        unreviewed=of.unreviewed,
        answers=answers,
        agreements=agreements,
        element=of.cycle.checklist.element(letter),
    )


def _entry(form: FormData, cell: CellId) -> Entry:
    def field(name: str, default: str | None = None) -> str:
        value = form.get(f"{name}-{cell.group}", default)
        if not isinstance(value, str):
            raise InvalidInputError(INCOMPLETE)
        return value

    cleared = form.get("clear") == cell.group
    version, confirmed = field("note-version"), field("confirm", "")
    if not version.isdecimal() or len(version) > VERSION_DIGITS or confirmed not in {"", "yes"}:
        raise InvalidInputError(INCOMPLETE)
    return Entry(
        cell=cell,
        score=None if cleared else _score(field("score", "")),
        score_was=_score(field("score-was")),
        evidence=None if cleared else _evidence(field("evidence", "")),
        evidence_was=_evidence(field("evidence-was")),
        note=field("note"),
        note_version=int(version),
        confirmed=bool(confirmed) and not cleared,
    )


def _score(value: str) -> int | None:
    if value not in {"", "0", "1", "2", "3"}:
        raise InvalidInputError("A score is 0, 1, 2 or 3.")
    return int(value) if value else None


def _evidence(value: str) -> Evidence | None:
    try:
        return Evidence(value) if value else None
    except ValueError:
        raise InvalidInputError("Evidence is none, anecdotal or documented.") from None
