"""Set-up asks Debian for what is missing, or says in one line what to ask for."""

import subprocess
import sys

import pytest

from scripts.machine import Need, Unprepared, command, library, provide

THERE = Need("there", lambda: True)
MISSING = Need("missing", lambda: False)


class Apt:
    """Stands in for the machine: remembers what was run, and has each package once it was installed."""

    def __init__(self):
        self.commands = []

    def run(self, words, **_):
        self.commands.append(words)
        return subprocess.CompletedProcess(words, 1 if words[1:] == ["-n", "true"] else 0)

    def need(self, package):
        return Need(package, lambda: any(words[-1] == package for words in self.commands))


@pytest.fixture
def apt(monkeypatch):
    apt = Apt()
    monkeypatch.setattr("subprocess.run", apt.run)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    return apt


def test_it_runs_nothing_when_nothing_is_missing(apt):
    provide([THERE])
    assert apt.commands == []


def test_it_fetches_the_lists_and_then_installs_only_what_is_missing(apt):
    provide([THERE, apt.need("libpango")])
    lists, packages = apt.commands
    assert lists[-1] == "update"
    assert packages[packages.index("install") :] == ["install", "-y", "--no-install-recommends", "libpango"]
    assert packages[0] == "env"


def test_it_says_so_when_a_package_does_not_bring_what_it_should(apt):
    with pytest.raises(Unprepared, match=r"still not found .*: missing$"):
        provide([MISSING])
    assert len(apt.commands) == 2


@pytest.mark.usefixtures("apt")
def test_it_names_every_package_in_one_line_to_someone_who_may_not_install(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda name: None if name == "sudo" else name)
    with pytest.raises(Unprepared) as stop:
        provide([MISSING, THERE, Need("chromium", lambda: False)])
    message = str(stop.value)
    assert message.endswith("apt-get install --no-install-recommends missing chromium")
    assert "\n" not in message


def test_it_does_not_wait_for_a_password_where_nobody_can_type_one(apt, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(Unprepared, match="apt-get install"):
        provide([MISSING])
    assert apt.commands == [["/usr/bin/sudo", "-n", "true"]]


def test_it_installs_with_sudo_when_someone_can_type_the_password(apt, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    provide([apt.need("libpango")])
    assert [words[0] for words in apt.commands[1:]] == ["/usr/bin/sudo", "/usr/bin/sudo"]


def test_it_finds_libraries_and_commands_where_they_are_used_from():
    assert library("libc6", "libc.so.6").is_there()
    assert not library("nothing", "libc.so.6", "libkam-does-not-exist.so.1").is_there()
    assert command("coreutils", "ls").is_there()
    assert not command("nothing", "ls", "kam-does-not-exist").is_there()
