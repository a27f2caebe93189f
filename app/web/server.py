"""Runs the application under uvicorn."""

import uvicorn

from app.settings import Settings

GRACE_SECONDS = 5


def serve(settings: Settings) -> None:
    """Serve until the process is told to stop, and print the address. Blocks."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"KAM Maturity: http://{host}:{settings.port}", flush=True)  # noqa: T201 - this is what the person waits for
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
