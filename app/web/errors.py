"""Turns what went wrong into a calm page, or into a fragment for a request that asked for one."""

import logging
from collections.abc import Mapping
from functools import partial
from secrets import token_hex
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.errors import AppError, BusyError, ElsewhereError, SignedOutError, ThrottledError
from app.web.failures import failure, is_fragment
from app.web.security.headers import HEADERS, UNKEPT
from app.web.security.origins import SAFE_METHODS
from app.web.security.refusals import note
from app.web.templates import render

log = logging.getLogger(__name__)
SERVER_ERRORS, TOO_LARGE = 500, 413


def install(app: FastAPI, headers: Mapping[str, str] = HEADERS) -> None:
    """Answer every failure of ``app`` with a page or a fragment of the right status.

    ``headers`` go with the answer to an unexpected failure, which passes no middleware.
    """
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(SignedOutError, _elsewhere)
    app.add_exception_handler(ElsewhereError, _elsewhere)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(OperationalError, _database_error)
    app.add_exception_handler(PoolTimeoutError, _database_error)
    app.add_exception_handler(Exception, partial(_unexpected, headers=headers))


def _app_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    if error.status >= SERVER_ERRORS:
        response = _logged(request, error.status, "refused for now", error, error.message)
    else:
        response = failure(request, error.status, error.message)
    if isinstance(error, BusyError | ThrottledError):
        response.headers["retry-after"] = str(error.retry_after)
    return response


def _elsewhere(request: Request, error: Exception) -> Response:
    """Lead to where the person must go first, and back. Nothing that was sent is thrown away for that."""
    assert isinstance(error, SignedOutError | ElsewhereError)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    signed_out = isinstance(error, SignedOutError)
    if is_fragment(request):
        # Nothing to put into the page: its script sends the whole of it to where one signs in.
        return Response(status_code=error.status) if signed_out else failure(request, error.status, error.message)
    if request.method in SAFE_METHODS:
        return RedirectResponse(f"{error.location}?{urlencode({'next': here})}", 303)
    if signed_out:
        return render(request, "errors/signed_out.html", error.status, location=error.location)
    return failure(request, error.status, error.message)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code >= SERVER_ERRORS:
        response = _logged(request, error.status_code, "failure", error)
    else:
        response = failure(request, error.status_code)
        if error.status_code == TOO_LARGE:  # its length was not announced, so no middleware could refuse it
            note(request.method, request.url.path, TOO_LARGE)
    response.headers.update(error.headers or {})
    return response


def _invalid(request: Request, _error: Exception) -> Response:
    return failure(request, 422)


def _database_error(request: Request, error: Exception) -> Response:
    response = _logged(request, 503, "database unavailable", error)
    response.headers["retry-after"] = "2"
    return response


def _unexpected(request: Request, error: Exception, headers: Mapping[str, str]) -> Response:
    reference = token_hex(4)
    log.error("unexpected failure %s at %s %s", reference, request.method, request.url.path, exc_info=error)
    response = failure(request, 500, reference=reference)
    response.headers.update({**headers, **UNKEPT})
    return response


def _logged(request: Request, status: int, what: str, error: Exception, message: str = "") -> Response:
    """Answer with a reference that leads to the line in the log."""
    reference = token_hex(4)
    log.error("%s %s at %s %s: %s", what, reference, request.method, request.url.path, error)
    return failure(request, status, message, reference)
