"""An organisation's members: who they are, what their role is, and leaving. One director always stays."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, delete, func, select, update
from sqlmodel import Session

from app.accounts import audit
from app.accounts.models import Role
from app.accounts.organisations import lock_organisation
from app.accounts.service import MEMBERSHIPS, PEOPLE, Member
from app.errors import ConflictError, ForbiddenError, NotFoundError

LAST_DIRECTOR = "{} is the only director. Make somebody else a director first."
_RANK = case({role: rank for rank, role in enumerate(Role)}, value=MEMBERSHIPS.c.role)
_COLLEAGUES = (
    select(PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.email, MEMBERSHIPS.c.role)
    .join_from(MEMBERSHIPS, PEOPLE)
    .order_by(_RANK, func.lower(PEOPLE.c.name), PEOPLE.c.id)
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of an organisation. ``email`` is empty when there is none, or it is not for the reader."""

    person_id: int
    name: str
    email: str
    role: Role


def list_members(session: Session, member: Member) -> list[Colleague]:
    """Return the members of the organisation, directors first. Only directors see addresses."""
    rows = session.execute(_COLLEAGUES.where(MEMBERSHIPS.c.organisation_id == member.organisation_id))
    shown = member.may_manage
    return [Colleague(row.id, row.name, (row.email or "") if shown else "", row.role) for row in rows]


def change_role(session: Session, member: Member, person_id: int, role: Role) -> None:
    """Give a member another role. ConflictError for the last director, NotFoundError for who is no member."""
    colleague, others = _held(session, member, person_id)
    if colleague.role is role:
        return
    _keep_a_director(colleague, others)
    session.execute(update(MEMBERSHIPS).where(*_which(member, person_id)).values(role=role))
    before, after = {"role": colleague.role}, {"role": role}
    audit.record(session, audit.Actor.of(member), "member.role-changed", _called(colleague), before, after)


def remove(session: Session, member: Member, person_id: int) -> None:
    """Take a person out of the organisation, at once. Their name stays on what they did. Errors as change_role."""
    colleague, others = _held(session, member, person_id)
    _keep_a_director(colleague, others)
    session.execute(delete(MEMBERSHIPS).where(*_which(member, person_id)))
    audit.record(session, audit.Actor.of(member), "member.removed", _called(colleague), before={"role": colleague.role})


def _held(session: Session, member: Member, person_id: int) -> tuple[Colleague, list[Colleague]]:
    """Return a member and all others, none of whom changes before this is committed.

    ForbiddenError also when the one who acts has stopped being a director a moment ago.
    """
    member.must_manage()
    lock_organisation(session, member)
    everybody = list_members(session, member)
    if not any(one.person_id == member.person_id and one.role is Role.DIRECTOR for one in everybody):
        raise ForbiddenError("You are no longer a director of the organisation, so nothing was changed.")
    found = [one for one in everybody if one.person_id == person_id]
    if not found:
        raise NotFoundError
    return found[0], [one for one in everybody if one.person_id != person_id]


def _keep_a_director(colleague: Colleague, others: list[Colleague]) -> None:
    if colleague.role is Role.DIRECTOR and not any(one.role is Role.DIRECTOR for one in others):
        raise ConflictError(LAST_DIRECTOR.format(colleague.name))


def _which(member: Member, person_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return MEMBERSHIPS.c.organisation_id == member.organisation_id, MEMBERSHIPS.c.person_id == person_id


def _called(colleague: Colleague) -> str:
    return f"{colleague.name} <{colleague.email}>" if colleague.email else colleague.name
