"""Reading who belongs to an organisation."""

from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import invitations, members
from app.accounts.models import Person, Role
from app.accounts.service import Member
from tests.conftest import SignIn
from tests.pages import words

PATH = "/organisations/1/members"


def test_directors_come_first(session: Session, director: Member, contributor: Member, steering: Member) -> None:
    listed = members.list_members(session, steering)
    assert [(one.name, one.role) for one in listed] == [
        ("Dana Director", Role.DIRECTOR),
        ("Cem Contributor", Role.CONTRIBUTOR),
        ("Stella Steering", Role.STEERING),
    ]


def test_a_director_sees_addresses_and_invitations(session: Session, client: TestClient, director: Member) -> None:
    invitations.invite(session, director, "new@example.com", Role.STEERING)
    session.commit()
    page = words(client.get(PATH).text)
    for shown in ("Dana Director (you)", "cem@example.com", "new@example.com", "Invited by Dana Director"):
        assert shown in page


def test_others_see_names_and_roles_alone(
    session: Session, client: TestClient, director: Member, steering: Member, sign_in: SignIn
) -> None:
    invitations.invite(session, director, "new@example.com", Role.STEERING)
    session.commit()
    sign_in(steering)
    response = client.get(PATH)
    assert "Cem Contributor" in words(response.text)
    assert "@example.com" not in response.text
    assert "<form" not in response.text.partition("<main")[2].partition("</main")[0]


def test_somebody_without_an_address_is_listed_too(session: Session, director: Member, contributor: Member) -> None:
    session.get_one(Person, contributor.person_id).email = None
    session.flush()
    assert [one.email for one in members.list_members(session, director)][1] == ""


def test_nobody_of_another_organisation_is_listed(session: Session, stranger: Member) -> None:
    assert [one.name for one in members.list_members(session, stranger)] == ["Sam Stranger"]
