"""Turns what went wrong into a calm page, or into a fragment for a request that asked for one."""

import logging
from http import HTTPStatus
from secrets import token_hex
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.errors import AppError, BusyError, ElsewhereError, SignedOutError, ThrottledError
from app.web.security import HEADERS, SAFE_METHODS, UNKEPT
from app.web.templates import render

log = logging.getLogger(__name__)

MESSAGES = {
    400: "The request could not be understood. Go back and try again.",
    404: "There is nothing here, or it is not yours to see.",
    405: "That can’t be done here.",
    413: "That is more than this page takes. Shorten it and try again.",
    422: "Something in the request can’t be used. Go back, check what you entered, and try again.",
    500: "Something went wrong on our side. What you saved earlier is safe.",
    503: "The server is busy and did not save this. Try again in a moment.",
}


def is_fragment(request: Request) -> bool:
    """Whether a part of a page was asked for, not a page."""
    return "hx-request" in request.headers


def install(app: FastAPI) -> None:
    """Answer every failure of ``app`` with a page or a fragment of the right status."""
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(SignedOutError, _elsewhere)
    app.add_exception_handler(ElsewhereError, _elsewhere)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(OperationalError, _database_error)
    app.add_exception_handler(PoolTimeoutError, _database_error)
    app.add_exception_handler(Exception, _unexpected)


def _answer(request: Request, status: int, message: str, reference: str = "") -> Response:
    template = "errors/_message.html" if is_fragment(request) else "errors/page.html"
    title = HTTPStatus(status).phrase
    return render(request, template, status, error=message, error_title=title, reference=reference)


def _app_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    response = _answer(request, error.status, error.message)
    if isinstance(error, BusyError | ThrottledError):
        response.headers["retry-after"] = str(error.retry_after)
    return response


def _elsewhere(request: Request, error: Exception) -> Response:
    """Send a page to where the person must go first, and back. Nothing that was sent is thrown away for that."""
    assert isinstance(error, SignedOutError | ElsewhereError)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method in SAFE_METHODS and not is_fragment(request):
        return RedirectResponse(f"{error.location}?{urlencode({'next': here})}", 303)
    return _answer(request, error.status, error.message)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = _answer(request, error.status_code, MESSAGES.get(error.status_code, MESSAGES[400]))
    response.headers.update(error.headers or {})
    return response


def _invalid(request: Request, _error: Exception) -> Response:
    return _answer(request, 422, MESSAGES[422])


def _database_error(request: Request, error: Exception) -> Response:
    log.error("database unavailable: %s", error)
    response = _answer(request, 503, MESSAGES[503])
    response.headers["retry-after"] = "2"
    return response


def _unexpected(request: Request, error: Exception) -> Response:
    reference = token_hex(4)
    log.error("unexpected failure %s at %s %s", reference, request.method, request.url.path, exc_info=error)
    response = _answer(request, 500, MESSAGES[500], reference)
    response.headers.update(HEADERS | UNKEPT)  # this answer does not pass the middlewares
    return response
