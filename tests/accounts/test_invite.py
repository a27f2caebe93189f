"""Inviting somebody, and taking an invitation back."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts import invitations, mail
from app.accounts.models import LinkRow, Role
from app.accounts.service import Member
from app.db.columns import now
from app.errors import ConflictError, NotFoundError
from app.settings import Settings
from tests.accounts.trail import trail
from tests.databases import contents
from tests.pages import words

PATH = "/organisations/1/invitations"
FORM = {"email": " New@Example.com ", "role": "steering"}
LINK = 'id="link" value="'


def link_on(page: str) -> str:
    return page.partition(LINK)[2].partition('"')[0]


def test_the_link_is_shown_once_in_a_field_to_copy(client: TestClient, director: Member) -> None:
    response = client.post(PATH, data=FORM)
    assert response.status_code == 200
    assert link_on(response.text).startswith("http://127.0.0.1:8000/invitations/")
    assert "Pass on this link: no mail server is set up." in words(response.text)
    again = client.get("/organisations/1/members").text
    assert "new@example.com" in again
    assert LINK not in again


def test_its_token_is_not_stored(client: TestClient, director: Member, engine: Engine) -> None:
    token = link_on(client.post(PATH, data=FORM).text).rpartition("/")[2]
    assert len(token) > 40
    assert token not in repr(contents(engine))


def test_it_lasts_three_days(session: Session, director: Member) -> None:
    invitations.invite(session, director, "new@example.com", Role.STEERING)
    [one] = invitations.list_invitations(session, director)
    assert timedelta(hours=71, minutes=59) < one.expires_at - now() <= timedelta(hours=72)


def test_it_is_mailed_where_there_is_a_mail_server(
    app: FastAPI, client: TestClient, director: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, ...]] = []

    async def send(_settings: Settings, *message: str) -> None:
        sent.append(message)

    changed = {"smtp_host": "mail.example.com", "mail_from": "kam@example.com"}
    monkeypatch.setitem(app.state._state, "settings", app.state.settings.model_copy(update=changed))
    monkeypatch.setattr(mail, "send", send)
    page = client.post(PATH, data=FORM).text
    assert "It was mailed." in words(page)
    [(to, subject, text)] = sent
    assert (to, subject) == ("new@example.com", "Invitation to Example Manufacturing Group")
    assert link_on(page) in text


def test_inviting_the_same_address_again_ends_the_older_link(session: Session, director: Member) -> None:
    older = invitations.invite(session, director, "new@example.com", Role.STEERING)
    newer = invitations.invite(session, director, "NEW@example.com", Role.DIRECTOR)
    with pytest.raises(NotFoundError):
        invitations.look_at(session, older)
    assert invitations.look_at(session, newer).role is Role.DIRECTOR
    assert len(invitations.list_invitations(session, director)) == 1


def test_another_organisation_may_invite_the_same_address(session: Session, director: Member, stranger: Member) -> None:
    ours = invitations.invite(session, director, "new@example.com", Role.STEERING)
    invitations.invite(session, stranger, "new@example.com", Role.STEERING)
    assert invitations.look_at(session, ours).organisation == "Example Manufacturing Group"


def test_who_is_a_member_already_is_not_invited(
    client: TestClient, director: Member, contributor: Member, engine: Engine
) -> None:
    before = contents(engine)
    response = client.post(PATH, data={"email": "Cem@example.com", "role": "director"})
    assert response.status_code == 409
    assert "cem@example.com is a member already, as contributor." in words(response.text)
    assert 'value="Cem@example.com"' in response.text
    assert contents(engine) == before


@pytest.mark.parametrize("email", ["", "nobody", "two words@example.com", f"{'x' * 250}@example.com"])
def test_what_is_no_address_is_refused(client: TestClient, director: Member, engine: Engine, email: str) -> None:
    before = contents(engine)
    response = client.post(PATH, data={"email": email, "role": "director"})
    assert response.status_code == 422
    assert 'id="email-error"' in response.text
    assert contents(engine) == before


def test_it_can_be_taken_back(session: Session, client: TestClient, director: Member) -> None:
    token = link_on(client.post(PATH, data=FORM).text).rpartition("/")[2]
    link_id = session.exec(select(LinkRow.id)).one()
    session.rollback()
    assert client.post(f"{PATH}/{link_id}/revoke").status_code == 303
    assert client.get(f"/invitations/{token}").status_code == 404
    response = client.post(f"{PATH}/{link_id}/revoke")
    assert response.status_code == 409
    assert "accepted, has expired or was taken back already" in words(response.text)


def test_an_invitation_of_another_organisation_is_not_theirs_to_take_back(
    session: Session, director: Member, stranger: Member
) -> None:
    token = invitations.invite(session, director, "new@example.com", Role.STEERING)
    [one] = invitations.list_invitations(session, director)
    with pytest.raises(NotFoundError):
        invitations.revoke(session, stranger, one.id)
    assert invitations.look_at(session, token).email == "new@example.com"


def test_it_is_in_the_audit_trail(session: Session, director: Member) -> None:
    token = invitations.invite(session, director, "new@example.com", Role.STEERING)
    invitations.revoke(session, director, invitations.list_invitations(session, director)[0].id)
    assert trail(session) == [
        ("Dana Director", "invitation.made", "new@example.com", None, {"role": "steering"}),
        ("Dana Director", "invitation.taken-back", "new@example.com", {"role": "steering"}, None),
    ]
    assert token not in repr(trail(session))
    with pytest.raises(ConflictError):
        invitations.revoke(session, director, session.exec(select(LinkRow.id)).one() or 0)
