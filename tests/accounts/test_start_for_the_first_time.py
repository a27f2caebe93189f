"""What a server does at its start while there is no administrator: print a link, or do as its settings say."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import first_start, passwords, set_up
from app.accounts.models import Membership, Organisation, Person
from app.accounts.service import create_organisation
from app.errors import InvalidInputError
from app.settings import Settings
from tests.accounts.conftest import BASE, PASSWORD, Kam
from tests.accounts.trail import acts
from tests.conftest import Cast
from tests.databases import contents


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """What is served, instead of serving it."""
    served: list[Settings] = []
    monkeypatch.setattr("app.web.server.serve", lambda settings, _make_app: served.append(settings))
    return served


def link_in(result: Result) -> str:
    """Return the path of the link that was printed last."""
    link: str = result.stdout.splitlines()[-1]
    assert link.startswith(f"{BASE}/set-up/")
    return link.removeprefix(BASE)


def test_it_prints_a_link(kam: Kam, served: list[Settings], guest: TestClient) -> None:
    result = kam("serve")
    assert (result.exit_code, len(served)) == (0, 1)
    assert "not set up yet" in result.stdout
    assert guest.get(link_in(result)).status_code == 200


def test_each_start_takes_the_older_one_back(kam: Kam, served: list[Settings], guest: TestClient) -> None:
    first, second = link_in(kam("serve")), link_in(kam("serve"))
    assert [guest.get(link).status_code for link in (first, second)] == [404, 200]


def test_so_does_asking_for_one(kam: Kam, served: list[Settings], guest: TestClient, engine: Engine) -> None:
    first, second = link_in(kam("serve")), link_in(kam("set-up"))
    assert [guest.get(link).status_code for link in (first, second)] == [404, 200]
    assert acts(engine) == [("System", "set-up.link-made", ""), ("Command line", "set-up.link-made", "")]


def test_nothing_is_printed_once_there_is_an_administrator(kam: Kam, served: list[Settings], cast: Cast) -> None:
    assert kam("serve").stdout == ""
    result = kam("set-up")
    assert (result.exit_code, result.stderr.strip()) == (2, set_up.DONE)


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    """A file that holds the password."""
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    return file


def unattended(file: Path | None, **options: Any) -> Settings:
    return Settings(**({"admin_email": "ada@example.com", "admin_password_file": file} | options))


def test_its_settings_set_it_up(engine: Engine, session: Session, password_file: Path) -> None:
    settings = unattended(password_file, admin_name="Ada", organisation="Example")
    assert first_start.prepare(engine, settings) == ""
    person = session.scalars(select(Person)).one()
    assert (person.name, person.email, person.is_administrator) == ("Ada", "ada@example.com", True)
    assert passwords.is_right(PASSWORD, person.password_hash)
    assert session.scalars(select(Organisation)).one().name == "Example"
    assert session.scalars(select(Membership)).one().person_id == person.id


def test_an_organisation_from_before_keeps_its_name_unless_told(
    engine: Engine, session: Session, password_file: Path
) -> None:
    create_organisation(session, "Ours", "Local director")
    session.commit()
    first_start.prepare(engine, unattended(password_file))
    assert session.scalars(select(Organisation)).one().name == "Ours"


def test_afterwards_they_are_not_looked_at(engine: Engine, cast: Cast) -> None:
    before = contents(engine)
    assert first_start.prepare(engine, unattended(Path("gone"))) == ""
    assert contents(engine) == before


def test_a_process_that_comes_second_goes_on(
    engine: Engine, session: Session, password_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(password: str) -> str:
        session.add(Person(name="Ada", email="ada@example.com", is_administrator=True))
        session.commit()
        return "hash"

    monkeypatch.setattr("app.accounts.first_start.passwords.hash_password", meanwhile)
    assert first_start.prepare(engine, unattended(password_file)) == ""
    assert len(session.scalars(select(Person)).all()) == 1


def test_an_address_that_somebody_has_is_refused(engine: Engine, session: Session, password_file: Path) -> None:
    session.add(Person(name="Somebody", email="ada@example.com"))
    session.commit()
    with pytest.raises(InvalidInputError):
        first_start.prepare(engine, unattended(password_file))


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"KAM_ADMIN_EMAIL": "ada@example.com"}, "KAM_ADMIN_PASSWORD_FILE: name the file"),
        ({"KAM_ADMIN_PASSWORD_FILE": "right"}, "KAM_ADMIN_EMAIL: Enter an email address"),
        ({"KAM_ADMIN_EMAIL": "ada", "KAM_ADMIN_PASSWORD_FILE": "right"}, "KAM_ADMIN_EMAIL: Enter an email address"),
        ({"KAM_ADMIN_EMAIL": "ada@example.com", "KAM_ADMIN_PASSWORD_FILE": "missing"}, "No such file"),
        ({"KAM_ADMIN_EMAIL": "ada@example.com", "KAM_ADMIN_PASSWORD_FILE": "bytes"}, "it is not text in UTF-8"),
        ({"KAM_ADMIN_EMAIL": "ada@example.com", "KAM_ADMIN_PASSWORD_FILE": "short"}, "Use at least 12 characters"),
        (
            {"KAM_ADMIN_EMAIL": "a@b.example", "KAM_ADMIN_PASSWORD_FILE": "right", "KAM_ADMIN_NAME": "x" * 121},
            "KAM_ADMIN_NAME: Use at most 120",
        ),
        (
            {"KAM_ADMIN_EMAIL": "a@b.example", "KAM_ADMIN_PASSWORD_FILE": "right", "KAM_ORGANISATION": " "},
            "KAM_ORGANISATION: Enter the name",
        ),
    ],
)
def test_a_bad_setting_is_named(
    kam: Kam,
    served: list[Settings],
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    named: str,
) -> None:
    (tmp_path / "right").write_text(PASSWORD)
    (tmp_path / "short").write_text("short\n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe nine verticals")
    for name, value in variables.items():
        monkeypatch.setenv(name, str(tmp_path / value) if name.endswith("_FILE") else value)
    before = contents(engine)
    result = kam("serve")
    assert (result.exit_code, served) == (2, [])
    assert named in result.stderr
    assert "KAM_" in result.stderr
    assert contents(engine) == before
