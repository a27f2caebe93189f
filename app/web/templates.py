"""Turns templates into pages. Autoescaped, and a name that is not there is an error, never an empty string."""

from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from app.settings import ROOT
from app.web.cookies import theme_cookie
from app.web.dates import clock, day, moment
from app.web.static import content_of

STATIC = ROOT / "static"
THEMES = ("system", "light", "dark")


class CompiledTemplates(FileSystemBytecodeCache):
    """What templates were compiled to, beside what Python keeps of modules, and as dispensable.

    The first page after a start would otherwise wait for the compiler. A template that was changed is compiled anew,
    and all are when this file was, which says how.
    """

    def __init__(self, folder: Path = Path(__file__).parent / "__pycache__", said: Path = Path(__file__)) -> None:
        how = sha256(said.read_bytes()).hexdigest()[:12]
        super().__init__(str(folder), f"jinja-{version('jinja2')}-{how}-%s.cache")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it where that is possible: an installation may be for reading only."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compile_all() -> None:
    """Compile every template, for an installation that is for reading only."""
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)


@cache
def environment() -> Environment:
    """Return the one template environment."""
    found = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=CompiledTemplates(),
        cache_size=-1,  # every template is kept: looking after fewer takes longer than drawing a small one
    )
    found.globals["asset"] = asset
    found.filters.update(day=day, clock=clock, moment=moment)
    return found


def render(
    request: Request,
    template: str,
    /,
    status: int = 200,
    **context: Any,  # noqa: ANN401 - whatever the template needs
) -> HTMLResponse:
    """Render a page or a fragment. Raises jinja2.UndefinedError when the context lacks a name."""
    return HTMLResponse(draw(template, request=request, **acting_of(request) | setting_of(request) | context), status)


def acting_of(request: Request) -> dict[str, Any]:
    """Return who every page says it is for: None where nobody was asked for."""
    return {name: getattr(request.state, name, None) for name in ("member", "person")}


def setting_of(request: Request) -> dict[str, Any]:
    """Return what every page is given of a request."""
    return {"path": request.scope["path"], "theme": _theme(request), "themes": THEMES}


def _theme(request: Request) -> str:
    if not request.cookies:  # nor an application, when a refusal is drawn for everybody
        return "system"
    theme = request.cookies.get(theme_cookie(request.app.state.settings).name, "")
    return theme if theme in THEMES else "system"


def draw(template: str, /, **context: Any) -> Markup:  # noqa: ANN401 - as for render
    """Return a piece of a page that is to be kept, and put into pages as it is. Raises as render does."""
    return Markup(environment().get_template(template).render(**context))  # noqa: S704 - a template escaped it


@cache
def asset(name: str) -> str:
    """Return the address of a static file; it changes with the content, so that browsers may keep it for good."""
    return f"/static/{name}?v={sha256(content_of(STATIC / name)).hexdigest()[:12]}"
