"""What the server writes to standard error."""

import logging
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from app.web.logs import Line
from tests.conftest import visitor


def record(message: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord("app.web.errors", logging.WARNING, str(Path(__file__)), 1, message, arguments, info)
    made.created = 0.5
    return made


def test_a_line_says_when_in_utc_how_grave_where_and_what() -> None:
    assert Line().format(record("refused %d", 403)) == "1970-01-01T00:00:00Z WARNING app.web.errors: refused 403"


@pytest.mark.parametrize(
    ("character", "shown"), [("\n", "\\n"), ("\r", "\\r"), ("\x1b", "\\x1b"), ("\x9b", "\\x9b"), ("\u2028", "\\u2028")]
)
def test_no_character_forges_a_line(character: str, shown: str) -> None:
    line = Line().format(record("asked for %s", f"/a{character}b"))
    assert line.endswith(f": asked for /a{shown}b")


def test_what_explains_it_is_indented() -> None:
    with pytest.raises(ValueError, match="no number") as failed:
        raise ValueError("no number\n1970-01-01T00:00:00Z ERROR app: forged\x1b")
    lines = Line().format(record("failed", error=failed.value)).splitlines()
    assert len(lines) > 3
    assert all(line.startswith("    ") for line in lines[1:])
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"host": "evil.example"}, 400), ({"sec-fetch-site": "cross-site"}, 403), ({"content-length": "9" * 9}, 413)],
)
def test_a_refusal_is_a_line_without_the_query(
    app: FastAPI, caplog: pytest.LogCaptureFixture, headers: dict[str, str], status: int
) -> None:
    assert visitor(app).post("/theme?secret=1", headers=headers).status_code == status
    assert [line.getMessage() for line in caplog.records] == [f"refused with {status}: POST /theme"]


def test_a_body_of_unannounced_length_is_a_line_when_it_is_too_long(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = visitor(app).post("/theme?secret=1", content=iter([b"theme=" + b"x" * 70_000]), headers=kind)
    assert answer.status_code == 413
    assert [line.getMessage() for line in caplog.records] == ["refused with 413: POST /theme"]


def test_what_asks_too_often_is_a_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings(data_dir=tmp_path, warm_reports=False, requests_per_minute=1))
    browser = visitor(app)
    assert [browser.get("/forgotten-password?secret=1").status_code for _ in range(2)] == [200, 429]
    assert [line.getMessage() for line in caplog.records] == ["refused with 429: GET /forgotten-password"]
    app.state.engine.dispose()
