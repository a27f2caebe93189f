"""Changing one's password."""

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import hashing, links, passwords, throttling
from app.accounts.audit import EVENTS
from app.accounts.models import Person, Purpose, SignInRow
from app.accounts.sessions import SIGN_INS
from app.accounts.tokens import hash_of
from app.main import create_app
from app.settings import Settings
from tests.accounts.conftest import HASH, PASSWORD
from tests.conftest import COOKIE, Cast, email_of, token_of, visitor
from tests.databases import Database, contents
from tests.pages import words

CHANGE = "/profile/password"
NEW = "five groups of people at a table"
FORM = {"current": PASSWORD, "password": NEW}


def test_the_new_one_is_the_one_from_then_on(client: TestClient, dana: str, guest: TestClient) -> None:
    response = client.post(CHANGE, data=FORM)
    assert (response.status_code, response.headers["location"]) == (303, "/profile")
    statuses = [guest.post("/sign-in", data={"email": dana, "password": each}).status_code for each in (PASSWORD, NEW)]
    assert statuses == [422, 303]


def test_it_ends_every_other_sign_in_and_open_link(client: TestClient, dana: str, session: Session, cast: Cast) -> None:
    session.add(SignInRow(person_id=cast.director.person_id, token_hash=hash_of("elsewhere")))
    session.add(SignInRow(person_id=cast.director.person_id, awaits_second_factor=True, token_hash=hash_of("waiting")))
    links.create(session, Purpose.RESET, person_id=cast.director.person_id)
    session.commit()
    client.post(CHANGE, data=FORM)
    own = select(SIGN_INS.c.id).where(SIGN_INS.c.person_id == cast.director.person_id)
    assert len(session.scalars(own).all()) == 1
    assert session.execute(select(links.LINKS.c.revoked_at)).scalar_one() is not None
    assert client.get("/profile").status_code == 200
    client.cookies.set(COOKIE, token_of(cast.steering.person))
    assert client.get("/profile").status_code == 200


def test_it_is_recorded_without_any_password(client: TestClient, dana: str, session: Session) -> None:
    client.post(CHANGE, data=FORM)
    event = session.execute(select(EVENTS)).one()
    assert (event.action, event.person, event.subject) == ("password.changed", "Dana Director", dana)
    assert not [secret for secret in (PASSWORD, NEW, "argon2") if secret in repr(tuple(event))]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"current": "not the current one"}, "This is not your current password."),
        ({"current": ""}, "This is not your current password."),
        ({"password": "short"}, "Use at least 12 characters; this has 5."),
        ({"password": "password1234"}, "one of the passwords that are tried first"),
        ({"password": "Dana Director 1"}, "little more than a name"),
        ({"password": "dana@example.com"}, "little more than a name"),
        ({"password": "Example Manufacturing 2026"}, "little more than a name"),
        ({"password": "kam maturity 2026"}, "little more than a name"),
    ],
)
def test_what_can_t_be_used_changes_nothing(
    client: TestClient, dana: str, engine: Engine, change: dict[str, str], said: str
) -> None:
    before = contents(engine)
    response = client.post(CHANGE, data=FORM | change)
    assert response.status_code == 422
    assert said in words(response.text)
    assert "Nothing was changed" in words(response.text)
    passwords_sent = {*(FORM | change).values()} - {"", dana}
    assert not [sent for sent in passwords_sent if f'value="{sent}"' in response.text]
    assert contents(engine) == before


def test_guesses_at_the_current_one_are_few(client: TestClient, dana: str, session: Session, cast: Cast) -> None:
    for _ in range(9):
        throttling.count(session, throttling.of_person(cast.director.person_id))
    session.commit()
    assert client.post(CHANGE, data=FORM | {"password": "short"}).status_code == 422  # not a guess
    assert client.post(CHANGE, data=FORM | {"current": "a guess"}).status_code == 422
    response = client.post(CHANGE, data=FORM)
    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= 900


def test_of_two_changes_at_once_one_is_told(
    client: TestClient, dana: str, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = passwords.hash_password("chosen elsewhere meanwhile")

    async def hash_slowly(_: str) -> str:
        session.get_one(Person, cast.director.person_id).password_hash = elsewhere
        session.commit()
        return HASH

    monkeypatch.setattr(hashing, "hash_password", hash_slowly)
    assert client.post(CHANGE, data=FORM).status_code == 409
    session.expire_all()
    assert session.get_one(Person, cast.director.person_id).password_hash == elsewhere


def test_nobody_signed_in_changes_none(app: FastAPI, dana: str, engine: Engine) -> None:
    before = contents(engine)
    assert visitor(app).post(CHANGE, data=FORM).status_code == 401
    assert contents(engine) == before


def test_where_passwords_are_switched_off_there_is_none_to_change(
    dana: str, cast: Cast, database: Database, engine: Engine
) -> None:
    app = create_app(Settings(database_url=database.url, warm_reports=False, local_sign_in=False))
    browser = visitor(app)
    browser.cookies.set(COOKIE, token_of(cast.director.person))
    before = contents(engine)
    assert CHANGE not in browser.get("/profile").text
    assert browser.post(CHANGE, data=FORM).status_code == 403
    assert contents(engine) == before
    app.state.engine.dispose()


def test_who_has_none_is_not_asked_for_it(client: TestClient, cast: Cast) -> None:
    assert email_of(cast.director.person) in client.get("/profile").text
    assert CHANGE not in client.get("/profile").text
    assert client.post(CHANGE, data=FORM).status_code == 422
