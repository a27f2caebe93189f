"""Rules of this code base that no linter knows."""

import ast
import inspect
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
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

# Its job is to be ended by somebody else, in a process of its own.
SLEEPS_UNTIL_IT_IS_ENDED = {"tests/reports/test_draw_in_another_process.py"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def comments(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        yield from (token.string for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT)


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_file_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_nothing_is_left_to_be_done(path: Path) -> None:
    assert not [comment for comment in comments(path) if re.search(r"\b(TODO|FIXME|XXX)\b", comment)]


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_every_exception_from_a_rule_has_its_reason(path: Path) -> None:
    for comment in comments(path):
        if "noqa" in comment:
            assert re.search(r"noqa: [A-Z0-9, ]+ - \w", comment), comment
        if "type: ignore" in comment:
            assert re.search(r"type: ignore\[[a-z, -]+\]\s+# \w", comment), comment


@pytest.mark.parametrize("path", [path for path in APP if path.name == "models.py"], ids=name)
def test_tables_are_read_while_running(path: Path) -> None:
    assert "from __future__ import annotations" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [path for path in APP if name(path) not in MAY_TOUCH_THE_ENVIRONMENT], ids=name)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    for node in ast.walk(tree(path)):
        assert not (isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"})


@pytest.mark.parametrize("path", APP, ids=name)
def test_what_day_it_is_is_asked_in_one_place(path: Path) -> None:
    asks = re.search(r"now\((UTC)?\)\.date\(\)|import (.*, )?today\b", path.read_text(encoding="utf-8"))
    assert (asks is not None) == (name(path) == "app/web/dates.py")


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


@pytest.mark.parametrize("path", [path for path in PYTHON if "tests" in path.parts], ids=name)
def test_no_test_sleeps(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sleep":
            lets_others_go_on = [ast.unparse(argument) for argument in node.args] == ["0"]
            assert lets_others_go_on or name(path) in SLEEPS_UNTIL_IT_IS_ENDED


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
