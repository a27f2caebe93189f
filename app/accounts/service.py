"""Who is acting, and which organisation and units are theirs."""

from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import select
from sqlmodel import Session

from app.accounts.models import Membership, Organisation, Person, Role, Unit
from app.db.columns import table_of
from app.errors import ForbiddenError

WHOLE_COMPANY = "Whole company"
NAME_MAX = 120


@dataclass(frozen=True, slots=True)
class Member:
    """A person acting in one organisation. Every verb of every feature takes one."""

    person_id: int
    person: str
    organisation_id: int
    organisation: str
    role: Role
    accent: str = ""
    is_administrator: bool = False
    organisations: int = 1  # that the person belongs to

    def at(self, path: str, **parameters: object) -> str:
        """Return an address that names nothing, in this organisation: it is said when the person has several."""
        if self.organisations > 1:
            parameters["organisation"] = self.organisation_id
        return f"{path}?{urlencode(parameters)}" if parameters else path

    @property
    def may_score(self) -> bool:
        """Directors and contributors score drafts."""
        return self.role is not Role.STEERING

    @property
    def may_manage(self) -> bool:
        """Directors start, finish and correct assessments."""
        return self.role is Role.DIRECTOR

    @property
    def may_review(self) -> bool:
        """Directors and the steering committee record reviews."""
        return self.role is not Role.CONTRIBUTOR

    def must_score(self) -> None:
        """Raise ForbiddenError unless this member may score."""
        if not self.may_score:
            raise ForbiddenError("You can read this cycle. Scoring is for directors and contributors.")

    def must_manage(self) -> None:
        """Raise ForbiddenError unless this member is a director."""
        if not self.may_manage:
            raise ForbiddenError("Only a director of the organisation can do this.")

    def must_review(self) -> None:
        """Raise ForbiddenError unless this member may record reviews."""
        if not self.may_review:
            raise ForbiddenError("You can read reviews. Recording them is for directors and the steering committee.")


ORGANISATIONS, PEOPLE, MEMBERSHIPS = table_of(Organisation), table_of(Person), table_of(Membership)
_FIRST_DIRECTOR = (
    select(PEOPLE.c.id, PEOPLE.c.name, ORGANISATIONS.c.id, ORGANISATIONS.c.name, MEMBERSHIPS.c.role)
    .join_from(MEMBERSHIPS, PEOPLE)
    .join(ORGANISATIONS, ORGANISATIONS.c.id == MEMBERSHIPS.c.organisation_id)
    .where(MEMBERSHIPS.c.role == Role.DIRECTOR)
    .order_by(MEMBERSHIPS.c.organisation_id, MEMBERSHIPS.c.person_id)
    .limit(1)
)


def get_first_director(session: Session) -> Member | None:
    """Return the director of the first organisation, None when there is no organisation yet."""
    row = session.execute(_FIRST_DIRECTOR).first()
    return Member(*row) if row else None


def create_organisation(
    session: Session, name: str, director: str, units: tuple[str, ...] = (WHOLE_COMPANY,)
) -> Member:
    """Create an organisation with its units and a new person as its first director, and return that member."""
    person = Person(name=director)
    session.add(person)
    session.flush()
    return found_organisation(session, name, person, units)


def found_organisation(
    session: Session, name: str, person: Person, units: tuple[str, ...] = (WHOLE_COMPANY,)
) -> Member:
    """Create an organisation with its units and with ``person`` as its first director, and return that member."""
    organisation = Organisation(name=name)
    session.add(organisation)
    session.flush()
    assert organisation.id is not None
    assert person.id is not None
    session.add(Membership(person_id=person.id, organisation_id=organisation.id, role=Role.DIRECTOR))
    session.add_all(Unit(organisation_id=organisation.id, name=unit) for unit in units)
    session.flush()
    return Member(person.id, person.name, organisation.id, organisation.name, Role.DIRECTOR)
