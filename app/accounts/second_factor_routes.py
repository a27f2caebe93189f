"""A person's second factor: adding it, removing it, and new recovery codes."""

from collections.abc import Callable
from io import BytesIO
from typing import Annotated, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts import second_factors, throttling
from app.accounts.deps import reads, writes
from app.accounts.sessions import ADD_SECOND_FACTOR, SignedIn
from app.errors import NotFoundError
from app.web.forms import FormModel, form_of
from app.web.paths import own_path
from app.web.templates import render

router = APIRouter()
BACK = 303
WRONG = "This code is not right, has been used, or is no longer valid. Enter the one that the app shows now."
R = TypeVar("R")


class CodeForm(FormModel):
    """A code of the authenticator or, where it stands in for one, a recovery code."""

    code: str = ""
    next: str = "/profile"


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
    return Response(svg.getvalue(), media_type="image/svg+xml")


@router.post("/profile/second-factor/begin")
@writes
def begin(session: Session, signed_in: SignedIn, request: Request, form: Code) -> Response:
    """Make a secret to scan."""
    second_factors.begin(session, signed_in)
    return _page(request, session, signed_in, CodeForm(next=own_path(form.next)))


@router.post("/profile/second-factor/confirm")
@writes
def confirm(session: Session, signed_in: SignedIn, request: Request, form: Code) -> Response:
    """Let the factor count once a code proves that it was scanned, and show the recovery codes this once."""
    codes = _try(session, signed_in, lambda: second_factors.confirm(session, signed_in, form.code))
    if not codes:
        return _page(request, session, signed_in, form, wrong="confirm")
    return render(request, "accounts/recovery_codes.html", person=signed_in, codes=codes, next=own_path(form.next))


@router.post("/profile/second-factor/recovery-codes")
@writes
def renew_recovery_codes(session: Session, signed_in: SignedIn, request: Request, form: Code) -> Response:
    """Make new recovery codes, and show them this once."""
    if not _try(session, signed_in, lambda: second_factors.accept(session, signed_in.person_id, form.code)):
        return _page(request, session, signed_in, form, wrong="renew")
    codes = second_factors.renew_recovery_codes(session, signed_in)
    return render(request, "accounts/recovery_codes.html", person=signed_in, codes=codes, next=own_path(form.next))


@router.post("/profile/second-factor/remove")
@writes
def remove(session: Session, signed_in: SignedIn, request: Request, form: Code) -> Response:
    """Take the second factor away, unless an organisation asks for it."""
    if not _try(session, signed_in, lambda: second_factors.accept(session, signed_in.person_id, form.code)):
        return _page(request, session, signed_in, form, wrong="remove")
    second_factors.remove(session, signed_in)
    return RedirectResponse(ADD_SECOND_FACTOR, BACK)


def _try(session: Session, signed_in: SignedIn, attempt: Callable[[], R]) -> R:
    """Return what a try to give a code comes to. What comes to nothing counts as failed."""
    bounds = throttling.of_person(signed_in.person_id)
    throttling.count(session, bounds)
    outcome = attempt()
    if outcome:
        throttling.take_back(session, bounds)
    return outcome


def _page(request: Request, session: Session, signed_in: SignedIn, form: CodeForm, wrong: str = "") -> Response:
    """Show where it stands. ``wrong`` is the form whose code was not right."""
    return render(
        request,
        "accounts/second_factor.html",
        422 if wrong else 200,
        person=signed_in,
        secret=second_factors.pending_secret(session, signed_in),
        is_on=second_factors.is_on(session, signed_in.person_id),
        codes_left=second_factors.count_recovery_codes(session, signed_in),
        required_by=second_factors.required_by(signed_in),
        form=form,
        wrong=wrong,
        errors={f"{wrong}-code": WRONG} if wrong else {},
    )
