"""Puts the application together: the only file that knows every feature."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from app.accounts import audit_routes as audit
from app.accounts import choosing_routes as choosing
from app.accounts import installation_routes as installation
from app.accounts import invitation_routes as invitations
from app.accounts import member_routes as members
from app.accounts import oidc_routes as provider_sign_in
from app.accounts import organisation_routes as organisations
from app.accounts import profile_routes as profile
from app.accounts import reset_routes as reset
from app.accounts import second_factor_routes as second_factor
from app.accounts import second_step_routes as second_step
from app.accounts import set_up_routes as set_up
from app.accounts import sign_in_routes as sign_in
from app.accounts import unit_routes as units
from app.accounts.cookies import session_cookie
from app.assessments import routes as assessments
from app.assessments import scoring_routes as scoring
from app.db.engine import make_engine
from app.plans import action_routes as actions
from app.plans import comment_routes as comments
from app.plans import plan_routes as plans
from app.plans import review_routes as reviews
from app.plans import step_routes as steps
from app.plans import target_routes as targets
from app.reports import compare_routes as compare
from app.reports import downloads
from app.reports import history_routes as history
from app.reports import peer_routes as peers
from app.reports import routes as reports
from app.reports import timeline_routes as timeline
from app.reports import trend_chart_routes as trend_charts
from app.reports.renderer import Renderer
from app.settings import ROOT, Settings, get_settings
from app.web import errors, health, theme
from app.web.security.bodies import USUAL, AnnouncedBody
from app.web.security.headers import SecurityHeaders, headers_for
from app.web.security.hosts import KnownHost
from app.web.security.origins import SameOrigin, origins_of
from app.web.security.rates import RequestRate
from app.web.static import KeptFiles
from app.web.stopping import told_to_stop
from app.web.turns import make_read_turns, make_write_turns
from app.workshops import closing_routes as workshop_closing
from app.workshops import deciding_routes as workshop_deciding
from app.workshops import door_routes as workshop_door
from app.workshops import join_routes as join
from app.workshops import leading_routes as workshops
from app.workshops import opening_routes as workshop_opening
from app.workshops import participant_routes as participants
from app.workshops import screen_routes as workshop_screen
from app.workshops import voting_routes as voting
from app.workshops.live import Hub
from app.workshops.tidying import closing_what_is_due
from app.workshops.watching import watcher

if TYPE_CHECKING:
    from app.accounts.oidc import Provider

# More threads only wait for each other: 40 of them gave a trivial handler a p99 of 41 ms, 4 gave 6 ms.
THREADS = 8
FEATURES = (
    voting,  # first what is asked for most: a request is compared with one route after the other
    participants,
    scoring,
    reports,
    assessments,
    timeline,  # its address looks like an action's
    actions,
    plans,
    steps,
    targets,
    downloads,
    history,
    reviews,
    comments,
    trend_charts,
    compare,
    peers,
    workshop_opening,
    workshops,
    workshop_door,
    workshop_deciding,
    workshop_closing,
    workshop_screen,
    sign_in,
    second_step,
    provider_sign_in,
    profile,
    second_factor,
    set_up,
    reset,
    invitations,
    choosing,
    members,
    units,
    organisations,
    audit,
    installation,
    join,
    health,
    theme,
)


def create_app(settings: Settings | None = None, renderer: Renderer | None = None) -> FastAPI:
    """Return the application for these settings, by default those of the environment.

    ``renderer`` may be warming up already; without one the application has its own.
    """
    settings = settings or get_settings()
    app = FastAPI(
        title="KAM Maturity",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        lifespan=_lifespan,
        middleware=_defences(settings),
    )
    app.state.settings = settings
    app.state.engine = make_engine(settings.database)
    app.state.read_turns = make_read_turns(app.state.engine)
    app.state.write_turns = make_write_turns(app.state.engine)
    app.state.renderer = renderer or Renderer()
    app.state.hub = Hub(watcher(app.state.engine))
    app.state.provider = _provider(settings)
    errors.install(app, headers_for(settings.base))
    app.mount("/static", KeptFiles(directory=ROOT / "static"))
    for feature in FEATURES:
        # Not include_router: it takes every route apart a second time, and matches each twice for a request.
        app.router.routes.extend(feature.router.routes)
    return app


def _defences(settings: Settings) -> list[Middleware]:
    cookie = session_cookie(settings).name
    return [
        Middleware(SecurityHeaders, headers=headers_for(settings.base)),
        Middleware(KnownHost, hosts=settings.hosts),
        Middleware(RequestRate, per_minute=settings.requests_per_minute, cookie=cookie),
        Middleware(SameOrigin, origins=origins_of(settings.base, settings.hosts), cookie=cookie),
        Middleware(AnnouncedBody),
        Middleware(RequestBodyLimitMiddleware, max_body_size=USUAL),
    ]


def _provider(settings: Settings) -> "Provider | None":
    if not settings.oidc_issuer:
        return None
    from app.accounts.oidc import Provider  # noqa: PLC0415 - 0.4 s and 17 MB that most installations spare

    return Provider(settings)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    if app.state.settings.warm_reports:
        app.state.renderer.warm()
    gc.freeze()  # what start-up made stays: collecting it again and again would cost a page 60 ms now and then
    gc.enable()  # kam serve loads without
    async with closing_what_is_due(app):
        with told_to_stop(app.state.hub.close):
            yield
    app.state.hub.close()
    app.state.renderer.close()
    app.state.engine.dispose()
