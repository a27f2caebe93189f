"""What a person sees when something goes wrong: a calm page, or a fragment where one was asked for."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import PoolProxiedConnection, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from app.accounts import sessions
from app.db import engine as engines
from app.db.engine import writing
from app.errors import AppError, BusyError, ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from app.main import create_app
from app.settings import Settings
from app.web import errors
from app.web.failures import MESSAGES, TITLES
from tests.conftest import Scribe, browser_of
from tests.databases import Database
from tests.pages import words

FRAGMENT = {"hx-request": "true"}
SECRETS = ("select", "insert", "sqlalchemy", "sqlite3", "psycopg", "traceback", "site-packages", "/app/")


def client_of(app: FastAPI) -> TestClient:
    return browser_of(app, "Dana Director")


def failing_with(error: Exception) -> TestClient:
    """Return an application that fails in this way at /."""
    app = FastAPI()
    app.state.settings = Settings()
    errors.install(app)

    @app.get("/")
    def fail() -> None:
        raise error

    return client_of(app)


APP_ERRORS = [
    (AppError("Not like that."), 400, "Not understood"),
    (ForbiddenError("Not you."), 403, "Not yours to do"),
    (NotFoundError(), 404, "Not found"),
    (ConflictError("Too late."), 409, "Not possible now"),
    (InvalidInputError("Not this."), 422, "Not accepted"),
    (BusyError("Not now."), 503, "Too busy right now"),
]


@pytest.mark.parametrize(("error", "status", "title"), APP_ERRORS, ids=str)
def test_an_expected_failure_is_a_page(error: AppError, status: int, title: str) -> None:
    response = failing_with(error).get("/")
    assert response.status_code == status
    assert response.text.startswith("<!DOCTYPE html>")
    assert f"<h1>{title}</h1>" in response.text
    assert error.message in words(response.text)
    assert 'href="/"' in response.text


@pytest.mark.parametrize(("error", "status", "title"), APP_ERRORS, ids=str)
def test_or_a_fragment_where_one_was_asked_for(error: AppError, status: int, title: str) -> None:
    response = failing_with(error).get("/", headers=FRAGMENT)
    assert response.status_code == status
    assert words(response.text).partition(" Reference ")[0] == error.message
    assert "<html" not in response.text


def test_being_busy_says_when_to_come_back() -> None:
    assert failing_with(BusyError("Not now.", retry_after=7)).get("/").headers["retry-after"] == "7"
    assert "retry-after" not in failing_with(ConflictError("Too late.")).get("/").headers


@pytest.mark.parametrize(
    "error", [BusyError("Not now."), OperationalError("SELECT 1", {}, Exception("locked")), HTTPException(503)], ids=str
)
def test_what_is_wrong_on_our_side_has_a_reference_that_is_in_the_log(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    told = words(failing_with(error).get("/").text)
    reference = told.partition("give the reference ")[2].partition(".")[0]
    assert len(reference) == 8
    [record] = [record for record in caplog.records if record.name == "app.web.errors"]
    assert reference in record.getMessage()


@pytest.mark.parametrize("status", sorted(MESSAGES))
@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
def test_every_status_has_words_of_its_own(status: int, headers: dict[str, str]) -> None:
    response = failing_with(HTTPException(status)).get("/", headers=headers)
    assert response.status_code == status
    assert MESSAGES[status] in words(response.text)
    assert ("<html" in response.text) == (headers == {})
    assert (f"<h1>{TITLES[status]}</h1>" in response.text) == (headers == {})


def test_a_status_without_words_takes_those_of_a_request_that_makes_no_sense() -> None:
    assert MESSAGES[400] in words(failing_with(HTTPException(418)).get("/").text)


def test_a_message_is_never_taken_for_markup() -> None:
    assert "<b>" not in failing_with(ConflictError("<b>bold</b>")).get("/").text


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("DELETE", "/", 405), ("GET", "/cycles/x", 422), ("GET", "/static/nothing.css", 404)],
)
def test_what_is_not_there_or_makes_no_sense_is_answered_in_words(
    client: TestClient, method: str, path: str, status: int, headers: dict[str, str]
) -> None:
    response = client.request(method, path, headers=headers)
    assert response.status_code == status
    assert MESSAGES[status] in words(response.text)
    assert ("<html" in response.text) == (headers == {})


def test_a_method_that_is_not_there_names_those_that_are(client: TestClient) -> None:
    assert client.delete("/healthz").headers["allow"] == "GET"


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
def test_an_unexpected_failure_shows_a_reference_and_logs_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, headers: dict[str, str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("SELECT secret FROM /app/vault")

    monkeypatch.setattr(sessions, "find", fail)
    response = client.get("/", headers=headers)
    assert response.status_code == 500
    told = words(response.text)
    assert "What you saved earlier is safe" in told
    assert not [secret for secret in SECRETS if secret in response.text.lower()]
    [record] = [record for record in caplog.records if record.name == "app.web.errors"]
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
    _, reference, method, path = record.getMessage().removeprefix("unexpected ").replace(" at", "").split()
    assert (method, path) == ("GET", "/")
    assert reference in told


def test_two_failures_have_two_references() -> None:
    client = failing_with(RuntimeError())
    assert client.get("/").text != client.get("/").text


def unavailable(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 503
    assert response.headers["retry-after"] == "2"
    assert MESSAGES[503] in words(response.text)
    assert not [secret for secret in SECRETS if secret in response.text.lower()]


@pytest.mark.parametrize(
    "error", [OperationalError("SELECT 1", {}, Exception("locked")), PoolTimeoutError("no connection")], ids=str
)
def test_a_database_that_does_not_answer_is_a_pause(error: Exception) -> None:
    unavailable(failing_with(error), "/")


@pytest.fixture
def nowhere(database: Database, tmp_path: Path) -> Iterator[TestClient]:
    """The application on a database that is not there."""
    missing = tmp_path.as_posix() if database.url.startswith("sqlite") else "kam_test_that_is_not_there"
    url = make_url(database.url).set(database=missing).render_as_string(hide_password=False)
    app = create_app(Settings(database_url=url, warm_reports=False))
    yield client_of(app)
    app.state.renderer.close()
    app.state.engine.dispose()


def test_a_missing_database_is_a_pause(nowhere: TestClient) -> None:
    unavailable(nowhere, "/")


def test_a_missing_database_leaves_the_process_alive(nowhere: TestClient) -> None:
    assert nowhere.get("/healthz").status_code == 200
    assert nowhere.get("/method").status_code == 503


def test_a_database_without_tables_is_no_secret_either(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, warm_reports=False))
    unavailable(client_of(app), "/")
    app.state.renderer.close()
    app.state.engine.dispose()


@pytest.fixture
def impatient(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    """The application on the same database, which waits for no lock."""
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 0)
    url = make_url(database.url)
    if url.get_backend_name() == "postgresql":
        url = url.update_query_dict({"options": "-c lock_timeout=1"})
    app = create_app(Settings(database_url=url.render_as_string(hide_password=False), warm_reports=False))
    yield app
    app.state.renderer.close()
    app.state.engine.dispose()


def test_a_locked_database_is_a_pause_and_keeps_what_was_written_to_itself(
    scribe: Scribe, impatient: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    cycle_id = scribe.start()
    scribe.session.execute(text("SELECT id FROM assessments" + _for_update(scribe)))
    form = {"note": "Nobody but us may read this.", "version": "0"}
    address = f"/cycles/{cycle_id}/cells/A/kam_unit/note"
    refused = client_of(impatient).post(address, data=form)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert "did not save this" in words(refused.text)
    assert "database unavailable" in caplog.text
    assert "Nobody but us" not in caplog.text
    scribe.session.rollback()
    assert client_of(impatient).post(address, data=form).status_code == 200


def _for_update(scribe: Scribe) -> str:
    return " FOR UPDATE" if scribe.session.get_bind().dialect.name == "postgresql" else ""


def test_a_failed_commit_is_never_called_saved(app: FastAPI, client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    form = {"kind": "score", "value": "2", "revision": "1"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.state.engine.dialect, "do_commit", _fail)
        response = client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/choice", data=form)
    assert response.status_code == 503
    assert "kam-stored" not in response.headers
    with writing(app.state.engine) as session:
        assert session.execute(text("SELECT count(*) FROM answers")).scalar() == 0


def _fail(connection: PoolProxiedConnection) -> None:
    connection.rollback()  # as a database does that can't commit
    raise OperationalError("COMMIT", {}, Exception("disk full"))
