"""What may be done with actions: list, add, edit, change their status. Every verb takes the acting member."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlmodel import Session

from app.accounts.members import list_members
from app.accounts.models import Person, Unit
from app.accounts.service import Member
from app.accounts.units import list_all_units
from app.assessments.cycles import first_held
from app.assessments.service import CHECKLIST_VERSION, LANGUAGE
from app.db.columns import LAST_ID, table_of
from app.errors import ConflictError, ForbiddenError, NotFoundError
from app.maturity.checklist import Checklist
from app.maturity.loading import load
from app.plans import action_trail as trail
from app.plans.action_details import OPEN, ActionDetails, Choices, ListedAction, StatusChange, checked, checked_reason
from app.plans.models import Action, Status


@dataclass(frozen=True, slots=True)
class Filter:
    """Which actions to list; what is None leaves none out.

    ``group_key`` "" is that of actions for a whole element. An owner is a member by id, or somebody by name.
    ``over_since`` leaves out what was done before that day, and of what was dropped what was due before it.
    """

    unit_id: int | None = None
    element: str | None = None
    group_key: str | None = None
    owner: int | str | None = None
    over_since: date | None = None


ALL = Filter()


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who owns an action. Who is no member has no id."""

    person_id: int | None
    name: str

    @property
    def key(self) -> int | str:
        """What a Filter takes."""
        return self.name if self.person_id is None else self.person_id


class StaleActionError(ConflictError):
    """Somebody else changed the action since this person opened it."""

    def __init__(self, theirs: ListedAction) -> None:
        super().__init__("Someone else changed this action while you had it open. Nothing of yours was saved yet.")
        self.theirs = theirs


ACTIONS, UNITS, PEOPLE = table_of(Action), table_of(Unit), table_of(Person)
_LISTED = (
    select(
        *(column for column in ACTIONS.c if column.name not in {"organisation_id", "created_by_id", "created_at"}),
        UNITS.c.name.label("unit"),
        func.coalesce(PEOPLE.c.name, ACTIONS.c.owner_name).label("owner"),
    )
    .join_from(ACTIONS, UNITS, UNITS.c.id == ACTIONS.c.unit_id)
    .outerjoin(PEOPLE, PEOPLE.c.id == ACTIONS.c.owner_id)
    .order_by(ACTIONS.c.due_on, ACTIONS.c.id)
)


def checklist() -> Checklist:
    """Return the checklist whose elements and groups actions belong to."""
    return load(CHECKLIST_VERSION, LANGUAGE)


def list_actions(session: Session, member: Member, chosen: Filter = ALL) -> list[ListedAction]:
    """Return the organisation's actions that are chosen, first due first, in one query."""
    return [_listed(row) for row in session.execute(_narrowed(_mine(member), chosen))]


def count_older(session: Session, member: Member, chosen: Filter) -> int:
    """Return how many actions ``over_since`` leaves out."""
    if chosen.over_since is None:
        return 0
    every = _narrowed(_mine(member), replace(chosen, over_since=None))
    older = every.where(~_current(chosen.over_since)).with_only_columns(func.count()).order_by(None)
    count: int = session.execute(older).scalar_one()
    return count


def list_owners(session: Session, member: Member) -> list[Owner]:
    """Return everybody who owns an action, by name: members, and those whose name was written."""
    owned = _mine(member).with_only_columns(ACTIONS.c.owner_id, _LISTED.selected_columns.owner).order_by(None)
    owners = [Owner(row.owner_id, row.owner) for row in session.execute(owned.distinct())]
    return sorted(owners, key=lambda owner: (owner.name.casefold(), owner.name, owner.person_id or 0))


def get_action(session: Session, member: Member, action_id: int) -> ListedAction:
    """Return the action. NotFoundError when there is none, or it is another organisation's."""
    known = 0 < action_id <= LAST_ID
    row = known and session.execute(_mine(member).where(ACTIONS.c.id == action_id)).first()
    if not row:
        raise NotFoundError("There is no such action, or it is not yours to see.")
    return _listed(row)


def may_change_status(member: Member, action: ListedAction) -> bool:
    """Whether a member may say how far the action has come: directors, and its owner unless only reading."""
    owns = member.may_score and member.person_id == action.details.owner_id
    return member.may_manage or owns


def choices(session: Session, member: Member, action: ListedAction | None = None) -> Choices:
    """Return what the details of a new action, or of this one, may name. Its owner may have left meanwhile."""
    owners = {colleague.person_id for colleague in list_members(session, member)}
    if action is not None and action.details.owner_id is not None:
        owners.add(action.details.owner_id)
    unit_id = action.details.unit_id if action else None
    return Choices(checklist(), list_all_units(session, member), owners, unit_id)


def add(session: Session, member: Member, details: ActionDetails) -> int:
    """Add a planned action and return its id. InvalidInputError names each wrong field; nothing is saved then."""
    member.must_manage()
    details = checked(details, choices(session, member))
    row = Action(organisation_id=member.organisation_id, created_by_id=member.person_id, **_columns(details))
    session.add(row)
    session.flush()
    assert row.id is not None
    trail.added(session, member, get_action(session, member, row.id))
    return row.id


def edit(session: Session, member: Member, action_id: int, details: ActionDetails, version: int) -> None:
    """Change an action. InvalidInputError as add; StaleActionError when ``version`` is not the current one.

    ConflictError when a final cycle was held against what would change.
    """
    member.must_manage()
    before, row = _lock(session, member, action_id)
    details = checked(details, choices(session, member, before))
    if details == before.details:
        return
    if version != before.version:
        raise StaleActionError(before)
    if any(getattr(details, name) != getattr(before.details, name) for name in _PROMISED):
        _refuse_if_held(session, member, before, details.unit_id)
    for name, value in _columns(details).items():
        setattr(row, name, value)
    row.version += 1
    session.flush()
    trail.edited(session, member, before, get_action(session, member, action_id))


def change_status(
    session: Session, member: Member, action_id: int, change: StatusChange, version: int, today: date
) -> None:
    """Say how far an action has come. What is done was done ``today``.

    ForbiddenError for who is neither director nor its owner. InvalidInputError and conflicts as edit.
    """
    before, row = _lock(session, member, action_id)
    if not may_change_status(member, before):
        raise ForbiddenError("Only a director, or the contributor who owns this action, can change its status.")
    change = checked_reason(change)
    if (change.status, change.reason) == (before.status, before.dropped_reason):
        return
    if version != before.version:
        raise StaleActionError(before)
    _refuse_if_held(session, member, before)
    row.status, row.dropped_reason = change.status, change.reason
    row.done_on = today if change.status is Status.DONE else None
    row.version += 1
    session.flush()
    trail.status_changed(session, member, before, change.status)


def _lock(session: Session, member: Member, action_id: int) -> tuple[ListedAction, Action]:
    """Return the action, which nobody else can change before this is committed."""
    get_action(session, member, action_id)  # nobody holds up what they may not see
    row = session.get_one(Action, action_id, with_for_update=True)
    return get_action(session, member, action_id), row


def _refuse_if_held(session: Session, member: Member, action: ListedAction, *into: int) -> None:
    """Raise ConflictError when a final cycle that stands, of its unit or of one it moves into, counts it as done."""
    if action.done_on is None:
        return
    cycle = first_held(session, member, {action.details.unit_id, *into}, action.done_on)
    if cycle:
        raise ConflictError(
            f"A final cycle, {cycle.details.title}, {cycle.details.unit}, was held against this action. So what it "
            "should bring stays as it is: its unit, element, group and expected score, and that it is done."
        )


def _mine(member: Member) -> Select[Any]:
    return _LISTED.where(ACTIONS.c.organisation_id == member.organisation_id)


def _narrowed(wanted: Select[Any], chosen: Filter) -> Select[Any]:
    if chosen.unit_id is not None:
        wanted = wanted.where(ACTIONS.c.unit_id == chosen.unit_id)
    if chosen.element is not None:
        wanted = wanted.where(ACTIONS.c.element == chosen.element)
    if chosen.over_since is not None:
        wanted = wanted.where(_current(chosen.over_since))
    if chosen.group_key is not None:
        wanted = wanted.where(ACTIONS.c.group_key == chosen.group_key)
    if isinstance(chosen.owner, int):
        return wanted.where(ACTIONS.c.owner_id == chosen.owner)
    if chosen.owner is not None:
        return wanted.where(ACTIONS.c.owner_id.is_(None), ACTIONS.c.owner_name == chosen.owner)
    return wanted


def _current(since: date) -> ColumnElement[bool]:
    """Open, or over since a day: a dropped action does not know when it was dropped, so it goes by its due day."""
    return or_(ACTIONS.c.status.in_(OPEN), func.coalesce(ACTIONS.c.done_on, ACTIONS.c.due_on) >= since)


_PROMISED = ("unit_id", "element", "group_key", "expected_score")
_DETAILS = tuple(ActionDetails.__slots__)


def _listed(row: Row[Any]) -> ListedAction:
    return ListedAction(
        id=row.id,
        unit=row.unit,
        details=ActionDetails(*(getattr(row, name) for name in _DETAILS)),
        due_on=row.due_on,
        owner=row.owner,
        status=row.status,
        dropped_reason=row.dropped_reason,
        done_on=row.done_on,
        version=row.version,
    )


def _columns(details: ActionDetails) -> dict[str, Any]:
    return {name: getattr(details, name) for name in _DETAILS}


def by_status(actions: Sequence[ListedAction]) -> dict[Status, list[ListedAction]]:
    """Return the actions of each status: what is open first due first, what is over last due first."""
    columns: dict[Status, list[ListedAction]] = {
        status: [action for action in actions if action.status is status] for status in Status
    }
    for status in set(Status) - set(OPEN):
        columns[status].reverse()
    return columns
