"""Whether the process is alive, and whether it can serve."""

from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient

from app.db.migrations import downgrade, migrate
from app.main import create_app
from app.settings import Settings
from tests.conftest import HOST
from tests.databases import Database


def ask(app: FastAPI, path: str = "/readyz") -> tuple[int, dict[str, object]]:
    response = TestClient(app, base_url=HOST).get(path)
    assert response.headers["content-type"] == "application/json"
    return response.status_code, response.json()


def test_a_process_that_answers_is_alive(app: FastAPI) -> None:
    assert ask(app, "/healthz") == (200, {"status": "pass"})


def test_it_is_ready_on_a_database_of_its_schema(app: FastAPI) -> None:
    assert ask(app) == (200, {"status": "pass", "checks": {"database": "pass", "migrations": "pass"}})


def test_it_is_not_ready_on_any_other_schema(database: Database) -> None:
    app = create_app(Settings(database_url=database.another("health"), warm_reports=False))
    engine = app.state.engine
    not_migrated = (503, {"status": "fail", "checks": {"database": "pass", "migrations": "fail"}})
    assert ask(app) == not_migrated
    migrate(engine)
    assert ask(app)[0] == 200
    downgrade(engine, "0001")
    assert ask(app) == not_migrated
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert ask(app) == not_migrated
    app.state.renderer.close()
    engine.dispose()


def test_it_is_not_ready_without_a_database_but_alive(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path}", warm_reports=False))
    assert ask(app) == (503, {"status": "fail", "checks": {"database": "fail", "migrations": "fail"}})
    assert ask(app, "/healthz")[0] == 200
    app.state.renderer.close()
    app.state.engine.dispose()
