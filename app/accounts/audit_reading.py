"""Reading the audit trail, newest first: a director their organisation's, an administrator the installation's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Select, exists, select
from sqlmodel import Session

from app.accounts.audit import EVENTS
from app.accounts.audit_words import ACTIONS
from app.accounts.models import Person
from app.accounts.service import Member
from app.accounts.sessions import Administrator
from app.db.columns import table_of
from app.db.engine import reading
from app.errors import InvalidInputError

PAGE_SIZE = 50
BATCH = 1000
PEOPLE = table_of(Person)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which events to show; what is None or empty leaves none out. Days are in UTC."""

    person_id: int | None = None
    action: str = ""
    first: date | None = None
    last: date | None = None


def filters_of(people: Sequence[Row[Any]], person: str, action: str, first: str, last: str) -> Filters:
    """Return the filters that somebody typed. InvalidInputError names each field that can't be used."""
    wrong = {}
    if person and person not in {str(one.id) for one in people}:
        wrong["person"] = "Choose a person from the list."
    if action and action not in ACTIONS:
        wrong["action"] = "Choose an action from the list."
    days = {name: _day(typed) for name, typed in (("first", first), ("last", last)) if typed}
    wrong |= {name: "Enter a day, such as 2026-11-12." for name, day in days.items() if day is None}
    filters = Filters(None, action, days.get("first"), days.get("last"))
    if filters.first and filters.last and filters.last < filters.first:
        wrong["last"] = "Enter a day that is not before the first."
    if wrong:
        raise InvalidInputError("The events can’t be chosen like this.", wrong)
    return Filters(int(person) if person else None, filters.action, filters.first, filters.last)


def list_people(session: Session, reader: Member | Administrator) -> Sequence[Row[Any]]:
    """Return id and name of everybody who did something that the reader may see, by name."""
    did = exists().where(_mine(reader), EVENTS.c.person_id == PEOPLE.c.id)
    return session.execute(select(PEOPLE.c.id, PEOPLE.c.name).where(did).order_by(PEOPLE.c.name, PEOPLE.c.id)).all()


def list_events(
    session: Session, reader: Member | Administrator, filters: Filters, before: int | None = None
) -> tuple[Sequence[Row[Any]], bool]:
    """Return up to PAGE_SIZE events, newest first, and whether there are older ones; ``before`` is a number."""
    events = session.execute(newest(reader, filters, before).limit(PAGE_SIZE + 1)).all()
    return events[:PAGE_SIZE], len(events) > PAGE_SIZE


def all_events(engine: Engine, reader: Member | Administrator, filters: Filters) -> Iterator[Sequence[Row[Any]]]:
    """Yield every event, newest first, in batches; between them no connection is held."""
    before = None
    while True:
        with reading(engine) as session:
            events = session.execute(newest(reader, filters, before).limit(BATCH)).all()
        if not events:
            return
        yield events
        before = events[-1].id


def newest(reader: Member | Administrator, filters: Filters, before: int | None) -> Select[Any]:
    """Return the statement for events, newest first. ForbiddenError when a member is no director."""
    wanted = select(EVENTS).where(_mine(reader))
    # Said in full, so that PostgreSQL sees that the index has this order, also where the organisation is null.
    order = [EVENTS.c.organisation_id.desc()]
    if filters.person_id is not None:
        wanted = wanted.where(EVENTS.c.person_id == filters.person_id)
        order.append(EVENTS.c.person_id.desc())
    if filters.action:
        wanted = wanted.where(EVENTS.c.action == filters.action)
    if filters.first:
        wanted = wanted.where(EVENTS.c.at >= datetime.combine(filters.first, time.min, UTC))
    if filters.last:
        wanted = wanted.where(EVENTS.c.at <= datetime.combine(filters.last, time.max, UTC))
    if before is not None:
        wanted = wanted.where(EVENTS.c.id < before)
    return wanted.order_by(*order, EVENTS.c.id.desc())


def _mine(reader: Member | Administrator) -> ColumnElement[bool]:
    if isinstance(reader, Member):
        reader.must_manage()
        return EVENTS.c.organisation_id == reader.organisation_id
    return EVENTS.c.organisation_id.is_(None)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None
