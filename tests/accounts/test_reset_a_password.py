"""Choosing a new password by a link, for those who have forgotten theirs."""

import asyncio
from collections.abc import Callable, MutableMapping
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col
from starlette.testclient import TestClient

from app.accounts import mail, passwords, resets
from app.accounts.models import LinkRow, Person, SecondFactor, SignInRow
from app.db.columns import now
from tests.accounts.conftest import PASSWORD, PROVIDER, SECRET, Configure
from tests.accounts.mail_servers import Mailbox, Refusing, mailing, serving, silent
from tests.accounts.trail import acts
from tests.conftest import HOST, Cast, email_of
from tests.databases import contents
from tests.pages import fields, words

DANA = "dana@example.com"
ASKED = {"email": DANA}
CHOSEN = {"password": PASSWORD}
SAME = "If there is an account for"


@pytest.fixture
def address(session: Session, cast: Cast) -> str:
    """The address of a link to choose the director's password."""
    token = resets.create(session, cast.director.person_id)
    session.commit()
    return f"/reset/{token}"


def hash_of(session: Session, person_id: int) -> str | None:
    session.rollback()
    return session.get_one(Person, person_id, populate_existing=True).password_hash


def test_it_changes_the_password(guest: TestClient, address: str, session: Session, cast: Cast) -> None:
    response = guest.post(address, data=CHOSEN)
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in?changed=true")
    assert passwords.is_right(PASSWORD, hash_of(session, cast.director.person_id))
    assert hash_of(session, cast.contributor.person_id) is None


def test_it_signs_nobody_in_and_everybody_else_out(
    client: TestClient, guest: TestClient, address: str, session: Session, cast: Cast
) -> None:
    assert client.get("/").status_code == 200
    response = guest.post(address, data=CHOSEN)
    assert "set-cookie" not in response.headers
    assert client.get("/").headers["location"].startswith("/sign-in?")
    theirs = select(func.count()).where(col(SignInRow.person_id) == cast.director.person_id)
    assert session.execute(theirs).scalar() == 0
    assert session.execute(select(func.count()).select_from(SignInRow)).scalar() == 4


def test_a_second_factor_stays(guest: TestClient, address: str, session: Session, cast: Cast) -> None:
    session.add(SecondFactor(person_id=cast.director.person_id, secret=SECRET, confirmed_at=now()))
    session.commit()
    guest.post(address, data=CHOSEN)
    assert session.get_one(SecondFactor, cast.director.person_id).confirmed_at is not None


def test_looking_does_not_use_it_up(guest: TestClient, address: str, engine: Engine) -> None:
    before = contents(engine)
    for _ in range(2):
        response = guest.get(address)
        assert response.status_code == 200
        assert DANA in response.text
    assert contents(engine) == before


def used(guest: TestClient, address: str, _session: Session) -> None:
    guest.post(address, data=CHOSEN)


def expired(_guest: TestClient, _address: str, session: Session) -> None:
    session.scalars(select(LinkRow)).one().expires_at = now() - timedelta(seconds=1)
    session.commit()


def replaced(_guest: TestClient, _address: str, session: Session) -> None:
    resets.create(session, session.scalars(select(LinkRow)).one().person_id or 0)
    session.commit()


@pytest.mark.parametrize("happened", [used, expired, replaced])
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
    assert guest.post(address, data=CHOSEN).status_code == 404
    assert contents(engine) == before


def test_it_lasts_an_hour(address: str, session: Session) -> None:
    link = session.scalars(select(LinkRow)).one()
    assert link.expires_at - link.created_at == timedelta(hours=1)


def test_of_two_at_the_same_moment_one_wins(app: FastAPI, address: str) -> None:
    async def both() -> list[int]:
        async with AsyncClient(transport=ASGITransport(app), base_url=HOST, headers={"origin": HOST}) as client:
            answers = await asyncio.gather(*(client.post(address, data=CHOSEN) for _ in range(2)))
            return sorted(answer.status_code for answer in answers)

    assert asyncio.run(both()) == [303, 404]


def test_a_bad_password_is_said_and_uses_nothing_up(guest: TestClient, address: str, engine: Engine) -> None:
    before = contents(engine)
    response = guest.post(address, data={"password": "short"})
    assert response.status_code == 422
    assert "Use at least 12 characters" in words(response.text)
    assert contents(engine) == before


def test_what_others_know_of_its_owner_is_told_to_the_check(
    guest: TestClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, ...]] = []

    def problem(_password: str, words: tuple[str, ...]) -> str:
        told.append(words)
        return "No."

    monkeypatch.setattr("app.accounts.passwords.problem", problem)
    guest.post(address, data=CHOSEN)
    assert told == [("Dana Director", DANA, "Example Manufacturing Group")]


def test_it_is_in_the_audit_trail_without_a_secret(guest: TestClient, address: str, engine: Engine) -> None:
    guest.post(address, data=CHOSEN)
    assert acts(engine) == [("Dana Director", "password.reset", DANA)]
    everything = repr(contents(engine)) + repr(acts(engine))
    assert PASSWORD not in everything
    assert address.rpartition("/")[2] not in everything


def test_the_link_is_mailed(guest: TestClient, cast: Cast, configure: Configure, engine: Engine) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        configure(mailing(port))
        response = guest.post("/forgotten-password", data={"email": " Dana@Example.com "})
        [message] = mailbox.messages
        [link] = [line for line in message.get_content().split() if "/reset/" in line]
        assert guest.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200
        guest.post(link.removeprefix("http://127.0.0.1:8000"), data=CHOSEN)
    assert SAME in words(response.text)
    assert message["to"] == DANA
    assert "was changed" in mailbox.messages[1]["subject"]
    assert "/reset/" not in mailbox.messages[1].get_content()
    assert [event[1] for event in acts(engine)] == ["password.link-asked", "password.reset"]


def test_known_and_unknown_are_answered_alike_before_anything_is_looked_up(
    guest: TestClient, cast: Cast, configure: Configure, engine: Engine
) -> None:
    with serving(Mailbox()) as port:
        configure(mailing(port))
        known = guest.post("/forgotten-password", data=ASKED)
        before = contents(engine)
        unknown = guest.post("/forgotten-password", data={"email": "nobody@example.com"})
    assert (known.status_code, known.text) == (200, unknown.text.replace("nobody@example.com", DANA))
    assert contents(engine) == before


def test_an_answer_waits_for_no_lookup(app: FastAPI, cast: Cast, configure: Configure, engine: Engine) -> None:
    """The answer is complete before the background work begins, whoever it is for."""
    sent: list[bool] = []

    async def late(*_arguments: object) -> None:
        sent.append(True)

    async def ask() -> None:
        body = b"email=dana%40example.com"
        headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/x-www-form-urlencoded")]
        scope: dict[str, Any] = {"type": "http", "method": "POST", "path": "/forgotten-password", "headers": headers}
        scope |= {"query_string": b"", "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 80)}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.body" and not message.get("more_body"):
                answered.append(contents(engine) == before and not sent)

        await app(scope, receive, send)

    answered: list[bool] = []
    configure(mailing(25))
    before = contents(engine)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.accounts.reset_routes.mail.send", late)
        asyncio.run(ask())
    assert (answered[-1], sent) == (True, [True])


def test_a_mailbox_is_not_filled(guest: TestClient, cast: Cast, configure: Configure, session: Session) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        configure(mailing(port))
        for _ in range(3):
            assert guest.post("/forgotten-password", data=ASKED).status_code == 200
        assert len(mailbox.messages) == 1
        session.scalars(select(LinkRow)).one().created_at = now() - resets.SENT_EVERY
        session.commit()
        guest.post("/forgotten-password", data=ASKED)
    assert len(mailbox.messages) == 2


@pytest.mark.parametrize("broken", [lambda: serving(Refusing()), silent], ids=["refuses", "says nothing"])
def test_a_broken_mail_server_changes_no_answer(
    broken: Callable[[], Any],
    guest: TestClient,
    cast: Cast,
    configure: Configure,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 0.3)
    with broken() as port:
        configure(mailing(port))
        response = guest.post("/forgotten-password", data=ASKED)
    assert (response.status_code, SAME in words(response.text)) == (200, True)
    assert DANA in caplog.text


def test_a_bad_address_is_said(guest: TestClient, configure: Configure) -> None:
    configure(mailing(25))
    response = guest.post("/forgotten-password", data={"email": "dana"})
    assert response.status_code == 422
    assert fields(response.text, "/forgotten-password") == {"email": "dana"}


def test_without_a_mail_server_the_administrator_is_named(guest: TestClient, cast: Cast, engine: Engine) -> None:
    before = contents(engine)
    for response in (guest.get("/forgotten-password"), guest.post("/forgotten-password", data=ASKED)):
        assert "Ask its administrator" in words(response.text)
    assert contents(engine) == before


def test_where_nobody_signs_in_with_a_password_there_is_no_such_page(guest: TestClient, configure: Configure) -> None:
    configure(mailing(25, local_sign_in=False, **PROVIDER))
    assert guest.get("/forgotten-password").status_code == 404
    assert guest.post("/forgotten-password", data=ASKED).status_code == 404


def test_the_cast_has_these_addresses(cast: Cast) -> None:
    assert email_of(cast.director.person) == DANA
