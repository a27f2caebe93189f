"""Who is acting, and which organisation and units are theirs."""

from dataclasses import dataclass

from sqlmodel import Session, select

from app.accounts.models import Membership, Organisation, Person, Role, Unit
from app.errors import ForbiddenError, InvalidInputError

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

    @property
    def may_score(self) -> bool:
        """Directors and contributors score drafts."""
        return self.role is not Role.STEERING

    @property
    def may_manage(self) -> bool:
        """Directors start, finish and correct assessments."""
        return self.role is Role.DIRECTOR

    def must_score(self) -> None:
        """Raise ForbiddenError unless this member may score."""
        if not self.may_score:
            raise ForbiddenError("You can read this cycle. Scoring is for directors and contributors.")

    def must_manage(self) -> None:
        """Raise ForbiddenError unless this member is a director."""
        if not self.may_manage:
            raise ForbiddenError("Only a director of the organisation can do this.")


def get_local_member(session: Session) -> Member | None:
    """Return the director of the first organisation: the one person signed in on this machine."""
    row = session.exec(
        select(Person.id, Person.name, Organisation.id, Organisation.name, Membership.role)
        .join_from(Membership, Person)
        .join(Organisation)
        .where(Membership.role == Role.DIRECTOR)
        .order_by(Membership.organisation_id, Membership.person_id)  # type: ignore[arg-type]  # SQLModel types columns as values
        .limit(1)
    ).first()
    return Member(*row) if row else None  # type: ignore[arg-type]  # ids are never None in the database


def create_organisation(session: Session, name: str, director: str, units: tuple[str, ...] = (WHOLE_COMPANY,)) -> Member:
    """Create an organisation with its units and its first director, and return that member."""
    organisation, person = Organisation(name=name), Person(name=director)
    session.add_all([organisation, person])
    session.flush()
    assert organisation.id is not None
    assert person.id is not None
    session.add(Membership(person_id=person.id, organisation_id=organisation.id, role=Role.DIRECTOR))
    session.add_all(Unit(organisation_id=organisation.id, name=unit) for unit in units)
    session.flush()
    return Member(person.id, person.name, organisation.id, organisation.name, Role.DIRECTOR)


def list_units(session: Session, member: Member) -> list[Unit]:
    """Return the member's units, by name."""
    return list(session.exec(select(Unit).where(Unit.organisation_id == member.organisation_id).order_by(Unit.name)))


def find_or_create_unit(session: Session, member: Member, name: str) -> Unit:
    """Return the organisation's unit of this name, adding it when it is new. InvalidInputError when unusable."""
    name = " ".join(name.split())
    if not name:
        raise InvalidInputError("Name the unit.", {"unit": "Enter the part of the company that is assessed."})
    if len(name) > NAME_MAX:
        raise InvalidInputError("The name is too long.", {"unit": f"Use at most {NAME_MAX} characters."})
    unit = session.exec(
        select(Unit).where(Unit.organisation_id == member.organisation_id, Unit.name == name)
    ).first()
    if unit is None:
        unit = Unit(organisation_id=member.organisation_id, name=name)
        session.add(unit)
        session.flush()
    return unit
