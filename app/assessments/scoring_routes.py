"""Scoring, an element at a time: the page, a plain form for it, and a save for every single choice."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from app.accounts.deps import Reader, Writer
from app.accounts.service import Member
from app.assessments import answering
from app.assessments.answering import Choice, Entry, Sheet, StaleNoteError
from app.assessments.service import get_cycle
from app.assessments.snapshot import Evidence
from app.errors import InvalidInputError, NotFoundError
from app.maturity.checklist import CellId, Element
from app.web.sessions import Reading, Writing
from app.web.templates import render

router = APIRouter(prefix="/cycles/{cycle_id}")
Revision = Annotated[int, Form(ge=1, le=2**31 - 2)]
Version = Annotated[int, Form(ge=0, le=2**31 - 2)]


@router.get("/elements/{letter}")
def score_element(request: Request, session: Reading, member: Reader, cycle_id: int, letter: str) -> Response:
    """Show the five cells of an element. A final cycle is read on its results page."""
    sheet = answering.get_sheet(session, member, cycle_id)
    element = _element(sheet, letter)
    if not sheet.cycle.is_draft:
        return RedirectResponse(f"/cycles/{cycle_id}/results", 303)
    return _element_page(request, member, sheet, element)


@router.get("/elements/{letter}/states")
def refresh_states(request: Request, session: Reading, member: Reader, cycle_id: int, letter: str) -> Response:
    """Tell an open page what others changed meanwhile: the same fragment that a save answers with."""
    sheet = answering.get_sheet(session, member, cycle_id)
    return _states(request, member, sheet, _element(sheet, letter))


async def _form(request: Request) -> FormData:
    return await request.form()


@router.post("/elements/{letter}")
def save_element(
    request: Request,
    session: Writing,
    member: Writer,
    cycle_id: int,
    letter: str,
    form: Annotated[FormData, Depends(_form)],
) -> Response:
    """Save the plain form of an element, all of it or nothing, and go where its button says."""
    sheet = answering.get_sheet(session, member, cycle_id)
    element = _element(sheet, letter)
    entries = [_entry(form, cell.id) for cell in sheet.cycle.checklist.cells_of(letter)]
    try:
        answering.save_element(session, member, cycle_id, entries)
    except (StaleNoteError, InvalidInputError) as error:
        session.rollback()
        return _element_page(request, member, sheet, element, {entry.cell: entry for entry in entries}, error)
    steps = _steps(cycle_id, sheet, element)
    return RedirectResponse(steps["next"][0] if form.get("go") == "next" else request.url.path, 303)


@router.post("/cells/{letter}/{group}/choice")
def save_choice(
    request: Request,
    session: Writing,
    member: Writer,
    cycle_id: int,
    letter: str,
    group: str,
    kind: Annotated[Literal["score", "evidence"], Form()],
    revision: Revision,
    value: Annotated[str, Form()] = "",
    client: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Save one choice. The headers say which revision is stored now and whether it is this one."""
    cell = CellId(letter, group)
    choice = Choice(kind, _score(value) if kind == "score" else _evidence(value), revision, client)
    sheet = answering.choose(session, member, cycle_id, cell, choice)
    stored = sheet.cell(cell)
    response = _states(request, member, sheet, _element(sheet, letter))
    response.headers["kam-stored"] = "yes" if stored.holds(choice) else "no"
    response.headers["kam-revision"] = str(stored.revision(kind))
    return response


@router.post("/cells/{letter}/{group}/note")
def save_note(
    request: Request,
    session: Writing,
    member: Writer,
    cycle_id: int,
    letter: str,
    group: str,
    version: Version,
    note: Annotated[str, Form()] = "",
) -> Response:
    """Save one note. A stale one is refused, and both versions are shown."""
    cell = CellId(letter, group)
    try:
        sheet = answering.write_note(session, member, cycle_id, cell, note, version)
    except StaleNoteError as error:
        session.rollback()
        return render(
            request,
            "assessments/_stale_note.html",
            error.status,
            cycle=get_cycle(session, member, cycle_id),
            cell=cell,
            note=error.mine,
            answered=error.theirs,
            theirs=error.theirs,
        )
    return _states(request, member, sheet, _element(sheet, letter))


def _element(sheet: Sheet, letter: str) -> Element:
    if letter not in sheet.result.elements:
        raise NotFoundError("This cycle has no such element in scope.")
    return sheet.cycle.checklist.element(letter)


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
    sent: dict[CellId, Entry] | None = None,
    error: StaleNoteError | InvalidInputError | None = None,
) -> Response:
    return render(
        request,
        "assessments/score.html",
        error.status if error else 200,
        member=member,
        cycle=sheet.cycle,
        sheet=sheet,
        element=element,
        current=element.letter,
        position=list(sheet.result.elements).index(element.letter) + 1,
        steps=_steps(sheet.cycle.id, sheet, element),
        sent=sent or {},
        error=error,
        theirs=error.theirs if isinstance(error, StaleNoteError) else None,
    )


def _states(request: Request, member: Member, sheet: Sheet, element: Element) -> Response:
    template = "assessments/_states.html"
    context = {"cycle": sheet.cycle, "sheet": sheet, "element": element, "current": element.letter}
    return render(request, template, member=member, **context)


def _entry(form: FormData, cell: CellId) -> Entry:
    def field(name: str) -> str:
        return str(form.get(f"{name}-{cell.group}", ""))

    cleared = form.get("clear") == cell.group
    version = field("note-version")
    if not version.isdecimal():
        raise InvalidInputError("The form is incomplete. Reload the page and try again.")
    return Entry(
        cell=cell,
        score=None if cleared else _score(field("score")),
        score_was=_score(field("score-was")),
        evidence=None if cleared else _evidence(field("evidence")),
        evidence_was=_evidence(field("evidence-was")),
        note=field("note"),
        note_version=int(version),
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
