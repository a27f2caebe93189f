"""Rules of this code base that no linter knows."""

import ast
import inspect
import re
import subprocess
import sys
import tokenize
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.settings import ROOT
from tests.addresses import addresses

FOLDERS = ("app", "bench", "migrations", "scripts", "tests")
PYTHON = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
APP = [path for path in PYTHON if path.is_relative_to(ROOT / "app")]
LONGEST = 300
# One concurrency model: handlers are functions that a thread runs. These wait for nothing but the event loop.
ASYNC = {
    "healthz",
    "choose_theme",
    "chart",
    "trend_chart",
    "timeline",
    "board_pack",
    "sign_in",
    "sign_out",
    "give_code",
    "visit_provider",
    "come_back_from_provider",
    "change_password",
    "begin",
    "confirm",
    "accept_invitation",
    "set_up_once",
    "choose_password",
    "save_vote",
    "enter_the_code",
    "join",
}
# Verbs that come before anybody is signed in.
WITHOUT_MEMBER = {
    "accounts/service.py": {"get_first_director", "create_organisation", "found_organisation"},
    "accounts/invitations.py": {"look_at", "join", "join_anew"},
    "assessments/demo.py": {"fill"},
    "plans/demo.py": {"fill"},
}
SERVICES = (
    "accounts/service.py",
    "accounts/invitations.py",
    "accounts/logos.py",
    "accounts/members.py",
    "accounts/organisations.py",
    "accounts/units.py",
    "assessments/service.py",
    "assessments/answering.py",
    "assessments/demo.py",
    "plans/actions.py",
    "plans/comments.py",
    "plans/demo.py",
    "plans/review_reading.py",
    "plans/reviews.py",
    "plans/targets.py",
    "plans/promises.py",
)
# The process that draws reports sets a variable for a library that it loads.
MAY_TOUCH_THE_ENVIRONMENT = {"app/settings.py", "app/reports/worker.py"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


@cache
def comments() -> list[tuple[str, str]]:
    """Return every comment, and the file that it stands in."""
    return [
        (name(path), token.string)
        for path in PYTHON
        for token in tokenize.generate_tokens(StringIO(text(path)).readline)
        if token.type == tokenize.COMMENT
    ]


def test_a_file_is_short() -> None:
    assert [name(path) for path in PYTHON if len(text(path).splitlines()) > LONGEST] == []


def test_nothing_is_left_to_be_done() -> None:
    left = re.compile(r"\b(TODO|FIXME|XXX)\b")
    assert [found for found in comments() if left.search(found[1])] == []


@pytest.mark.parametrize(
    ("exception", "with_reason"),
    [("noqa", r"noqa: [A-Z0-9, ]+ - \w"), ("type: ignore", r"type: ignore\[[a-z, -]+\]\s+# \w")],
)
def test_every_exception_from_a_rule_has_its_reason(exception: str, with_reason: str) -> None:
    exceptions = [found for found in comments() if exception in found[1]]
    assert exceptions
    assert [found for found in exceptions if not re.search(with_reason, found[1])] == []


def test_tables_are_read_while_running() -> None:
    models = [path for path in APP if path.name == "models.py"]
    assert models
    assert [name(path) for path in models if "from __future__ import annotations" in text(path)] == []


def test_only_the_settings_read_the_environment() -> None:
    touched = {"environ", "getenv"}
    touching = {
        name(path)
        for path in APP
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in touched
    }
    assert touching == MAY_TOUCH_THE_ENVIRONMENT


def test_what_day_it_is_is_asked_in_one_place() -> None:
    asks = re.compile(r"now\((UTC)?\)\.date\(\)|import (.*, )?today\b")
    assert [name(path) for path in APP if asks.search(text(path))] == ["app/web/dates.py"]


@pytest.mark.parametrize("path", SERVICES)
def test_every_verb_takes_the_acting_member(path: str) -> None:
    verbs = [
        node for node in tree(ROOT / "app" / path).body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"
    ]
    for verb in verbs:
        taken = [argument.arg for argument in verb.args.args]
        if taken[:1] == ["session"]:
            assert (taken[1:2] == ["member"]) != (verb.name in WITHOUT_MEMBER.get(path, set())), verb.name


def test_handlers_run_in_threads(app: FastAPI) -> None:
    # What one is wrapped in may wait in the event loop for its turn, and then runs it in a thread.
    handlers = [inspect.unwrap(address.endpoint) for address in addresses(app)]
    assert {handler.__name__ for handler in handlers if inspect.iscoroutinefunction(handler)} == ASYNC


def test_the_server_starts_without_what_few_requests_need() -> None:
    heavy = (
        "alembic",
        "authlib",
        "joserfc",
        "matplotlib",
        "openpyxl",
        "pikepdf",
        "segno",
        "weasyprint",
        "xlsxwriter",
        "zxcvbn",
    )
    code = f"import sys, app.main; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_no_test_sleeps() -> None:
    tests = [path for path in PYTHON if path.is_relative_to(ROOT / "tests")]
    assert tests
    assert [name(path) for path in tests if any(map(sleeps, ast.walk(tree(path))))] == []


def sleeps(node: ast.AST) -> bool:
    """Tell whether this is a call of sleep, but for one that only lets others go on."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sleep"):
        return False
    return [ast.unparse(argument) for argument in node.args] != ["0"]


@pytest.mark.parametrize("folder", ["templates", "tests"])
def test_features_have_the_same_name_everywhere(folder: str) -> None:
    features = {path.name for path in (ROOT / "app").iterdir() if path.is_dir() and path.name[0] not in "_."}
    others = {"templates": {"shared", "errors"}, "tests": {"browser", "scripts", "bench"}}
    found = {path.name for path in (ROOT / folder).iterdir() if path.is_dir() and path.name[0] not in "_."}
    assert found - others[folder] <= features


@pytest.mark.parametrize("suffix", ["css", "js"])
def test_no_asset_of_ours_reaches_for_another_site(suffix: str) -> None:
    assets = sorted((ROOT / "static").glob(f"*.{suffix}"))
    assert assets
    for path in assets:
        assert not re.search(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}/", path.read_text(encoding="utf-8"))
