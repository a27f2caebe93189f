"""Pages as they were drawn last, for whoever comes back to one that says the same.

A page is made of what was read for it just now and of nothing else, so one of which the same was read again is the
same: what is kept is compared with all of that, and so is never out of date, whichever process changed something.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.db.recent import Recent
from app.web.templates import acting_of, draw, setting_of

R = TypeVar("R")
KEPT = 200  # pages, of some 40 KB each
LARGEST = 128 * 1024  # bytes of a page that is kept: all of them together take 25 MB, be they as full as they may


class _Page(NamedTuple):
    read: tuple[Any, ...]
    body: bytes


_PAGES: Recent[tuple[object, ...], _Page] = Recent(KEPT)


def render_again(
    request: Request, template: str, read: R, context: Callable[[R], Mapping[str, object]]
) -> HTMLResponse:
    """Render a page as ``render`` does, or answer with it as it was, when this person's last one had the same read.

    ``read`` is what was read for it, and must not change afterwards. ``context`` makes of it, and of nothing that could
    change, what the template is given. The template sees nothing else of the request but its path and the theme.
    """
    setting, acting = setting_of(request), acting_of(request)
    person = request.state.person
    name = template, setting["path"], setting["theme"], person.person_id
    all_read = read, acting["member"], person
    page = _PAGES.get(name)
    if page is None or page.read != all_read:
        page = _Page(all_read, draw(template, **{**acting, **setting, **context(read)}).encode())
        if len(page.body) <= LARGEST:
            _PAGES.put(name, page)
    return HTMLResponse(page.body)
