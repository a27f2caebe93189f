"""Setting an installation up by its one-time link: the first administrator, who directs the first organisation."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import Engine, select
from sqlmodel import Session, col
from starlette.testclient import TestClient

from app.accounts import passwords, sessions, set_up
from app.accounts.models import LinkRow, Membership, Organisation, Person, Role, Unit
from app.accounts.service import create_organisation
from app.accounts.set_up import Chosen
from app.db.columns import now
from app.db.engine import writing
from app.errors import InvalidInputError, NotFoundError
from tests.accounts.conftest import PASSWORD
from tests.accounts.trail import acts
from tests.conftest import COOKIE, HOST, Cast
from tests.databases import contents
from tests.pages import fields, words

FORM = {
    "organisation": "Example Manufacturing Group",
    "name": "Ada Administrator",
    "email": "Ada@Example.com",
    "password": PASSWORD,
}


@pytest.fixture
def address(session: Session) -> str:
    """The address of the link."""
    token = set_up.start(session)
    session.commit()
    return f"/set-up/{token}"


def test_it_makes_the_administrator_who_directs_the_organisation(
    guest: TestClient, address: str, session: Session
) -> None:
    response = guest.post(address, data=FORM)
    assert (response.status_code, response.headers["location"]) == (303, "/")
    person = session.scalars(select(Person)).one()
    assert (person.name, person.email, person.is_administrator) == ("Ada Administrator", "ada@example.com", True)
    assert passwords.is_right(PASSWORD, person.password_hash)
    assert session.scalars(select(Organisation)).one().name == "Example Manufacturing Group"
    assert session.scalars(select(Membership)).one().role is Role.DIRECTOR
    assert session.scalars(select(Unit)).one().name == "Whole company"


def test_it_signs_them_in(guest: TestClient, address: str) -> None:
    guest.post(address, data=FORM)
    assert guest.cookies[COOKIE]
    assert guest.get("/cycles/new").status_code == 200


def test_the_token_that_a_browser_brings_is_ended(guest: TestClient, address: str, session: Session) -> None:
    local = create_organisation(session, "A company", "Local director")
    token = sessions.start(session, local.person_id)
    session.commit()
    guest.cookies.set(COOKIE, token, domain="127.0.0.1")
    assert guest.get("/profile").status_code == 200
    assert guest.post(address, data=FORM).status_code == 303
    guest.cookies.set(COOKIE, token, domain="127.0.0.1")
    assert guest.get("/profile").status_code == 303


def test_it_is_in_the_audit_trail_without_a_secret(guest: TestClient, address: str, engine: Engine) -> None:
    guest.post(address, data=FORM)
    assert acts(engine) == [
        ("Ada Administrator", "installation.set-up", "ada@example.com"),
        ("Ada Administrator", "sign-in.started", "ada@example.com"),
    ]
    everything = repr(contents(engine)) + repr(acts(engine))
    for secret in (PASSWORD, address.rpartition("/")[2], guest.cookies[COOKIE]):
        assert secret not in everything


def test_looking_does_not_use_it_up(guest: TestClient, address: str, engine: Engine) -> None:
    before = contents(engine)
    for _ in range(2):
        assert guest.get(address).status_code == 200
    assert contents(engine) == before
    assert fields(guest.get(address).text, address) == dict.fromkeys(FORM, "")


def used(guest: TestClient, address: str, _session: Session) -> None:
    guest.post(address, data=FORM)


def expired(_guest: TestClient, _address: str, session: Session) -> None:
    session.scalars(select(LinkRow)).one().expires_at = now() - timedelta(seconds=1)
    session.commit()


def replaced(_guest: TestClient, _address: str, session: Session) -> None:
    set_up.start(session)
    session.commit()


def set_up_otherwise(_guest: TestClient, _address: str, session: Session) -> None:
    session.add(Person(name="Somebody", email="somebody@example.com", is_administrator=True))
    session.commit()


@pytest.mark.parametrize("happened", [used, expired, replaced, set_up_otherwise])
def test_it_is_not_there_any_more(
    happened: Callable[[TestClient, str, Session], None],
    guest: TestClient,
    address: str,
    session: Session,
    engine: Engine,
) -> None:
    happened(guest, address, session)
    before = contents(engine)
    assert guest.get(address).status_code == 404
    assert guest.post(address, data=FORM | {"email": "other@example.com"}).status_code == 404
    assert contents(engine) == before


def test_it_lasts_an_hour(address: str, session: Session) -> None:
    link = session.scalars(select(LinkRow)).one()
    assert link.expires_at - link.created_at == timedelta(minutes=60)


def test_a_token_that_nobody_made_leads_nowhere(guest: TestClient) -> None:
    assert guest.get("/set-up/guessed").status_code == 404
    assert guest.post("/set-up/guessed", data=FORM).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("organisation", " ", "Enter the name of the organisation."),
        ("organisation", "x" * 121, "Use at most 120 characters"),
        ("name", "", "Enter your name."),
        ("email", "ada", "Enter an email address"),
        ("password", "short", "Use at least 12 characters"),
    ],
)
def test_bad_input_is_said_and_changes_nothing(
    guest: TestClient, address: str, engine: Engine, field: str, value: str, problem: str
) -> None:
    before = contents(engine)
    response = guest.post(address, data=FORM | {field: value})
    assert response.status_code == 422
    assert problem in words(response.text)
    assert fields(response.text, address) == FORM | {field: value} | {"password": ""}
    assert contents(engine) == before
    assert guest.get(address).status_code == 200


def test_an_address_that_somebody_has_is_refused(
    guest: TestClient, address: str, session: Session, engine: Engine
) -> None:
    session.add(Person(name="Somebody", email="ada@example.com"))
    session.commit()
    before = contents(engine)
    response = guest.post(address, data=FORM)
    assert response.status_code == 422
    assert set_up.TAKEN in words(response.text)
    assert contents(engine) == before


def test_it_takes_over_the_organisation_from_before_accounts(
    guest: TestClient, address: str, session: Session, engine: Engine
) -> None:
    local = create_organisation(session, "My organisation", "Local director")
    session.commit()
    form = fields(guest.get(address).text, address)
    assert form["organisation"] == "My organisation"
    assert guest.post(address, data=FORM).status_code == 303
    session.rollback()
    person = session.scalars(select(Person)).one()
    assert (person.id, person.name, person.email) == (local.person_id, "Ada Administrator", "ada@example.com")
    organisation = session.scalars(select(Organisation)).one()
    assert (organisation.id, organisation.name) == (local.organisation_id, "Example Manufacturing Group")


def test_an_organisation_whose_director_can_sign_in_is_left_alone(
    guest: TestClient, address: str, session: Session, cast: Cast
) -> None:
    administrator = session.get_one(Person, cast.administrator.person_id)
    administrator.is_administrator = False
    session.commit()
    assert fields(guest.get(address).text, address)["organisation"] == ""
    guest.post(address, data=FORM | {"organisation": "A third company", "email": "new@example.com"})
    session.rollback()
    assert session.get_one(Person, cast.director.person_id).name == "Dana Director"
    names = [organisation.name for organisation in session.scalars(select(Organisation).order_by(col(Organisation.id)))]
    assert names == ["Example Manufacturing Group", "Another Company", "A third company"]


@pytest.mark.parametrize("local", [False, True], ids=["new", "taken over"])
def test_of_two_at_the_same_moment_one_wins(app: FastAPI, address: str, session: Session, local: bool) -> None:  # noqa: FBT001 - a case
    if local:
        create_organisation(session, "My organisation", "Local director")
        session.commit()

    async def both() -> list[int]:
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url=HOST, headers={"origin": HOST}) as client:
            forms = [FORM | {"email": email} for email in ("ada@example.com", "eve@example.com")]
            answers = await asyncio.gather(*(client.post(address, data=form) for form in forms))
            return sorted(answer.status_code for answer in answers)

    assert asyncio.run(both()) == [303, 404]
    session.rollback()
    assert len(session.scalars(select(Person)).all()) == 1


@pytest.mark.parametrize("local", [False, True], ids=["new", "taken over"])
@pytest.mark.parametrize("email", ["ada@example.com", "eve@example.com"], ids=["same address", "other address"])
def test_of_two_without_a_link_one_wins(engine: Engine, session: Session, email: str, local: bool) -> None:  # noqa: FBT001 - a case
    if local:
        create_organisation(session, "My organisation", "Local director")
        session.commit()
    start = Barrier(2)

    def finish(email: str) -> bool:
        start.wait()
        try:
            with writing(engine) as own:
                set_up.finish(own, Chosen("Example", "Ada", email, ""), "hash")
                own.commit()
        except (NotFoundError, InvalidInputError):
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(finish, ["ada@example.com", email])) == [False, True]
    assert len(session.scalars(select(Person)).all()) == 1


def test_until_then_the_sign_in_page_says_so(guest: TestClient, address: str) -> None:
    said = "Open the link that the server printed, or run kam set-up for a new one."
    assert said in words(guest.get("/sign-in").text)
    guest.post(address, data=FORM)
    assert said not in words(guest.get("/sign-in").text)
