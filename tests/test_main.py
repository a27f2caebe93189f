"""Putting the application together, starting and ending it."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app import main
from app.main import create_app
from app.settings import Settings, get_settings
from tests.conftest import HOST


class Renderer:
    """Stands in for the processes that draw reports, and tells what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def warm(self) -> None:
        self.asked.append("warm")

    def close(self) -> None:
        self.asked.append("close")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def thawed() -> Iterator[None]:
    """Undo what the start-up does to this process."""
    yield
    gc.unfreeze()


def built(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    monkeypatch.setattr(main, "Renderer", Renderer)
    return create_app(settings)


@pytest.mark.usefixtures("thawed")
def test_it_starts_the_report_process_and_ends_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = built(settings, monkeypatch)
    assert app.state.renderer.asked == []
    with TestClient(app, base_url=HOST) as client:
        assert app.state.renderer.asked == ["warm"]
        assert client.get("/healthz").status_code == 200
    assert app.state.renderer.asked == ["warm", "close"]


@pytest.mark.usefixtures("thawed")
def test_it_starts_it_with_the_first_report_when_told_to(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = built(settings.model_copy(update={"warm_reports": False}), monkeypatch)
    with TestClient(app, base_url=HOST):
        assert app.state.renderer.asked == []


@pytest.mark.usefixtures("thawed")
def test_what_start_up_made_is_never_collected(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(built(settings, monkeypatch), base_url=HOST):
        assert gc.get_freeze_count() > 0


def test_it_reads_the_environment_when_not_told_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(main, "Renderer", Renderer)
    get_settings.cache_clear()
    app = create_app()
    get_settings.cache_clear()
    assert app.state.settings.data_dir == tmp_path / "data"
    assert str(app.state.engine.url) == f"sqlite:///{tmp_path}/data/kam.sqlite"
    app.state.engine.dispose()


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_it_shows_nobody_how_it_is_made(settings: Settings, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    app = built(settings, monkeypatch)
    assert TestClient(app, base_url=HOST).get(path).status_code == 404
    app.state.engine.dispose()
