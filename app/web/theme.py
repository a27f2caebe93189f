"""The theme a person chose, kept in a cookie."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.web.errors import is_fragment
from app.web.templates import THEME_COOKIE

router = APIRouter()
A_YEAR = 365 * 24 * 3600


@router.post("/theme")
async def choose_theme(
    request: Request,
    theme: Annotated[Literal["system", "light", "dark"], Form()],
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Keep the theme and go back to the page the person was on."""
    response = Response(status_code=204) if is_fragment(request) else RedirectResponse(_own_path(back), 303)
    response.set_cookie(THEME_COOKIE, theme, max_age=A_YEAR, httponly=True, samesite="lax")
    return response


def _own_path(path: str) -> str:
    """Return ``path`` when it stays on this site, else the home page."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
