"""``kam user`` and ``kam org``: letting people in from the machine itself."""

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col
from starlette.testclient import TestClient

from app.accounts.models import Membership, Person, RecoveryCode, Role, SecondFactor
from app.db.columns import now
from tests.accounts.conftest import BASE, PASSWORD, SECRET, Kam
from tests.accounts.trail import acts
from tests.conftest import COOKIE, Cast, token_of
from tests.databases import contents


def reset_path(output: str) -> str:
    assert output.startswith(f"{BASE}/reset/")
    return output.strip().removeprefix(BASE)


def test_it_creates_an_administrator(kam: Kam, guest: TestClient, session: Session, engine: Engine) -> None:
    result = kam("user", "create", "Ada@Example.com", "--name", "Ada", "--administrator")
    assert result.exit_code == 0
    person = session.scalars(select(Person)).one()
    assert (person.name, person.email, person.is_administrator) == ("Ada", "ada@example.com", True)
    session.rollback()
    assert guest.post(reset_path(result.stdout), data={"password": PASSWORD}).status_code == 303
    assert acts(engine)[:3] == [
        ("Command line", "person.created", "ada@example.com"),
        ("Command line", "administrator.added", "ada@example.com"),
        ("Command line", "password.link-made", "ada@example.com"),
    ]


@pytest.mark.parametrize("role", list(Role))
def test_it_creates_a_member(kam: Kam, cast: Cast, session: Session, engine: Engine, role: Role) -> None:
    organisation = str(cast.director.organisation_id)
    result = kam("user", "create", "new@example.com", "--organisation", organisation, "--role", role.value)
    assert result.exit_code == 0
    person = session.scalars(select(Person).where(col(Person.email) == "new@example.com")).one()
    assert person.name == "new"
    assert session.get_one(Membership, (person.id, cast.director.organisation_id)).role is role
    assert ("Command line", "member.added", "new@example.com") in acts(engine)


def test_it_gives_somebody_who_is_there_a_further_role(kam: Kam, cast: Cast, session: Session) -> None:
    assert kam("user", "create", "stella@example.com", "--administrator").exit_code == 0
    assert session.get_one(Person, cast.steering.person_id).is_administrator


def test_a_reset_leads_in_again(kam: Kam, cast: Cast, guest: TestClient, session: Session, engine: Engine) -> None:
    session.add(SecondFactor(person_id=cast.steering.person_id, secret=SECRET, confirmed_at=now()))
    session.commit()
    result = kam("user", "reset", "stella@example.com")
    assert guest.get(reset_path(result.stdout)).status_code == 200
    assert session.get(SecondFactor, cast.steering.person_id) is not None
    session.rollback()
    assert acts(engine) == [("Command line", "password.link-made", "stella@example.com")]


def test_a_reset_removes_a_lost_second_factor_when_told(kam: Kam, cast: Cast, session: Session, engine: Engine) -> None:
    session.add(SecondFactor(person_id=cast.steering.person_id, secret=SECRET, confirmed_at=now()))
    session.add(RecoveryCode(person_id=cast.steering.person_id, code_hash="hash"))
    session.commit()
    assert kam("user", "reset", "stella@example.com", "--second-factor").exit_code == 0
    assert session.scalars(select(SecondFactor)).all() == []
    assert session.scalars(select(RecoveryCode)).all() == []
    session.rollback()
    assert [event[1] for event in acts(engine)] == ["second-factor.removed", "password.link-made"]


def test_it_signs_a_person_out_everywhere(kam: Kam, cast: Cast, guest: TestClient, engine: Engine) -> None:
    guest.cookies.set(COOKIE, token_of(cast.steering.person))
    assert guest.get("/profile").status_code == 200
    assert kam("user", "sign-out", "Stella@Example.com").stdout == "1 sign-in ended\n"
    assert guest.get("/profile").headers["location"].startswith("/sign-in?")
    assert acts(engine) == [("Command line", "sign-in.ended", "stella@example.com")]


def test_it_lists_everybody(kam: Kam, cast: Cast, session: Session) -> None:
    session.add(Person(name="Local director"))
    session.commit()
    assert kam("user", "list").stdout.splitlines() == [
        "ada@example.com     Ada Administrator  administrator",
        "cem@example.com     Cem Contributor    contributor of Example Manufacturing Group",
        "dana@example.com    Dana Director      director of Example Manufacturing Group",
        "-                   Local director     -",
        "sam@example.com     Sam Stranger       director of Another Company",
        "stella@example.com  Stella Steering    steering of Example Manufacturing Group",
    ]


def test_it_creates_and_lists_organisations(kam: Kam, cast: Cast, engine: Engine) -> None:
    result = kam("org", "create", " A third   company ")
    assert result.exit_code == 0
    assert result.stdout.startswith("Organisation 3.")
    assert kam("org", "list").stdout.splitlines() == [
        "3  A third company              0 members",
        "2  Another Company              1 member",
        "1  Example Manufacturing Group  3 members",
    ]
    assert acts(engine) == [("Command line", "organisation.created", "A third company")]


def test_nothing_is_listed_before_there_is_something(kam: Kam) -> None:
    assert (kam("user", "list").stdout, kam("org", "list").stdout) == ("", "")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ("user create dana@example.com", "is here already"),
        ("user create dana", "Enter an email address"),
        ("user create new@example.com --organisation 1", "Give --organisation and --role together."),
        ("user create new@example.com --role director", "Give --organisation and --role together."),
        ("user create new@example.com --organisation 4711 --role director", "There is no organisation 4711"),
        ("user create new@example.com --organisation 0 --role director", "not in the range"),
        ("user create new@example.com --organisation 99999999999 --role director", "not in the range"),
        ("user create new@example.com --organisation 1 --role king", "king"),
        ("user create dana@example.com --organisation 1 --role steering", "a member of Example Manufacturing Group"),
        (f"user create new@example.com --name {'x' * 121}", "Use at most 120 characters"),
        ("user reset nobody@example.com", "There is nobody with the address nobody@example.com"),
        ("user sign-out nobody@example.com", "There is nobody with the address nobody@example.com"),
        (f"org create {'x' * 121}", "Use at most 120 characters"),
    ],
)
def test_bad_input_is_said_and_changes_nothing(
    kam: Kam, cast: Cast, engine: Engine, arguments: str, problem: str
) -> None:
    before = contents(engine)
    result = kam(*arguments.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert problem in result.stderr
    assert contents(engine) == before
    assert acts(engine) == []
