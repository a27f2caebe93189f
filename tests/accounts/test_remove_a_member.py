"""Taking a person out of an organisation."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts import members
from app.accounts.models import Person, Role
from app.accounts.service import Member
from app.assessments.models import AnswerRow
from app.errors import ConflictError, NotFoundError
from app.maturity.checklist import CellId
from tests.accounts.trail import trail
from tests.conftest import Scribe, SignIn
from tests.databases import contents
from tests.pages import words


def path(member: Member) -> str:
    return f"/organisations/{member.organisation_id}/members/{member.person_id}/remove"


def test_their_access_ends_at_once(client: TestClient, director: Member, contributor: Member, sign_in: SignIn) -> None:
    assert client.post(path(contributor)).headers["location"] == "/organisations/1/members"
    sign_in(contributor)
    assert client.get("/organisations/1/members").status_code == 404
    assert client.get("/").headers["location"].startswith("/organisations?")


def test_their_name_stays_on_what_they_did(
    session: Session, client: TestClient, scribe: Scribe, director: Member, contributor: Member
) -> None:
    cycle_id = scribe.start()
    scribe.director = contributor
    scribe.score(cycle_id, {CellId("A", "kam_unit"): 2})
    members.remove(session, director, contributor.person_id)
    session.commit()
    assert session.exec(select(AnswerRow.changed_by_id)).all() == [contributor.person_id]
    assert session.get_one(Person, contributor.person_id).name == "Cem Contributor"
    assert client.get(f"/cycles/{cycle_id}/elements/A").status_code == 200


def test_it_is_in_the_audit_trail(session: Session, director: Member, steering: Member) -> None:
    members.remove(session, director, steering.person_id)
    removed = ("Dana Director", "member.removed", "Stella Steering <stella@example.com>")
    assert trail(session) == [(*removed, {"role": "steering"}, None)]


def test_the_last_director_stays(client: TestClient, director: Member, engine: Engine) -> None:
    before = contents(engine)
    response = client.post(path(director))
    assert response.status_code == 409
    assert "Dana Director is the only director" in words(response.text)
    assert contents(engine) == before


def test_a_director_may_leave_when_another_stays(
    session: Session, client: TestClient, director: Member, contributor: Member
) -> None:
    members.change_role(session, director, contributor.person_id, Role.DIRECTOR)
    session.commit()
    assert client.post(path(director)).headers["location"] == "/"
    assert [one.name for one in members.list_members(session, contributor)] == ["Cem Contributor", "Stella Steering"]


@pytest.mark.parametrize("who", [4711, 2**40, 0])
def test_who_is_no_member_can_not_be_removed(session: Session, director: Member, who: int) -> None:
    with pytest.raises(NotFoundError):
        members.remove(session, director, who)


def test_nobody_of_another_organisation_is_removed(session: Session, director: Member, stranger: Member) -> None:
    with pytest.raises(NotFoundError):
        members.remove(session, director, stranger.person_id)
    with pytest.raises(ConflictError):
        members.remove(session, stranger, stranger.person_id)
