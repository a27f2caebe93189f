"""An organisation's units: added, renamed, archived, and found by their name.

Names that differ only in case are the same name. Whoever adds or renames holds the organisation, so that two who do
it at the same moment don't both succeed.
"""

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts import audit
from app.accounts.models import Unit
from app.accounts.organisations import lock_organisation
from app.accounts.service import NAME_MAX, Member
from app.db.columns import get_by_id, now
from app.db.text import line_of_text
from app.errors import InvalidInputError, NotFoundError

UNUSABLE = "The unit can’t be used."


def list_units(session: Session, member: Member) -> list[Unit]:
    """Return the member's units that take new cycles, by name."""
    return [unit for unit in list_all_units(session, member) if unit.archived_at is None]


def list_all_units(session: Session, member: Member) -> list[Unit]:
    """Return the member's units, by name, the archived ones too."""
    mine = select(Unit).where(col(Unit.organisation_id) == member.organisation_id)
    return list(session.scalars(mine.order_by(col(Unit.name))))


def get_unit(session: Session, member: Member, unit_id: int) -> Unit:
    """Return the unit. NotFoundError when there is none, or it is another organisation's."""
    unit = get_by_id(session, Unit, unit_id)
    if unit is None or unit.organisation_id != member.organisation_id:
        raise NotFoundError
    return unit


def find_or_create_unit(session: Session, member: Member, name: str, current: str = "") -> Unit:
    """Return the organisation's unit of this name, adding it when it is new.

    InvalidInputError when the name is unusable, or the unit is archived and not the ``current`` one of a cycle.
    """
    name = _usable(name)
    unit = _named(session, member, name)
    if unit is None:
        lock_organisation(session, member)
        unit = _named(session, member, name) or _added(session, member, name)
    if unit.archived_at is not None and unit.name != current:
        message = f"{unit.name} is archived and takes no new cycles. Choose another unit, or bring it back first."
        raise InvalidInputError(UNUSABLE, {"unit": message})
    return unit


def add_unit(session: Session, member: Member, name: str) -> Unit:
    """Add a unit. InvalidInputError when its name is unusable or taken."""
    member.must_manage()
    name = _usable(name)
    lock_organisation(session, member)
    _refuse_taken(_named(session, member, name))
    return _added(session, member, name)


def rename_unit(session: Session, member: Member, unit_id: int, name: str) -> None:
    """Give a unit another name. InvalidInputError as ``add_unit``. Final cycles keep the name they were sealed with."""
    member.must_manage()
    unit = get_unit(session, member, unit_id)
    name = _usable(name)
    lock_organisation(session, member)
    taken = _named(session, member, name)
    if taken is not unit:
        _refuse_taken(taken)
    before = unit.name
    if name != before:
        unit.name = name
        session.flush()
        audit.record(session, audit.Actor.of(member), "unit.renamed", name, {"name": before}, {"name": name})


def archive_unit(session: Session, member: Member, unit_id: int) -> None:
    """Let a unit take no new cycles. Those it has stay readable."""
    member.must_manage()
    unit = get_unit(session, member, unit_id)
    if unit.archived_at is None:
        _set_archived(session, member, unit, archived=True)


def unarchive_unit(session: Session, member: Member, unit_id: int) -> None:
    """Let an archived unit take cycles again."""
    member.must_manage()
    unit = get_unit(session, member, unit_id)
    if unit.archived_at is not None:
        _set_archived(session, member, unit, archived=False)


def unit_problem(name: str) -> str:
    """Return why a unit can't have this name, empty when it can."""
    if not name:
        return "Enter the part of the company that is assessed."
    if len(name) > NAME_MAX:
        return f"Use at most {NAME_MAX} characters; this has {len(name)}."
    return ""


def _usable(name: str) -> str:
    name = line_of_text(name)
    if problem := unit_problem(name):
        raise InvalidInputError(UNUSABLE, {"unit": problem})
    return name


def _named(session: Session, member: Member, name: str) -> Unit | None:
    """Return the unit of this name, one written exactly so before one that differs in case."""
    same = [unit for unit in list_all_units(session, member) if unit.name.casefold() == name.casefold()]
    return next((unit for unit in same if unit.name == name), same[0] if same else None)


def _refuse_taken(taken: Unit | None) -> None:
    if taken is not None:
        archived = ", archived" if taken.archived_at else ""
        message = f"There is a unit of this name already: {taken.name}{archived}. Enter another name."
        raise InvalidInputError(UNUSABLE, {"unit": message})


def _added(session: Session, member: Member, name: str) -> Unit:
    unit = Unit(organisation_id=member.organisation_id, name=name)
    session.add(unit)
    session.flush()
    audit.record(session, audit.Actor.of(member), "unit.added", name, after={"name": name})
    return unit


def _set_archived(session: Session, member: Member, unit: Unit, *, archived: bool) -> None:
    unit.archived_at = now() if archived else None
    session.flush()
    action = "unit.archived" if archived else "unit.brought-back"
    audit.record(session, audit.Actor.of(member), action, unit.name, {"archived": not archived}, {"archived": archived})
