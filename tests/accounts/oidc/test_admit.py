"""Whom a provider may bring in, and with which roles."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.accounts.identities import NO_ACCESS, Introduction, RefusedSignInError, admit
from app.accounts.models import AuditEvent, Identity, Membership, Person, Role
from app.db.engine import writing
from app.settings import GroupRole
from tests.conftest import Cast
from tests.databases import contents

ISSUER = "https://login.example.com"


def introduced(subject: str = "nina", *groups: str, email: str = "", issuer: str = ISSUER) -> Introduction:
    return Introduction(issuer, subject, "Nina New", email, frozenset(groups))


def mapped(organisation_id: int, **roles: str) -> list[GroupRole]:
    return [GroupRole(group, organisation_id, role) for group, role in roles.items()]


def role_of(session: Session, person: Person, organisation_id: int) -> Role | None:
    row = session.get(Membership, (person.id, organisation_id))
    return row.role if row else None


def test_nobody_is_brought_in_by_nothing(session: Session, cast: Cast, engine: Engine) -> None:
    before = contents(engine)
    with pytest.raises(RefusedSignInError, match=NO_ACCESS) as refused:
        admit(session, introduced("nina", "others", email="nina@example.com"), mapped(1, kam="director"))
    assert (refused.value.status, refused.value.subject) == (403, "nina@example.com")
    session.rollback()
    assert contents(engine) == before


def test_an_administrator_is_not_linked_by_address(session: Session, cast: Cast) -> None:
    ada = introduced("ada", "kam", email="ada@example.com")
    with pytest.raises(RefusedSignInError) as refused:
        admit(session, ada, mapped(cast.director.organisation_id, kam="director"))
    assert "administrator" in refused.value.reason


def test_an_administrator_who_is_linked_already_comes_in(session: Session, cast: Cast) -> None:
    session.add(Identity(issuer=ISSUER, subject="ada", person_id=cast.administrator.person_id))
    session.flush()
    assert admit(session, introduced("ada"), []).id == cast.administrator.person_id


def test_an_address_is_linked_once(session: Session, cast: Cast) -> None:
    admit(session, introduced("dana", email="dana@example.com"), [])
    with pytest.raises(RefusedSignInError) as refused:
        admit(session, introduced("new-in-danas-place", email="dana@example.com"), [])
    assert "another identity" in refused.value.reason


def test_the_same_subject_of_another_issuer_is_somebody_else(session: Session, cast: Cast) -> None:
    admit(session, introduced("dana", email="dana@example.com"), [])
    with pytest.raises(RefusedSignInError):
        admit(session, introduced("dana", issuer="https://another.example.com"), [])


def test_what_a_group_brings_makes_nobody_administrator(session: Session, cast: Cast) -> None:
    here = cast.director.organisation_id
    person = admit(session, introduced("nina", "kam"), mapped(here, kam="director"))
    assert (person.is_administrator, person.email, role_of(session, person, here)) == (False, None, Role.DIRECTOR)


def test_groups_bring_roles_in_several_organisations(session: Session, cast: Cast) -> None:
    here, there = cast.director.organisation_id, cast.stranger.organisation_id
    roles = [*mapped(here, kam="steering"), *mapped(there, kam="contributor")]
    person = admit(session, introduced("nina", "kam"), roles)
    assert role_of(session, person, here) is Role.STEERING
    assert role_of(session, person, there) is Role.CONTRIBUTOR


@pytest.mark.parametrize("groups", [("a", "b"), ("b", "a")])
def test_the_strongest_role_counts(session: Session, cast: Cast, groups: tuple[str, str]) -> None:
    here = cast.director.organisation_id
    roles = mapped(here, **dict(zip(groups, ("steering", "director"), strict=True)))
    person = admit(session, introduced("nina", *groups), roles)
    assert role_of(session, person, here) is Role.DIRECTOR


def test_an_organisation_that_is_gone_brings_nothing(session: Session, cast: Cast) -> None:
    with pytest.raises(RefusedSignInError):
        admit(session, introduced("nina", "kam"), mapped(4711, kam="director"))


def test_a_long_name_is_cut(session: Session, cast: Cast) -> None:
    who = Introduction(ISSUER, "nina", "N" * 500, "", frozenset({"kam"}))
    assert admit(session, who, mapped(cast.director.organisation_id, kam="steering")).name == "N" * 120


def test_the_role_keeps_in_step(session: Session, cast: Cast) -> None:
    here = cast.director.organisation_id
    stella = introduced("stella", "kam", email="stella@example.com")
    person = admit(session, stella, mapped(here, kam="contributor"))
    assert role_of(session, person, here) is Role.CONTRIBUTOR
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "member.role-changed")).one()
    assert (event.organisation_id, event.person, event.subject) == (here, "Single sign-on", "Stella Steering")
    assert (event.before, event.after) == ('{"role": "steering"}', '{"role": "contributor"}')


def test_a_role_that_is_right_is_no_news(session: Session, cast: Cast) -> None:
    here = cast.director.organisation_id
    admit(session, introduced("stella", "kam", email="stella@example.com"), mapped(here, kam="steering"))
    assert not session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("member."))).all()


def test_who_has_left_every_group_stays_a_member(session: Session, cast: Cast) -> None:
    here = cast.director.organisation_id
    person = admit(session, introduced("nina", "kam"), mapped(here, kam="steering"))
    admit(session, introduced("nina"), mapped(here, kam="steering"))
    assert role_of(session, person, here) is Role.STEERING


def test_the_last_director_stays_one(session: Session, cast: Cast) -> None:
    here = cast.director.organisation_id
    dana = introduced("dana", "kam", email="dana@example.com")
    assert role_of(session, admit(session, dana, mapped(here, kam="steering")), here) is Role.DIRECTOR


def test_one_of_two_directors_does_not(session: Session, cast: Cast) -> None:
    here = cast.director.organisation_id
    session.get_one(Membership, (cast.contributor.person_id, here)).role = Role.DIRECTOR
    session.flush()
    dana = introduced("dana", "kam", email="dana@example.com")
    assert role_of(session, admit(session, dana, mapped(here, kam="steering")), here) is Role.STEERING


def test_what_is_refused_is_undone(session: Session, cast: Cast, engine: Engine) -> None:
    before = contents(engine)
    with pytest.raises(RefusedSignInError), writing(engine) as other:
        admit(other, introduced("ada", "kam", email="ada@example.com"), mapped(cast.director.organisation_id, kam="x"))
    assert contents(engine) == before
