"""A believable company, so that a newcomer sees every page alive: one organisation, five units, four cycles each."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Organisation, Person, Unit
from app.accounts.service import Member, create_organisation, found_organisation, get_first_director
from app.assessments import answering, service
from app.assessments.details import Details
from app.assessments.models import Assessment
from app.assessments.snapshot import Answer, Evidence
from app.errors import ConflictError
from app.maturity.checklist import CellId, Checklist
from app.maturity.loading import load

CONTENT = Path(__file__).with_name("demo.toml")
EVIDENCE = {"n": Evidence.NONE, "a": Evidence.ANECDOTAL, "d": Evidence.DOCUMENTED, ".": None}
UNSCORED = "-"


@dataclass(frozen=True)
class DemoCycle:
    """A cycle of the demonstration as its file tells it."""

    details: Details
    answers: Mapping[CellId, Answer]
    final: bool


Hold = Callable[[Session, Member, int, Details], None]
"""What else happens to a cycle before it is final: a director, the cycle's id and its details."""


def fill(session: Session, hold: Hold | None = None) -> Member:
    """Add the demonstration's organisation and return its director.

    That is the first administrator once there is one. Before that the demonstration becomes the first organisation,
    which whoever sets the installation up takes over. ConflictError when it is there already, or when somebody has
    used the installation without an account: the demonstration is never mixed with real cycles.
    """
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    member = _organisation(session, content["organisation"], content["director"])
    for cycle in _cycles(load(), content):
        cycle_id = service.start(session, member, cycle.details)
        answering.fill(session, member, cycle_id, cycle.answers)
        if hold:
            hold(session, member, cycle_id, cycle.details)
        if cycle.final:
            service.finish(session, member, cycle_id, at=_evening_of(cycle.details.held_on))
    return member


def _organisation(session: Session, name: str, director: str) -> Member:
    """Return a new organisation, or the first one while it is empty and nobody has set it up, under the new name."""
    if session.exec(select(Organisation.id).where(Organisation.name == name)).first() is not None:
        raise ConflictError(f"The demonstration, {name}, is there already.")
    administrator = session.exec(
        select(Person).where(col(Person.is_administrator)).order_by(col(Person.id)).limit(1)
    ).first()
    if administrator is not None:
        return found_organisation(session, name, administrator, units=())
    member = get_first_director(session)
    if member is None:
        return create_organisation(session, name, director, units=())
    if session.exec(select(Assessment.id).limit(1)).first() is not None:
        raise ConflictError("There are cycles already. Start the server and set it up; then add the demonstration.")
    session.get_one(Organisation, member.organisation_id).name = name
    for unit in session.exec(select(Unit).where(col(Unit.organisation_id) == member.organisation_id)):
        session.delete(unit)
    session.flush()
    return Member(member.person_id, member.person, member.organisation_id, name, member.role)


def _cycles(checklist: Checklist, content: Mapping[str, Any]) -> list[DemoCycle]:
    return [_cycle(checklist, item) for item in content["cycles"]]


def _cycle(checklist: Checklist, item: Mapping[str, Any]) -> DemoCycle:
    details = Details(
        title=item["title"],
        held_on=item["held_on"],
        unit=item["unit"],
        out_of_scope=tuple(item.get("out_of_scope", "")),
        scope_reason=item.get("scope_reason", ""),
    )
    answers = {
        CellId(letter, group.key): Answer(
            None if score == UNSCORED else int(score),
            EVIDENCE[strength],
            item["notes"].get(letter, {}).get(group.key, ""),
        )
        for letter, row in item["scores"].items()
        for group, score, strength in zip(checklist.groups, row[0], row[1], strict=True)
    }
    return DemoCycle(details, answers, item["final"])


def _evening_of(day: date) -> datetime:
    return datetime.combine(day, time(16, 30), UTC)
