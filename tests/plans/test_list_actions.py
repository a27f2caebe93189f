"""The actions of an organisation, and those that are chosen."""

from datetime import date

import pytest
from sqlalchemy import event
from sqlmodel import Session

from app.accounts.members import remove
from app.accounts.service import Member
from app.accounts.units import add_unit
from app.plans import actions
from app.plans.action_details import ListedAction
from app.plans.actions import Filter, Owner
from app.plans.models import Status
from tests.plans.planner import details, in_days, plan, today


def titles(session: Session, member: Member, chosen: Filter = actions.ALL) -> list[str]:
    return [action.details.title for action in actions.list_actions(session, member, chosen)]


def action(status: Status, due: date, session: Session, director: Member) -> ListedAction:
    return actions.get_action(session, director, plan(session, director, status, "Why.", due_on=due))


def test_it_lists_what_is_due_first_first(session: Session, director: Member) -> None:
    for days in (30, -5, 10):
        plan(session, director, title=f"In {days}", due_on=in_days(days))
    assert titles(session, director) == ["In -5", "In 10", "In 30"]


def test_it_tells_the_unit_and_the_owner(session: Session, director: Member, contributor: Member) -> None:
    plan(session, director, owner_id=contributor.person_id, due_on=in_days(1))
    plan(session, director, owner_id=None, owner_name="Ana Ruiz", due_on=in_days(2))
    listed = actions.list_actions(session, director)
    assert [(action.unit, action.owner) for action in listed] == [
        ("Whole company", "Cem Contributor"),
        ("Whole company", "Ana Ruiz"),
    ]


def test_it_names_an_owner_who_has_left(session: Session, director: Member, contributor: Member) -> None:
    plan(session, director, owner_id=contributor.person_id)
    remove(session, director, contributor.person_id)
    assert [action.owner for action in actions.list_actions(session, director)] == ["Cem Contributor"]


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        (Filter(element="A"), ["strategy"]),
        (Filter(group_key=""), ["strategy"]),
        (Filter(group_key="kam_team"), ["north", "data"]),
        (Filter(owner="Ana"), ["strategy"]),
        (Filter(element="G", group_key="kam_team", owner="Ana"), []),
    ],
    ids=str,
)
def test_it_lists_those_that_are_chosen(session: Session, director: Member, chosen: Filter, found: list[str]) -> None:
    north = add_unit(session, director, "North")
    plan(session, director, title="north", unit_id=north.id, due_on=in_days(1))
    plan(session, director, title="data", due_on=in_days(2))
    plan(session, director, title="strategy", element="A", group_key="", owner_id=None, owner_name="Ana")
    assert titles(session, director, chosen) == found
    assert titles(session, director, Filter(unit_id=north.id)) == ["north"]
    assert titles(session, director, Filter(owner=director.person_id)) == ["north", "data"]


def test_a_written_name_is_no_member(session: Session, director: Member) -> None:
    plan(session, director, title="member")
    plan(session, director, title="name", owner_id=None, owner_name=director.person)
    assert titles(session, director, Filter(owner=director.person)) == ["name"]
    assert titles(session, director, Filter(owner=director.person_id)) == ["member"]


def test_it_lists_each_owner_once_by_name(session: Session, director: Member, contributor: Member) -> None:
    for _ in range(2):
        plan(session, director)
        plan(session, director, owner_id=None, owner_name="ana")
    plan(session, director, owner_id=contributor.person_id)
    assert actions.list_owners(session, director) == [
        Owner(None, "ana"),
        Owner(contributor.person_id, "Cem Contributor"),
        Owner(director.person_id, "Dana Director"),
    ]


def test_it_shows_a_stranger_nothing(session: Session, director: Member, stranger: Member) -> None:
    plan(session, director)
    assert titles(session, stranger) == []
    assert actions.list_owners(session, stranger) == []


@pytest.mark.parametrize(("days", "late"), [(-50, 50), (-1, 1), (0, 0), (1, 0)])
@pytest.mark.parametrize("status", [Status.PLANNED, Status.UNDER_WAY])
def test_it_counts_the_days_that_it_is_overdue(
    session: Session, director: Member, status: Status, days: int, late: int
) -> None:
    assert action(status, in_days(days), session, director).overdue(today()) == late


@pytest.mark.parametrize("status", [Status.DONE, Status.DROPPED])
def test_what_is_over_is_not_overdue(session: Session, director: Member, status: Status) -> None:
    over = action(status, in_days(-50), session, director)
    assert (over.is_open, over.overdue(today())) == (False, 0)


def test_the_board_has_every_status_and_what_was_due_last_first_where_it_is_over(
    session: Session, director: Member
) -> None:
    for days in (1, 2):
        plan(session, director, Status.DONE, title=f"done {days}", due_on=in_days(days))
        plan(session, director, title=f"planned {days}", due_on=in_days(days))
    columns = actions.by_status(actions.list_actions(session, director))
    assert {status: [action.details.title for action in listed] for status, listed in columns.items()} == {
        Status.PLANNED: ["planned 1", "planned 2"],
        Status.UNDER_WAY: [],
        Status.DONE: ["done 2", "done 1"],
        Status.DROPPED: [],
    }


def test_it_asks_as_little_for_many_as_for_one(session: Session, director: Member) -> None:
    for number in range(5):
        actions.add(session, director, details(session, director, title=f"No. {number}"))
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *said: statements.append(said[2]))
    assert len(actions.list_actions(session, director)) == 5
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 1
