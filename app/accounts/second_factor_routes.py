"""A person's second factor: adding it, removing it, and new recovery codes."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Annotated, Protocol, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts import hashing, people, second_factors, throttling
from app.accounts.deps import Identify, Identity, reads, writes
from app.accounts.sessions import ADD_SECOND_FACTOR, SignedIn
from app.db.engine import writing
from app.errors import NotFoundError
from app.web.forms import FormModel, form_of
from app.web.paths import own_path
from app.web.static import SVG
from app.web.templates import render
from app.web.turns import writers_of

router = APIRouter()
BACK = 303
WRONG = "This code is not right, has been used, or is no longer valid. Enter the one that the app shows now."
NOT_CURRENT = "This is not your current password."
R = TypeVar("R")


class Proceed(Protocol):
    """What is done once it is known whether the password is right."""

    def __call__(self, session: Session, signed_in: SignedIn, *, right: bool) -> Response:
        """Return the answer."""


class CodeForm(FormModel):
    """A code of the authenticator or, where it stands in for one, a recovery code."""

    code: str = ""
    next: str = "/profile"


class BeginForm(FormModel):
    """The password of who adds a factor. ``username`` tells password managers whose it is."""

    username: str = ""
    current: str = ""
    next: str = "/profile"


class ConfirmForm(BeginForm):
    """The first code, and the password once more: the page may have been left open since the factor was begun."""

    code: str = ""


Code = Annotated[CodeForm, form_of(CodeForm)]


@router.get(ADD_SECOND_FACTOR)
@reads
def show(session: Session, signed_in: SignedIn, request: Request, next: str = "/profile") -> Response:  # noqa: A002 - as the address has it
    """Show where the second factor stands, and what can be done about it."""
    return _page(request, session, signed_in, CodeForm(next=own_path(next)))


@router.get("/profile/second-factor/qr.svg")
@reads
def picture(session: Session, signed_in: SignedIn) -> Response:
    """Draw the code that an authenticator app scans, for as long as the factor is not confirmed."""
    import segno  # noqa: PLC0415 - a start need not wait for what a person needs once

    secret = second_factors.pending_secret(session, signed_in)
    if secret is None:
        raise NotFoundError
    svg = BytesIO()
    segno.make(second_factors.address_of(signed_in, secret), micro=False).save(svg, kind="svg", scale=5, light="#fff")
    return Response(svg.getvalue(), media_type=SVG)


@router.post("/profile/second-factor/begin")
async def begin(request: Request, identify: Identity, form: Annotated[BeginForm, form_of(BeginForm)]) -> Response:
    """Make a secret to scan, once the current password is given."""
    return await _with_password(request, identify, form.current, partial(_begin, request, form))


@router.post("/profile/second-factor/confirm")
async def confirm(request: Request, identify: Identity, form: Annotated[ConfirmForm, form_of(ConfirmForm)]) -> Response:
    """Let the factor count once a code proves that it was scanned, and show the recovery codes this once."""
    return await _with_password(request, identify, form.current, partial(_confirm, request, form))


@router.post("/profile/second-factor/recovery-codes")
@writes
def renew_recovery_codes(session: Session, signed_in: SignedIn, request: Request, form: Code) -> Response:
    """Make new recovery codes, and show them this once."""
    if not _try(session, signed_in, lambda: second_factors.accept(session, signed_in.person_id, form.code)):
        return _page(request, session, signed_in, form, wrong="renew")
    codes = second_factors.renew_recovery_codes(session, signed_in)
    return render(request, "accounts/recovery_codes.html", codes=codes, next=own_path(form.next))


@router.post("/profile/second-factor/remove")
@writes
def remove(session: Session, signed_in: SignedIn, request: Request, form: Code) -> Response:
    """Take the second factor away, unless an organisation asks for it."""
    if not _try(session, signed_in, lambda: second_factors.accept(session, signed_in.person_id, form.code)):
        return _page(request, session, signed_in, form, wrong="remove")
    second_factors.remove(session, signed_in)
    return RedirectResponse(ADD_SECOND_FACTOR, BACK)


async def _with_password(request: Request, identify: Identify, current: str, go_on: Proceed) -> Response:
    """Go on, told whether the current password is right. Hashing happens between two transactions."""
    writers = writers_of(request.app)
    stored = await writers.run(_count, request, identify)
    right = stored is None or await hashing.is_right(current, stored)
    return await writers.run(partial(_go_on, request, identify, go_on, counted=stored is not None, right=right))


def _count(request: Request, identify: Identify) -> str | None:
    """Count a try, and return what is stored of the person's password; None when they have none to give."""
    with writing(request.app.state.engine) as session:
        signed_in = identify(session)
        stored = _password_of(request, session, signed_in)
        if stored is not None:
            throttling.count(session, throttling.of_person(signed_in.person_id))
            session.commit()
    return stored


def _go_on(request: Request, identify: Identify, go_on: Proceed, *, counted: bool, right: bool) -> Response:
    with writing(request.app.state.engine) as session:
        signed_in = identify(session)
        if counted and right:
            throttling.take_back(session, throttling.of_person(signed_in.person_id))
        answer = go_on(session, signed_in, right=right)
        session.commit()
    return answer


def _begin(request: Request, form: BeginForm, session: Session, signed_in: SignedIn, *, right: bool) -> Response:
    if right:
        second_factors.begin(session, signed_in)
    return _page(request, session, signed_in, CodeForm(next=own_path(form.next)), wrong="" if right else "begin")


def _confirm(request: Request, form: ConfirmForm, session: Session, signed_in: SignedIn, *, right: bool) -> Response:
    if not right:
        return _page(request, session, signed_in, form, wrong="password")
    codes = _try(session, signed_in, lambda: second_factors.confirm(session, signed_in, form.code))
    if not codes:
        return _page(request, session, signed_in, form, wrong="confirm")
    return render(request, "accounts/recovery_codes.html", codes=codes, next=own_path(form.next))


def _password_of(request: Request, session: Session, signed_in: SignedIn) -> str | None:
    local = request.app.state.settings.local_sign_in
    return people.get(session, signed_in.person_id).password_hash if local else None


def _try(session: Session, signed_in: SignedIn, attempt: Callable[[], R]) -> R:
    """Return what a try to give a code comes to. What comes to nothing counts as failed."""
    bounds = throttling.of_person(signed_in.person_id)
    throttling.count(session, bounds)
    outcome = attempt()
    if outcome:
        throttling.take_back(session, bounds)
    return outcome


def _page(
    request: Request, session: Session, signed_in: SignedIn, form: CodeForm | ConfirmForm, wrong: str = ""
) -> Response:
    """Show where it stands. ``wrong`` is the form whose code was not right, or which of the passwords."""
    passwords = {"begin": "current", "password": "confirm-current"}
    problem = {passwords[wrong]: NOT_CURRENT} if wrong in passwords else {f"{wrong}-code": WRONG}
    return render(
        request,
        "accounts/second_factor.html",
        422 if wrong else 200,
        secret=second_factors.pending_secret(session, signed_in),
        is_on=second_factors.is_on(session, signed_in.person_id),
        codes_left=second_factors.count_recovery_codes(session, signed_in),
        required_by=second_factors.required_by(signed_in),
        form=form,
        wrong=wrong,
        errors=problem if wrong else {},
        email=signed_in.email,
        has_password=_password_of(request, session, signed_in) is not None,
    )
