"""What people read when something goes wrong: a calm page, or a fragment where one was asked for."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.web.templates import render

MESSAGES = {
    400: "The request could not be understood. Go back and try again.",
    401: "You are not signed in, or no longer. Sign in to go on.",
    403: "That is not yours to do here.",
    404: "There is nothing here, or it is not yours to see.",
    405: "That can’t be done here.",
    409: "Somebody else changed this meanwhile. Go back, reload the page and try again.",
    413: "That is more than this page takes. Shorten it and try again.",
    422: "Something in the request can’t be used. Go back, check what you entered, and try again.",
    429: "That was a lot at once. Wait a minute and try again.",
    500: "Something went wrong on our side. What you saved earlier is safe.",
    503: "The server is busy and did not save this. Try again in a moment.",
}
TITLES = {
    400: "Not understood",
    401: "You are signed out",
    403: "Not yours to do",
    404: "Not found",
    405: "Not possible here",
    409: "Not possible now",
    413: "Too much to take",
    422: "Not accepted",
    429: "Too much at once",
    500: "Something went wrong",
    503: "Too busy right now",
}


def is_fragment(request: Request) -> bool:
    """Whether a part of a page was asked for, not a page."""
    return "hx-request" in request.headers


def failure(request: Request, status: int, message: str = "", reference: str = "") -> HTMLResponse:
    """Return the page or fragment that says what went wrong. ``reference`` leads to the line in the log."""
    return render(
        request,
        "errors/_message.html" if is_fragment(request) else "errors/page.html",
        status,
        error=message or MESSAGES.get(status, MESSAGES[400]),
        error_title=TITLES.get(status, TITLES[400]),
        reference=reference,
    )
