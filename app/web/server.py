"""Runs the application under uvicorn."""

from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from app.settings import Settings
from app.web import logs

GRACE_SECONDS = 5


def serve(settings: Settings, make_app: Callable[[], ASGIApp]) -> None:
    """Serve what ``make_app`` returns until the process is told to stop, and print the address. Blocks."""
    print(f"KAM Maturity: {settings.base}", flush=True)  # noqa: T201 - this is what the person waits for
    uvicorn.run(
        make_app,
        factory=True,
        host=settings.host,
        port=settings.port,
        log_config=logs.CONFIG,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
