"""The director of the first organisation: whom the demonstration and the set-up start from."""

from sqlmodel import Session

from app.accounts.models import Membership, Person, Role
from app.accounts.service import create_organisation, get_first_director
from tests.conftest import Cast


def test_there_is_nobody_at_first(session: Session) -> None:
    assert get_first_director(session) is None


def test_it_is_the_director_of_the_first_organisation(session: Session, cast: Cast) -> None:
    assert get_first_director(session) == cast.director


def test_it_is_never_somebody_else_of_the_organisation(session: Session) -> None:
    person = Person(name="Stella Steering")
    session.add(person)
    session.flush()
    director = create_organisation(session, "Example Manufacturing Group", "Dana Director")
    assert person.id is not None
    assert person.id < director.person_id
    session.add(Membership(person_id=person.id, organisation_id=director.organisation_id, role=Role.STEERING))
    session.flush()
    assert get_first_director(session) == director
