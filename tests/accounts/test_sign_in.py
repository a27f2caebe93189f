"""Signing in with a password."""

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import Person
from app.accounts.passwords import hash_password
from tests.conftest import COOKIE, Cast, email_of, visitor
from tests.databases import contents
from tests.pages import words

PASSWORD = "nine verticals and a band"
HASH = hash_password(PASSWORD)
WRONG = "Email address and password don’t match."


@pytest.fixture
def dana(session: Session, cast: Cast) -> str:
    """The director's address, with a password behind it."""
    session.get_one(Person, cast.director.person_id).password_hash = HASH
    session.commit()
    return email_of(cast.director.person)


@pytest.fixture
def guest(app: FastAPI) -> TestClient:
    """A browser in which nobody is signed in."""
    return visitor(app)


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


def test_signing_out_ends_it_on_the_server(guest: TestClient, dana: str) -> None:
    guest.post("/sign-in", data={"email": dana, "password": PASSWORD})
    token = guest.cookies[COOKIE]
    assert guest.post("/sign-out").headers["location"] == "/sign-in"
    assert COOKIE not in guest.cookies
    guest.cookies.set(COOKIE, token)
    assert guest.get("/").headers["location"].startswith("/sign-in?")
