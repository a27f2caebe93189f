"""Pages as they were drawn last, for whoever comes back to one that says the same.

A page is made of what its template is given and of nothing else, so one that is given the same again is the same: what
is kept is compared with everything that is given, and so is never out of date, whichever process changed something.
"""

from typing import Any, NamedTuple

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.db.recent import Recent
from app.web.templates import draw, setting_of

KEPT = 200  # pages, of some 40 KB each


class _Page(NamedTuple):
    given: dict[str, Any]
    body: bytes


_PAGES: Recent[tuple[str, str, str, int], _Page] = Recent(KEPT)


def render_again(
    request: Request,
    template: str,
    /,
    **context: Any,  # noqa: ANN401 - whatever the template needs
) -> HTMLResponse:
    """Render a page as ``render`` does, or answer with it as it was, when this person's last one was given the same.

    What is given must not change afterwards.
    """
    setting = setting_of(request)
    person = request.state.person
    given = {**context, "person": person, "state": request.state.member}
    name = template, setting["path"], setting["theme"], person.person_id
    page = _PAGES.get(name)
    if page is None or page.given != given:
        page = _Page(given, draw(template, request=request, **setting, **context).encode())
        _PAGES.put(name, page)
    return HTMLResponse(page.body)
