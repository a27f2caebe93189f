"""What the audit trail keeps of a workshop: what its director did with it."""

from collections.abc import Callable

from sqlalchemy import select
from sqlmodel import Session

from app.accounts.audit import EVENTS
from tests.workshops.desks import Desk

At = Callable[[str], Desk]
CELL = {"letter": "A", "group": "kam_unit"}


def kept(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(select(EVENTS).order_by(EVENTS.c.id)).all()
    return [(row.action, row.after) for row in rows if row.action.startswith("workshop.")]


def test_it_keeps_what_a_director_answers_for(desk: At, session: Session) -> None:
    here = desk("voting")
    for verb in ("remove", "give-back"):
        here.press(verb, seat=1)
    here.press("reveal", **CELL)
    here.press("reopen", **CELL)
    here.press("close")
    assert kept(session) == [
        ("workshop.opened", '{"elements": "AB", "votes": "anonymous", "expected": 9}'),
        ("workshop.seat-taken-away", ""),
        ("workshop.seat-given-back", ""),
        ("workshop.revealed", '{"cells": ["A KAM unit"]}'),
        ("workshop.voted-again", '{"cell": "A KAM unit", "round": 2}'),
        ("workshop.closed", ""),
    ]


def test_it_keeps_that_links_were_made_and_none_of_them(desk: At, session: Session) -> None:
    here = desk("personal")
    here.client.post(f"{here.address}/links")
    assert kept(session)[-1] == ("workshop.links-made", '{"links": 9}')


def test_it_keeps_nothing_of_who_joins_and_votes(desk: At, session: Session) -> None:
    desk("voting")
    assert [action for action, _ in kept(session)] == ["workshop.opened"]
