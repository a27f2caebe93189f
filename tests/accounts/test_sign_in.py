"""Signing in with a password."""

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.accounts import hashing, passwords, throttling
from app.accounts.models import Person, SignInRow
from app.main import create_app
from app.settings import Settings
from tests.accounts.conftest import PASSWORD, PROVIDER
from tests.accounts.trail import acts, trail
from tests.conftest import COOKIE, Cast, token_of, visitor
from tests.databases import Database, contents
from tests.pages import words

WRONG = "Email address and password don’t match."


def test_it_leads_to_where_the_person_was(guest: TestClient, dana: str) -> None:
    form = {"email": f" {dana.upper()} ", "password": PASSWORD, "next": "/method"}
    response = guest.post("/sign-in", data=form)
    assert (response.status_code, response.headers["location"]) == (303, "/method")
    assert guest.get("/method").status_code == 200


def test_its_cookie_is_for_this_site_alone(guest: TestClient, dana: str) -> None:
    response = guest.post("/sign-in", data={"email": dana, "password": PASSWORD})
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


def test_the_token_is_not_stored(guest: TestClient, dana: str, engine: Engine) -> None:
    guest.post("/sign-in", data={"email": dana, "password": PASSWORD})
    assert guest.cookies[COOKIE] not in repr(contents(engine))


@pytest.mark.parametrize("email", ["dana@example.com", "nobody@example.com", "stella@example.com", "", "x" * 300])
def test_a_wrong_password_and_an_unknown_person_are_answered_alike(guest: TestClient, dana: str, email: str) -> None:
    response = guest.post("/sign-in", data={"email": email, "password": "not the right one"})
    assert response.status_code == 422
    assert WRONG in words(response.text)
    assert COOKIE not in guest.cookies
    assert guest.get("/").headers["location"].startswith("/sign-in?")


@pytest.mark.parametrize("next_path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"])
def test_it_leads_to_no_other_site(guest: TestClient, dana: str, next_path: str) -> None:
    response = guest.post("/sign-in", data={"email": dana, "password": PASSWORD, "next": next_path})
    assert response.headers["location"] == "/"


@pytest.mark.parametrize("email", ["dana@example.com", "nobody@example.com", "stella@example.com"])
def test_whoever_it_is_one_hash_is_compared(
    guest: TestClient, dana: str, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    compared: list[str] = []
    verify = passwords._hasher.verify

    def watch(password: str, stored: str) -> bool:
        compared.append(stored)
        return verify(password, stored)

    monkeypatch.setattr(passwords._hasher, "verify", watch)
    guest.post("/sign-in", data={"email": email, "password": "not the right one"})
    assert [stored.split("$")[1] for stored in compared] == ["argon2id"]


def test_a_few_passwords_are_hashed_at_once() -> None:
    assert hashing.LIMITER.total_tokens == 4


def test_a_hash_of_older_parameters_is_made_anew(
    guest: TestClient, dana: str, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = session.get_one(Person, cast.director.person_id).password_hash
    session.rollback()
    monkeypatch.setattr(passwords, "is_outdated", lambda stored: stored == before)
    assert guest.post("/sign-in", data={"email": dana, "password": PASSWORD}).status_code == 303
    session.expire_all()
    after = session.get_one(Person, cast.director.person_id).password_hash
    assert after != before
    assert passwords.is_right(PASSWORD, after)


def test_the_token_that_a_browser_brings_is_ended(guest: TestClient, dana: str, cast: Cast, app: FastAPI) -> None:
    guest.cookies.set(COOKIE, token_of(cast.steering.person), domain="127.0.0.1")
    assert guest.get("/profile").status_code == 200
    guest.post("/sign-in", data={"email": dana, "password": PASSWORD})
    assert guest.cookies[COOKIE] != token_of(cast.steering.person)
    guest.cookies.set(COOKIE, token_of(cast.steering.person), domain="127.0.0.1")
    assert guest.get("/profile").status_code == 303


def test_a_token_that_somebody_planted_becomes_nobodys(guest: TestClient, dana: str) -> None:
    guest.cookies.set(COOKIE, "planted", domain="127.0.0.1")
    guest.post("/sign-in", data={"email": dana, "password": PASSWORD})
    assert guest.cookies[COOKIE] != "planted"


def test_too_many_failures_wait_and_keep_what_was_typed(guest: TestClient, dana: str, session: Session) -> None:
    for _ in range(10):
        throttling.count(session, throttling.of_sign_in(dana, "testclient"))
    session.commit()
    response = guest.post("/sign-in", data={"email": dana, "password": PASSWORD, "next": "/method"})
    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= 900
    assert "Try again in 15 minutes." in words(response.text)
    assert f'value="{dana}"' in response.text
    assert 'value="/method"' in response.text
    assert COOKIE not in guest.cookies


def test_the_first_try_too_many_of_a_window_is_recorded(
    guest: TestClient, dana: str, session: Session, engine: Engine
) -> None:
    for _ in range(10):
        throttling.count(session, throttling.of_sign_in(dana, "testclient"))
    session.commit()
    for _ in range(2):
        assert guest.post("/sign-in", data={"email": dana, "password": PASSWORD}).status_code == 429
    assert acts(engine) == [("Dana Director", "sign-in.throttled", dana)]


@pytest.mark.parametrize(
    ("email", "person", "subject"),
    [
        (" Dana@Example.com", "Dana Director", "dana@example.com"),
        ("nobody@example.com", "Unknown", "nobody@example.com"),
        ("the password in the wrong field", "Unknown", "no email address"),
        ("", "Unknown", "no email address"),
    ],
)
def test_a_failure_is_recorded_but_only_with_what_is_an_address(
    guest: TestClient, dana: str, engine: Engine, email: str, person: str, subject: str
) -> None:
    guest.post("/sign-in", data={"email": email, "password": "not the right one"})
    assert acts(engine) == [(person, "sign-in.refused", subject)]


def test_failures_count_and_successes_do_not(guest: TestClient, dana: str, session: Session) -> None:
    for _ in range(9):
        throttling.count(session, throttling.of_sign_in(dana, "testclient"))
    session.commit()
    right, wrong = {"email": dana, "password": PASSWORD}, {"email": dana, "password": "not the right one"}
    statuses = [guest.post("/sign-in", data=form).status_code for form in (right, right, wrong, right)]
    assert statuses == [303, 303, 422, 429]


def test_a_password_is_no_way_in_where_that_is_switched_off(dana: str, database: Database) -> None:
    app = create_app(Settings(database_url=database.url, warm_reports=False, local_sign_in=False, **PROVIDER))
    guest = visitor(app)
    assert 'name="password"' not in guest.get("/sign-in").text
    response = guest.post("/sign-in", data={"email": dana, "password": PASSWORD})
    assert response.status_code == 403
    assert "set-cookie" not in response.headers
    app.state.engine.dispose()


def test_over_https_the_cookie_is_bound_to_host_and_https(dana: str, database: Database) -> None:
    settings = Settings(database_url=database.url, warm_reports=False, base_url="https://kam.example.com")
    app = create_app(settings)
    guest = TestClient(app, base_url=settings.base_url, follow_redirects=False)
    guest.cookies.set(COOKIE, token_of("Stella Steering"))  # what plain http would take is nothing here
    assert guest.get("/profile").status_code == 303
    cookies = guest.post("/sign-in", data={"email": dana, "password": PASSWORD}).headers.get_list("set-cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == ["__Host-kam"]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookies[0].split("; "))
    assert "Domain" not in cookies[0]
    assert guest.get("/profile").status_code == 200
    app.state.engine.dispose()


def test_the_browser_is_noted(guest: TestClient, dana: str, session: Session) -> None:
    guest.post("/sign-in", data={"email": dana, "password": PASSWORD}, headers={"user-agent": "Firefox/140 " * 50})
    newest = select(SignInRow).order_by(col(SignInRow.id).desc())
    assert session.scalars(newest).first().browser.startswith("Firefox/140")


def test_signing_out_ends_it_on_the_server(guest: TestClient, dana: str) -> None:
    guest.post("/sign-in", data={"email": dana, "password": PASSWORD})
    token = guest.cookies[COOKIE]
    assert guest.post("/sign-out").headers["location"] == "/sign-in"
    assert COOKIE not in guest.cookies
    guest.cookies.set(COOKIE, token)
    assert guest.get("/").headers["location"].startswith("/sign-in?")


def test_it_is_recorded_with_what_proved_it(guest: TestClient, dana: str, session: Session) -> None:
    guest.post("/sign-in", data={"email": dana, "password": PASSWORD})
    assert trail(session) == [("Dana Director", "sign-in.started", dana, None, {"by": "password"})]


def test_signing_out_is_recorded_once(guest: TestClient, dana: str, engine: Engine) -> None:
    guest.post("/sign-in", data={"email": dana, "password": PASSWORD})
    for _ in range(2):
        assert guest.post("/sign-out").status_code == 303
    assert acts(engine)[1:] == [("Dana Director", "sign-in.ended", dana)]
