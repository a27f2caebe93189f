"""Giving a member another role."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import members
from app.accounts.models import Membership, Role
from app.accounts.service import Member
from app.errors import ConflictError, ForbiddenError, NotFoundError
from tests.accounts.trail import trail
from tests.beside import beside
from tests.conftest import SignIn
from tests.databases import contents
from tests.pages import words


def role_of(session: Session, member: Member) -> Role:
    key = {"person_id": member.person_id, "organisation_id": member.organisation_id}
    return session.get_one(Membership, key, populate_existing=True).role


def promote(session: Session, director: Member, member: Member) -> Member:
    """Make a member a director, and return them as such."""
    members.change_role(session, director, member.person_id, Role.DIRECTOR)
    session.commit()
    return replace(member, role=Role.DIRECTOR)


def path(member: Member) -> str:
    return f"/organisations/{member.organisation_id}/members/{member.person_id}/role"


def test_it_counts_from_the_next_page_on(
    client: TestClient, director: Member, contributor: Member, sign_in: SignIn
) -> None:
    response = client.post(path(contributor), data={"role": "director"})
    assert (response.status_code, response.headers["location"]) == (303, "/organisations/1/members")
    sign_in(contributor)
    assert client.get("/organisations/1/settings").status_code == 200


def test_it_is_in_the_audit_trail(session: Session, director: Member, contributor: Member) -> None:
    members.change_role(session, director, contributor.person_id, Role.STEERING)
    changed = ("Dana Director", "member.role-changed", "Cem Contributor <cem@example.com>")
    assert trail(session) == [(*changed, {"role": "contributor"}, {"role": "steering"})]


def test_the_same_role_changes_nothing(session: Session, director: Member, contributor: Member) -> None:
    members.change_role(session, director, contributor.person_id, Role.CONTRIBUTOR)
    assert trail(session) == []


def test_the_last_director_stays_one(client: TestClient, director: Member, engine: Engine) -> None:
    before = contents(engine)
    response = client.post(path(director), data={"role": "steering"})
    assert response.status_code == 409
    assert "Dana Director is the only director. Make somebody else a director first." in words(response.text)
    assert contents(engine) == before


def test_one_of_two_directors_may_step_down(session: Session, director: Member, contributor: Member) -> None:
    promote(session, director, contributor)
    members.change_role(session, director, director.person_id, Role.STEERING)
    assert role_of(session, director) is Role.STEERING


def test_of_two_directors_who_demote_each_other_at_once_one_wins(
    engine: Engine, session: Session, director: Member, contributor: Member
) -> None:
    other = promote(session, director, contributor)
    with (
        beside(
            engine,
            lambda session: members.change_role(session, director, contributor.person_id, Role.STEERING),
            lambda session: members.change_role(session, other, director.person_id, Role.STEERING),
        ) as second,
        pytest.raises(ForbiddenError, match="no longer a director"),
    ):
        second.result()
    assert (role_of(session, director), role_of(session, contributor)) == (Role.DIRECTOR, Role.STEERING)


def test_of_two_directors_who_step_down_at_once_one_stays(
    engine: Engine, session: Session, director: Member, contributor: Member
) -> None:
    other = promote(session, director, contributor)
    with (
        beside(
            engine,
            lambda session: members.change_role(session, director, director.person_id, Role.STEERING),
            lambda session: members.change_role(session, other, other.person_id, Role.STEERING),
        ) as second,
        pytest.raises(ConflictError, match="only director"),
    ):
        second.result()
    assert role_of(session, contributor) is Role.DIRECTOR


def test_nobody_of_another_organisation_is_touched(session: Session, director: Member, stranger: Member) -> None:
    with pytest.raises(NotFoundError):
        members.change_role(session, director, stranger.person_id, Role.STEERING)
    assert role_of(session, stranger) is Role.DIRECTOR


def test_an_unknown_role_is_refused(client: TestClient, director: Member, contributor: Member, engine: Engine) -> None:
    before = contents(engine)
    assert client.post(path(contributor), data={"role": "owner"}).status_code == 422
    assert contents(engine) == before
