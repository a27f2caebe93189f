"""The theme a person chose, kept in a cookie."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.web.cookies import theme_cookie
from app.web.failures import is_fragment
from app.web.forms import FormModel, form_of
from app.web.paths import own_path

router = APIRouter()
A_YEAR = 365 * 24 * 3600


class ThemeForm(FormModel):
    """A theme, and the page to go back to."""

    theme: Literal["system", "light", "dark"]
    back: str = "/"


@router.post("/theme")
async def choose_theme(
    request: Request,
    form: Annotated[ThemeForm, form_of(ThemeForm)],
) -> Response:
    """Keep the theme and go back to the page the person was on."""
    response = Response(status_code=204) if is_fragment(request) else RedirectResponse(own_path(form.back), 303)
    theme_cookie(request.app.state.settings).put(response, form.theme, A_YEAR)
    return response
