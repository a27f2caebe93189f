"""Running the application under uvicorn: one line to click on, and a server that says little."""

from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from app.settings import Settings
from app.web import logs, server


async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Answer nothing."""


def make_app() -> ASGIApp:
    return app


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Catch what uvicorn is asked for."""
    asked: dict[str, Any] = {}
    monkeypatch.setattr("app.web.server.uvicorn.run", lambda app, **options: asked.update(options, app=app))
    return asked


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:8123"), ("localhost", "http://localhost:8123"), ("::1", "http://[::1]:8123")],
)
def test_it_prints_its_address(
    run: dict[str, Any], capsys: pytest.CaptureFixture[str], host: str, address: str
) -> None:
    server.serve(Settings(host=host, port=8123), make_app)
    assert capsys.readouterr().out == f"KAM Maturity: {address}\n"
    assert (run["host"], run["port"], run["app"]) == (host, 8123, make_app)


def test_it_trusts_no_proxy_and_does_not_name_itself(run: dict[str, Any]) -> None:
    server.serve(Settings(), make_app)
    assert (run["proxy_headers"], run["server_header"], run["access_log"]) == (False, False, False)


def test_it_writes_lines_that_nothing_forges(run: dict[str, Any]) -> None:
    server.serve(Settings(), make_app)
    assert run["log_config"] is logs.CONFIG


def test_it_ends_within_seconds(run: dict[str, Any]) -> None:
    server.serve(Settings(), make_app)
    assert 0 < run["timeout_graceful_shutdown"] <= 10


def test_it_prints_what_people_reach_it_by(run: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    server.serve(Settings(host="0.0.0.0", base_url="https://kam.example.com/"), make_app)  # noqa: S104 - all of a container
    assert capsys.readouterr().out == "KAM Maturity: https://kam.example.com\n"
    assert run["host"] == "0.0.0.0"  # noqa: S104 - the same


def test_it_believes_the_proxies_that_it_is_told_of(run: dict[str, Any]) -> None:
    server.serve(Settings(trusted_proxies="10.0.0.7, 10.1.0.0/16"), make_app)
    assert run["proxy_headers"] is True
    assert run["forwarded_allow_ips"] == ["10.0.0.7", "10.1.0.0/16"]
