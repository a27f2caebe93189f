"""Choosing one of several organisations to go on in."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.deps import reads
from app.accounts.sessions import SignedIn
from app.web.paths import own_path
from app.web.templates import render

router = APIRouter()


@router.get("/organisations")
@reads
def list_organisations(_session: Session, person: SignedIn, request: Request, next: str = "/") -> Response:  # noqa: A002 - as the address has it
    """List the organisations that a person belongs to; each leads on to ``next`` in it."""
    path = urlsplit(own_path(next)).path
    return render(request, "accounts/organisations.html", person=person, next_path=path)
