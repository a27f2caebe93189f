"""Until accounts exist, the director of the first organisation is the one signed in."""

from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts.models import Membership, Person, Role
from app.accounts.service import WHOLE_COMPANY, create_organisation, ensure_local_director, get_local_member, list_units
from tests.conftest import Cast
from tests.databases import contents


def test_there_is_nobody_at_first(session: Session) -> None:
    assert get_local_member(session) is None


def test_the_server_creates_an_organisation_with_its_director(session: Session) -> None:
    ensure_local_director(session, "Example Manufacturing Group", "Dana Director")
    member = get_local_member(session)
    assert member is not None
    assert (member.organisation, member.person, member.role) == (
        "Example Manufacturing Group",
        "Dana Director",
        Role.DIRECTOR,
    )
    assert [unit.name for unit in list_units(session, member)] == [WHOLE_COMPANY]


def test_it_creates_them_once(session: Session, engine: Engine) -> None:
    ensure_local_director(session, "First", "Dana Director")
    session.commit()
    before = contents(engine)
    ensure_local_director(session, "Second", "Sam Stranger")
    session.commit()
    assert contents(engine) == before


def test_it_is_the_director_of_the_first_organisation(session: Session, cast: Cast) -> None:
    assert get_local_member(session) == cast.director


def test_it_is_never_somebody_else_of_the_organisation(session: Session) -> None:
    person = Person(name="Stella Steering")
    session.add(person)
    session.flush()
    director = create_organisation(session, "Example Manufacturing Group", "Dana Director")
    assert person.id is not None
    assert person.id < director.person_id
    session.add(Membership(person_id=person.id, organisation_id=director.organisation_id, role=Role.STEERING))
    session.flush()
    assert get_local_member(session) == director
