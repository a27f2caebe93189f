"""The workshop of the demonstration, held on one of its cycles and closed before that was final."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app.accounts.service import Member
from app.assessments.details import Details
from app.db.vault import Vault
from app.maturity.checklist import CellId
from app.workshops import closing, deciding, joining, leading, voting
from app.workshops.deciding import Decision
from app.workshops.joining import Seat
from app.workshops.models import Workshop
from app.workshops.room import find_room
from app.workshops.service import Plan, open_workshop
from app.workshops.voting import Vote

CONTENT = Path(__file__).with_name("demo.toml")
MORNING, NOON = time(9, 0, tzinfo=UTC), time(12, 0, tzinfo=UTC)


def hold(vault: Vault, session: Session, member: Member, cycle_id: int, details: Details) -> None:
    """Hold the workshop of the demonstration, if this is its cycle. It agrees on the scores that the cycle has."""
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    if (details.unit, details.title) != (content["unit"], content["title"]):
        return
    voters = [group for group, number in content["voters"].items() for _ in range(number)]
    plan = Plan(tuple(content["votes"]), expected=len(voters))
    workshop_id = open_workshop(session, member, vault, cycle_id, plan)
    session.get_one(Workshop, workshop_id).opened_at = datetime.combine(details.held_on, MORNING)
    session.flush()
    link = find_room(session, workshop_id).link(vault)
    seats = [joining.join(session, link, group) for group in voters]
    leading.begin(session, member, workshop_id)
    for letter, votes in content["votes"].items():
        leading.go_to(session, member, workshop_id, letter)
        session.flush()
        cells = {CellId(letter, group): choices.replace(" ", "") for group, choices in votes.items()}
        _vote(session, vault, seats, cells)
        leading.reveal(session, member, vault, workshop_id, list(cells))
    deciding.settle(session, member, workshop_id)
    for item in content["decisions"]:
        cell, decision = CellId(item["element"], item["group"]), Decision(item["score"], item["why"], item["dissent"])
        deciding.decide(session, member, workshop_id, cell, decision, 1)
    closing.close(session, member, workshop_id, at=datetime.combine(details.held_on, NOON))
    closing.close_what_is_due(session)


def _vote(session: Session, vault: Vault, seats: list[Seat], cells: Mapping[CellId, Any]) -> None:
    for cell, choices in cells.items():
        for seat, choice in zip(seats, choices, strict=True):
            vote = Vote("unknown" if choice == "?" else choice, round=1, revision=1)
            voting.vote(session, vault, seat.workshop_id, seat.token, cell, vote)
