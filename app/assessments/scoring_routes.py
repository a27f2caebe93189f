"""Scoring, an element at a time: the page, a plain form for it, and a save for every single choice."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.deps import reads, saves, writes
from app.accounts.service import Member
from app.assessments import answering
from app.assessments.agreed import Agreements
from app.assessments.answering import ElementRows, Entry, Saved, Sheet, StaleNoteError
from app.assessments.answers import Answered, Choice
from app.assessments.cards import stage_cards, stored_cell
from app.assessments.cycle import Cycle
from app.assessments.cycles import get_cycle
from app.assessments.snapshot import Evidence
from app.errors import InvalidInputError, NotFoundError
from app.maturity.checklist import CellId, Checklist
from app.web.drawn import render_again
from app.web.forms import FormModel, form_of, read_form, refuse_unknown
from app.web.security.bodies import NOTES
from app.web.templates import render

router = APIRouter(prefix="/cycles/{cycle_id}")
PAGE = "assessments/score.html"
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
    rows = answering.read_element(session, member, cycle_id, letter)
    _must_have(rows.cycle, letter)
    if not rows.cycle.is_draft:
        return RedirectResponse(f"/cycles/{cycle_id}/results", 303)
    return render_again(request, PAGE, (member, rows), lambda read: _page(*read))


@router.get("/elements/{letter}/states")
@reads
def refresh_states(session: Session, member: Member, request: Request, cycle_id: int, letter: str) -> Response:
    """Tell an open page what others changed meanwhile: the same fragment that a save answers with."""
    rows = answering.read_element(session, member, cycle_id, letter)
    _must_have(rows.cycle, letter)
    sheet = rows.sheet
    answers = [sheet.cell(cell.id) for cell in rows.cycle.checklist.cells_of(letter)]
    return _states(request, member, sheet, answers, rows.agreements)


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
    cycle = get_cycle(session, member, cycle_id)
    _must_have(cycle, letter)
    refuse_unknown(form, _fields_of(cycle.checklist))
    entries = [_entry(form, cell.id) for cell in cycle.checklist.cells_of(letter)]
    try:
        answering.save_element(session, member, cycle_id, entries)
    except (StaleNoteError, InvalidInputError) as error:
        session.rollback()
        rows = answering.read_element(session, member, cycle_id, letter)
        sent = {entry.cell: entry.over(rows.sheet.cell(entry.cell)) for entry in entries}
        return render(request, PAGE, error.status, **_page(member, rows, (sent, error)))
    steps = _steps(cycle, letter)
    return RedirectResponse(steps["next"][0] if form.get("go") == "next" else request.url.path, 303)


@router.post("/cells/{letter}/{group}/choice")
@saves
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


def _must_have(cycle: Cycle, letter: str) -> None:
    if letter not in _letters(cycle):
        raise NotFoundError("This cycle has no such element in scope.")


def _letters(cycle: Cycle) -> list[str]:
    """Return those of the elements in scope."""
    letters = (element.letter for element in cycle.checklist.elements)
    return [letter for letter in letters if letter not in cycle.details.out_of_scope]


def _fields_of(checklist: Checklist) -> set[str]:
    return {"go", "clear"} | {f"{field}-{group.key}" for field in CELL_FIELDS for group in checklist.groups}


def _steps(cycle: Cycle, letter: str) -> dict[str, tuple[str, str]]:
    """Return where "previous" and "next" lead from an element: address and name."""
    letters = _letters(cycle)
    at = letters.index(letter)
    steps = {"next": (f"/cycles/{cycle.id}/check", "Check answers")}
    for step, neighbour in (("previous", at - 1), ("next", at + 1)):
        if 0 <= neighbour < len(letters):
            beside = letters[neighbour]
            steps[step] = (f"/cycles/{cycle.id}/elements/{beside}", cycle.checklist.element(beside).name)
    return steps


def _page(member: Member, rows: ElementRows, refused: Refused = NOTHING) -> dict[str, object]:
    """Return what the page of an element is drawn from: of these three alone, for it is kept by them."""
    sent, error = refused
    cycle, letter, sheet = rows.cycle, rows.letter, rows.sheet
    return {
        "member": member,
        "cycle": cycle,
        "sheet": sheet,
        "result": sheet.result,
        "unreviewed": sheet.unreviewed,
        "element": cycle.checklist.element(letter),
        "current": letter,
        "position": _letters(cycle).index(letter) + 1,
        "steps": _steps(cycle, letter),
        "agreements": rows.agreements,
        "sent": sent,
        "stage_cards": stage_cards,
        "stored_cell": stored_cell,
        "error": error,
        "theirs": error.theirs if isinstance(error, StaleNoteError) else None,
    }


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
