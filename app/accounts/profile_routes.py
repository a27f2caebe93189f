"""A person's own page: their name, their password, where they are signed in, and what they belong to."""

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts import audit, browsers, hashing, passwords, people, profile, sessions, throttling
from app.accounts.deps import Identify, Identity, reads, writes
from app.accounts.sessions import SignedIn, limits_of
from app.db.engine import reading, writing
from app.errors import AppError, ForbiddenError, InvalidInputError, ThrottledError
from app.web.forms import FormModel, NoFields, form_of
from app.web.templates import render
from app.web.turns import writers_of

router = APIRouter()
PROFILE = "/profile"
BACK = 303
ID_MAX = 2**31 - 1  # that both databases hold
UNCHANGED = "Your password was not changed."
NO_PASSWORDS = "Signing in with a password is switched off here, so there is none to change."


class NameForm(FormModel):
    """What a person is called."""

    name: str = ""


class PasswordForm(FormModel):
    """A password and the one that takes its place. ``username`` tells password managers whose they are."""

    username: str = ""
    current: str = ""
    password: str = ""


@router.get(PROFILE)
@reads
def show(session: Session, signed_in: SignedIn, request: Request) -> Response:
    """Show the page."""
    return _page(request, session, signed_in)


@router.post("/profile/name")
@writes
def rename(
    session: Session, signed_in: SignedIn, request: Request, form: Annotated[NameForm, form_of(NameForm)]
) -> Response:
    """Change what the person is called."""
    try:
        profile.rename(session, signed_in, form.name)
    except InvalidInputError as error:
        return _page(request, session, signed_in, error=error, name=form.name)
    return RedirectResponse(PROFILE, BACK)


@router.post("/profile/password")
async def change_password(
    request: Request, identify: Identity, form: Annotated[PasswordForm, form_of(PasswordForm)]
) -> Response:
    """Change the password and end every other sign-in."""
    try:
        await _replace_password(request, identify, form)
    except (InvalidInputError, ThrottledError) as error:
        return await anyio.to_thread.run_sync(_page_again, request, identify, error)
    return RedirectResponse(PROFILE, BACK)


@router.post("/profile/sign-ins/end-others", dependencies=[form_of(NoFields)])
@writes
def end_others(session: Session, signed_in: SignedIn) -> Response:
    """End every sign-in of the person but this one."""
    ended = sessions.end_all(session, signed_in.person_id, but=signed_in.sign_in_id)
    audit.record(session, audit.Actor.of(signed_in), "sign-in.ended", signed_in.email, after={"ended": ended})
    return RedirectResponse(PROFILE, BACK)


@router.post("/profile/sign-ins/{sign_in_id}/end", dependencies=[form_of(NoFields)])
@writes
def end_one(session: Session, signed_in: SignedIn, sign_in_id: Annotated[int, Path(ge=1, le=ID_MAX)]) -> Response:
    """End one of the person's sign-ins."""
    sessions.end_one(session, signed_in, sign_in_id)
    audit.record(session, audit.Actor.of(signed_in), "sign-in.ended", signed_in.email, after={"ended": 1})
    return RedirectResponse(PROFILE, BACK)


async def _replace_password(request: Request, identify: Identify, form: PasswordForm) -> None:
    """Hash between two transactions, in neither. Both find out who is signed in."""
    writers = writers_of(request.app)
    stored = await writers.run(_count, request, identify, form.password)
    if not await hashing.is_right(form.current, stored):
        raise InvalidInputError(UNCHANGED, {"current": "This is not your current password."})
    renewed = await hashing.hash_password(form.password)
    await writers.run(_change, request, identify, stored, renewed)


def _count(request: Request, identify: Identify, password: str) -> str | None:
    """Return what is stored of the current password. What can't be a password is refused before that is looked at."""
    if not request.app.state.settings.local_sign_in:
        raise ForbiddenError(NO_PASSWORDS)
    with writing(request.app.state.engine) as session:
        signed_in = identify(session)
        organisations = [belonging.organisation for belonging in signed_in.belongings]
        if problem := passwords.problem(password, [signed_in.person, signed_in.email, *organisations]):
            raise InvalidInputError(UNCHANGED, {"password": problem})
        throttling.count(session, throttling.of_person(signed_in.person_id))
        stored = people.get(session, signed_in.person_id).password_hash
        session.commit()
    return stored


def _change(request: Request, identify: Identify, stored: str | None, renewed: str) -> None:
    with writing(request.app.state.engine) as session:
        signed_in = identify(session)
        profile.change_password(session, signed_in, stored, renewed)
        throttling.take_back(session, throttling.of_person(signed_in.person_id))
        session.commit()


def _page_again(request: Request, identify: Identify, error: AppError) -> Response:
    with reading(request.app.state.engine) as session:
        return _page(request, session, identify(session), error=error)


def _page(
    request: Request, session: Session, signed_in: SignedIn, *, error: AppError | None = None, name: str | None = None
) -> Response:
    settings = request.app.state.settings
    own = sessions.list_of(session, signed_in.person_id, limits_of(settings))
    answer = render(
        request,
        "accounts/profile.html",
        error.status if error else 200,
        signed_in=signed_in,
        name=signed_in.person if name is None else name,
        has_password=settings.local_sign_in and people.get(session, signed_in.person_id).password_hash is not None,
        sign_ins=[(row, browsers.name_of(row.browser)) for row in own],
        error=error,
        errors=error.fields if isinstance(error, InvalidInputError) else {},
    )
    if isinstance(error, ThrottledError):
        answer.headers["retry-after"] = str(error.retry_after)
    return answer
