"""What the demonstration's company plans, and what its steering committee said: targets, actions, reviews, comments."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import Session

from app.accounts.service import Member
from app.assessments.cycle import Cycle
from app.assessments.cycles import list_history
from app.assessments.demo import Hold
from app.assessments.demo import fill as fill_cycles
from app.plans.action_details import ActionDetails, StatusChange
from app.plans.actions import add, change_status
from app.plans.comments import add_comment
from app.plans.minutes import Minutes
from app.plans.models import Status, Target
from app.plans.reviews import record_review

CONTENT = Path(__file__).with_name("demo.toml")
Item = Mapping[str, Any]


class _Company(NamedTuple):
    session: Session
    director: Member
    cycles: Mapping[tuple[str, str], Cycle]
    """The final ones, by unit and title."""

    def unit_id(self, name: str) -> int:
        return next(cycle.unit_id for (unit, _), cycle in self.cycles.items() if unit == name)


def fill(session: Session, hold: Hold | None = None) -> Member:
    """Add the demonstration with its plans, and return its director. ``hold`` and ConflictError as for its cycles."""
    director = fill_cycles(session, hold)
    final = [item.cycle for item in list_history(session, director)]
    company = _Company(session, director, {(cycle.details.unit, cycle.details.title): cycle for cycle in final})
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    for item in content["targets"]:
        session.add_all(_targets(company, item))
    actions = {item["key"]: _act(company, item) for item in content["actions"]}
    for item in content["reviews"]:
        record_review(session, director, _minutes(company, item, actions), item["held_on"])
    for item in content["comments"]:
        add_comment(session, director, company.cycles[item["unit"], item["title"]].id, item["text"])
    return director


def _targets(company: _Company, item: Item) -> Iterable[Target]:
    """Return the targets of one day. Some of the days are past: the service sets none for those any more."""
    scores = {(letter, ""): points for letter, points in item.get("elements", {}).items()}
    scores |= {(letter, group): score for letter, row in item.get("cells", {}).items() for group, score in row.items()}
    for (letter, group), score in scores.items():
        yield Target(
            organisation_id=company.director.organisation_id,
            unit_id=company.unit_id(item["unit"]),
            element=letter,
            group_key=group,
            due_on=item["due_on"],
            score=score,
            set_by_id=company.director.person_id,
        )


def _act(company: _Company, item: Item) -> int:
    session, director = company.session, company.director
    details = ActionDetails(
        unit_id=company.unit_id(item["unit"]),
        element=item["element"],
        group_key=item["group"],
        title=item["title"],
        seen_when_done=item["seen_when_done"],
        owner_id=None if item["owner"] else director.person_id,
        owner_name=item["owner"],
        starts_on=item["starts_on"],
        due_on=item["due_on"],
        expected_score=item["expected_score"],
    )
    action_id = add(session, director, details)
    change = StatusChange(Status(item["status"]), item.get("reason", ""))
    change_status(session, director, action_id, change, 1, item.get("on", item["due_on"]))
    return action_id


def _minutes(company: _Company, item: Item, actions: Mapping[str, int]) -> Minutes:
    return Minutes(
        held_on=item["held_on"],
        cycles=tuple(cycle.id for (_, title), cycle in company.cycles.items() if title == item["title"]),
        attended=item["attended"],
        decided=item["decided"],
        actions=tuple(actions[key] for key in item["actions"]),
        questions=item["questions"],
        next_on=item["next_on"],
    )
