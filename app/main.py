"""Puts the application together: the only file that knows every feature."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.gzip import GZipMiddleware

from app.accounts import installation_routes as installation
from app.accounts import reset_routes as reset
from app.accounts import set_up_routes as set_up
from app.accounts import sign_in_routes as sign_in
from app.assessments import routes as assessments
from app.assessments import scoring_routes as scoring
from app.db.engine import make_engine
from app.reports import routes as reports
from app.reports.renderer import Renderer
from app.settings import ROOT, Settings, get_settings
from app.web import errors, health, theme
from app.web.security import MAX_BODY, AnnouncedBody, KnownHost, SameOrigin, SecurityHeaders
from app.web.static import KeptFiles
from app.web.turns import make_write_turns

# More threads only wait for each other: 40 of them gave a trivial handler a p99 of 41 ms, 4 gave 6 ms.
THREADS = 8


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application for these settings, by default those of the environment."""
    settings = settings or get_settings()
    app = FastAPI(
        title="KAM Maturity",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        lifespan=_lifespan,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(KnownHost, hosts=settings.hosts),
            Middleware(SameOrigin),
            Middleware(AnnouncedBody, limit=MAX_BODY),
            Middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY),
        ],
    )
    app.state.settings = settings
    app.state.engine = make_engine(settings.database)
    app.state.write_turns = make_write_turns(app.state.engine)
    app.state.renderer = Renderer()
    errors.install(app)
    for feature in (scoring, assessments, reports, sign_in, set_up, reset, installation, health, theme):
        app.include_router(feature.router)
    app.mount("/static", GZipMiddleware(KeptFiles(directory=ROOT / "static"), compresslevel=5))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    if app.state.settings.warm_reports:
        app.state.renderer.warm()
    gc.collect()
    gc.freeze()  # what start-up made stays: collecting it again and again would cost a page 60 ms now and then
    yield
    app.state.renderer.close()
    app.state.engine.dispose()
