"""Accepting an invitation: as somebody new, or with the account that the address has."""

from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, update
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import invitations, people
from app.accounts.links import LINKS
from app.accounts.models import Role
from app.accounts.service import Member
from app.db.columns import now
from app.errors import ConflictError, InvalidInputError
from tests.accounts.trail import trail
from tests.conftest import COOKIE, Cast, SignIn, visitor
from tests.databases import contents
from tests.pages import fields, words

PASSWORD = "eleven quiet harbours"
NEW = {"name": "Nora New", "password": PASSWORD}


@pytest.fixture
def guest(app: FastAPI) -> TestClient:
    """A browser in which nobody is signed in."""
    return visitor(app)


def invited(session: Session, director: Member, email: str = "nora@example.com", role: Role = Role.STEERING) -> str:
    token = invitations.invite(session, director, email, role)
    session.commit()
    return f"/invitations/{token}"


def test_it_says_who_invites_to_what(session: Session, director: Member, guest: TestClient) -> None:
    page = words(guest.get(invited(session, director)).text)
    assert "Join Example Manufacturing Group" in page
    assert "Dana Director invites nora@example.com as steering." in page


def test_looking_does_not_use_it_up(session: Session, director: Member, guest: TestClient, engine: Engine) -> None:
    path = invited(session, director)
    before = contents(engine)
    assert [guest.get(path).status_code for _ in range(3)] == [200, 200, 200]
    assert contents(engine) == before


def test_somebody_new_is_signed_in_and_led_to_the_organisation(
    session: Session, director: Member, guest: TestClient
) -> None:
    path = invited(session, director)
    assert set(fields(guest.get(path).text, path)) == {"name", "password"}
    response = guest.post(path, data=NEW)
    assert (response.status_code, response.headers["location"]) == (303, "/?organisation=1")
    assert "Example Manufacturing Group" in words(guest.get("/?organisation=1").text)
    assert guest.get("/organisations/1/settings").status_code == 403


def test_their_password_is_theirs_from_then_on(
    app: FastAPI, session: Session, director: Member, guest: TestClient, engine: Engine
) -> None:
    guest.post(invited(session, director), data=NEW)
    form = {"email": "nora@example.com", "password": PASSWORD}
    assert visitor(app).post("/sign-in", data=form).status_code == 303
    assert PASSWORD not in repr(contents(engine))


def test_it_works_once(session: Session, director: Member, guest: TestClient) -> None:
    path = invited(session, director)
    guest.post(path, data=NEW)
    assert guest.get(path).status_code == 404
    assert guest.post(path, data=NEW).status_code == 404


def test_it_is_in_the_audit_trail(session: Session, director: Member, guest: TestClient) -> None:
    guest.post(invited(session, director), data=NEW)
    assert trail(session)[1:] == [
        ("Nora New", "invitation.accepted", "nora@example.com", None, {"role": "steering"}),
        ("Nora New", "sign-in.started", "nora@example.com", None, {"by": "invitation"}),
    ]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (NEW | {"name": " "}, "name"),
        (NEW | {"name": "x" * 121}, "name"),
        (NEW | {"password": "short"}, "password"),
        ({}, "name"),
    ],
)
def test_what_is_missing_is_said_and_the_link_still_works(
    session: Session, director: Member, guest: TestClient, engine: Engine, form: dict[str, str], field: str
) -> None:
    path = invited(session, director)
    before = contents(engine)
    response = guest.post(path, data=form)
    assert response.status_code == 422
    assert f'id="{field}-error"' in response.text
    assert "short" not in response.text
    assert contents(engine) == before


@pytest.mark.parametrize("path", ["/invitations/nothing", "/invitations/" + "x" * 500])
def test_a_link_that_never_was_leads_nowhere(guest: TestClient, cast: Cast, path: str) -> None:
    assert guest.get(path).status_code == 404
    assert guest.post(path, data=NEW).status_code == 404


def test_an_expired_one_leads_nowhere(session: Session, director: Member, guest: TestClient) -> None:
    path = invited(session, director)
    session.execute(update(LINKS).values(expires_at=now()))
    session.commit()
    assert guest.get(path).status_code == 404
    assert guest.post(path, data=NEW).status_code == 404


def test_who_has_an_account_joins_with_one_button(
    session: Session, director: Member, stranger: Member, client: TestClient, sign_in: SignIn
) -> None:
    path = invited(session, director, "sam@example.com", Role.CONTRIBUTOR)
    sign_in(stranger)
    assert fields(client.get(path).text, path) == {}
    assert client.post(path).headers["location"] == "/?organisation=1"
    assert client.get("/?organisation=1").status_code == 200
    assert client.get(f"/?organisation={stranger.organisation_id}").status_code == 200
    assert trail(session)[-1][:3] == ("Sam Stranger", "invitation.accepted", "sam@example.com")


@pytest.mark.parametrize("who", ["nobody", "somebody else"])
def test_who_has_an_account_must_prove_it(
    session: Session,
    director: Member,
    stranger: Member,
    client: TestClient,
    guest: TestClient,
    engine: Engine,
    who: str,
) -> None:
    path = invited(session, director, "sam@example.com")
    browser = guest if who == "nobody" else client
    before = contents(engine)
    page = browser.get(path).text
    assert f'href="/sign-in?{urlencode({"next": path})}"' in page
    assert "sign in as sam@example.com first" in words(page)
    assert browser.post(path).status_code == 403
    assert browser.post(path, data=NEW).status_code == 403
    assert contents(engine) == before


def test_somebody_new_takes_over_the_browser_of_who_was_signed_in(
    session: Session, director: Member, client: TestClient
) -> None:
    path = invited(session, director)
    old = client.cookies[COOKIE]
    assert "signs Dana Director out in this browser" in words(client.get(path).text)
    assert client.post(path, data=NEW).status_code == 303
    client.cookies.clear()
    client.cookies.set(COOKIE, old)
    assert client.get("/").headers["location"].startswith("/sign-in?")


def test_without_passwords_everybody_signs_in_first(
    app: FastAPI, session: Session, director: Member, guest: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = invited(session, director)
    settings = app.state.settings.model_copy(update={"local_sign_in": False})
    monkeypatch.setitem(app.state._state, "settings", settings)
    assert "sign in as nora@example.com first" in words(guest.get(path).text)
    assert guest.post(path, data=NEW).status_code == 403


def test_an_address_that_got_an_account_meanwhile_is_not_taken_over(
    session: Session, director: Member, guest: TestClient
) -> None:
    token = invitations.invite(session, director, "nora@example.com", Role.STEERING)
    invitations.join_anew(session, invitations.invite(session, director, "n@example.com", Role.STEERING), "Nora", "")
    someone = people.find(session, "n@example.com")
    assert someone is not None
    someone.email = "nora@example.com"
    session.flush()
    with pytest.raises(ConflictError, match="account with this address"):
        invitations.join_anew(session, token, "Nora New", "")


def test_a_member_by_another_way_does_not_join_twice(session: Session, director: Member, stranger: Member) -> None:
    token = invitations.invite(session, director, "nora@example.com", Role.STEERING)
    with pytest.raises(InvalidInputError):
        invitations.join_anew(session, token, " ", "")
    invitations.join_anew(session, token, "Nora New", "")
    with pytest.raises(ConflictError, match="member already, as steering"):
        invitations.invite(session, director, "nora@example.com", Role.DIRECTOR)
