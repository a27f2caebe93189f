"""The board of actions: by status, narrowed, with what is overdue in words."""

import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import Membership, Role
from app.accounts.service import Member
from app.plans.models import Status
from app.web import dates
from app.web.dates import day
from tests.conftest import SignIn, visitor
from tests.pages import fields, words
from tests.plans.planner import in_days, plan


def told(client: TestClient, address: str = "/actions") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return words(response.text)


def test_it_is_empty_at_first(client: TestClient, director: Member) -> None:
    said = told(client)
    assert "No actions yet" in said
    assert "Add the first action" in said
    assert "timeline.svg" not in client.get("/actions").text


def test_a_reader_is_offered_nothing_to_add(client: TestClient, steering: Member, sign_in: SignIn) -> None:
    sign_in(steering)
    assert "Add" not in told(client)


def test_it_shows_the_actions_by_status_with_their_number(
    client: TestClient, session: Session, director: Member
) -> None:
    plan(session, director, title="Planned one")
    plan(session, director, title="Planned two")
    plan(session, director, Status.DROPPED, "Too dear.", title="Dropped one")
    said = told(client)
    assert "3 actions: 2 open, none overdue." in said
    places = [
        said.index(part) for part in ("Planned 2", "Planned one", "Under way 0", "Done 0", "Dropped 1", "Too dear.")
    ]
    assert places == sorted(places)


def test_it_says_what_is_overdue_and_shows_it_first(client: TestClient, session: Session, director: Member) -> None:
    plan(session, director, title="Later")
    plan(session, director, title="Late", due_on=in_days(-50))
    said = told(client)
    assert "2 actions: 2 open, 1 of them overdue." in said
    assert f"Overdue since {day(in_days(-50))}, 50 days" in said
    assert said.index("Late ") < said.index("Later ")


def test_it_shows_the_picture_in_both_themes_and_sizes_and_its_dates_as_a_table(
    client: TestClient, session: Session, director: Member
) -> None:
    plan(session, director, starts_on=in_days(1))
    page = client.get("/actions?element=G").text
    for theme in ("light", "dark"):
        for size in ("narrow", "wide"):
            assert f"/actions/timeline.svg?theme={theme}&amp;size={size}&amp;element=G" in page
    assert f"from {day(in_days(1))} to {day(in_days(30))}. The table below has every date." in page
    assert f"{day(in_days(1))} to {day(in_days(30))} Planned" in words(page)


def test_it_shows_only_what_is_asked_for(client: TestClient, session: Session, director: Member) -> None:
    plan(session, director, title="On data")
    plan(session, director, title="On strategy", element="A", group_key="", owner_id=None, owner_name="Ana")
    for query in ("element=A", "group=whole", "owner=name%3AAna", "unit=1&element=A"):
        said = told(client, f"/actions?{query}")
        assert "On strategy" in said
        assert "On data" not in said
    assert "On data" in told(client, f"/actions?owner={director.person_id}")
    assert "No actions like these" in told(client, "/actions?element=B")


def test_it_tells_what_moves_the_element_that_is_asked_for(client: TestClient, director: Member) -> None:
    assert "What moves Data Spreadsheets and slides go stale" in told(client, "/actions?element=G")
    assert "What moves" not in told(client)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("unit=2", "Choose a unit from the list."),
        ("element=J", "Choose an element from the list."),
        ("group=board", "Choose a group from the list."),
        ("owner=4711", "Choose an owner from the list."),
    ],
)
@pytest.mark.usefixtures("stranger")
def test_it_says_what_it_cannot_ask_for(
    client: TestClient, session: Session, director: Member, query: str, message: str
) -> None:
    plan(session, director, title="Ours")
    response = client.get(f"/actions?{query}")
    assert response.status_code == 422
    assert words(response.text).count(message) == 2
    assert "Ours" not in response.text
    assert client.get(f"/actions/calendar.ics?{query}").status_code == 422


def test_what_leads_on_keeps_what_is_asked_for(client: TestClient, session: Session, director: Member) -> None:
    action_id = plan(session, director)
    page = client.get("/actions?element=G&group=kam_team").text
    for link in ("/actions/calendar.ics?element=G", "/actions/new?element=G"):
        assert f'href="{link}&amp;group=kam_team"' in page
    assert fields(page, f"/actions/{action_id}/status")["back"] == "/actions?element=G&group=kam_team"


def test_who_belongs_to_several_sees_those_of_the_one_that_is_asked_for(
    client: TestClient, session: Session, director: Member, stranger: Member
) -> None:
    membership = Membership(person_id=director.person_id, organisation_id=stranger.organisation_id, role=Role.DIRECTOR)
    session.add(membership)
    plan(session, director, title="Ours")
    plan(session, stranger, title="Theirs")
    here = f"organisation={stranger.organisation_id}"
    page = client.get(f"/actions?{here}&element=G")
    assert page.status_code == 200
    assert "Theirs" in page.text
    assert "Ours" not in page.text
    assert f'name="organisation" value="{stranger.organisation_id}"' in page.text
    assert f"/actions/timeline.svg?theme=light&amp;size=wide&amp;element=G&amp;{here}" in page.text
    typed = {"unit_id": "2", "element": "A", "title": "Mine", "seen_when_done": "Seen.", "owner_name": "Ana"}
    assert client.post(f"/actions?{here}", data=typed | {"due_on": "2027-03-31"}).status_code == 303


def test_a_stranger_sees_nothing_of_ours(
    client: TestClient, session: Session, director: Member, stranger: Member, sign_in: SignIn
) -> None:
    plan(session, director, title="Ours", owner_id=None, owner_name="Ana")
    sign_in(stranger)
    assert "No actions yet" in told(client)


def test_it_is_not_for_who_is_not_signed_in(app: FastAPI, director: Member) -> None:
    assert visitor(app).get("/actions").status_code == 303


def test_it_asks_as_little_for_many_as_for_one(client: TestClient, session: Session, director: Member) -> None:
    def asked() -> int:
        statements: list[str] = []
        engine = session.get_bind()

        def count(*said: object) -> None:
            statements.append(str(said[2]))

        event.listen(engine, "before_cursor_execute", count)
        client.get("/actions")
        event.remove(engine, "before_cursor_execute", count)
        return len(statements)

    plan(session, director)
    client.get("/actions")  # the first time, pools and caches are filled
    once = asked()
    for number in range(10):
        plan(session, director, owner_id=None, owner_name=f"No. {number}")
    assert asked() == once


def test_it_keeps_older_ones_that_are_over_below(client: TestClient, session: Session, director: Member) -> None:
    for number in range(12):
        plan(session, director, Status.DONE, due_on=in_days(number))
        plan(session, director, due_on=in_days(number))
    said = told(client)
    assert "Planned 12" in said
    assert "Done 12" in said
    assert said.count("Show 2 older") == 1


@pytest.fixture
def a_year_on(session: Session, director: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """Actions of each status were due today and, as far as they are over, are so since today: a year ago."""
    for status in Status:
        plan(session, director, status, "Too dear.", title=f"The {status.value} one", due_on=in_days(0))
    later = in_days(365)
    monkeypatch.setattr(dates, "today", lambda: later)


@pytest.mark.usefixtures("a_year_on")
def test_it_leaves_out_what_is_over_for_more_than_half_a_year(client: TestClient) -> None:
    said = told(client)
    assert "2 actions: 2 open, 2 of them overdue." in said
    assert "2 done or dropped more than half a year ago are left out. Show them too" in said
    assert "The done one" not in said
    assert "The dropped one" not in said


@pytest.mark.usefixtures("a_year_on")
def test_it_shows_them_to_who_asks(client: TestClient) -> None:
    assert 'href="/actions?element=G&amp;over=every"' in client.get("/actions?element=G").text
    page = client.get("/actions?over=every")
    said = words(page.text)
    assert "4 actions: 2 open, 2 of them overdue." in said
    assert "left out" not in said
    assert "/actions/timeline.svg?theme=light&amp;size=wide&amp;over=every" in page.text


def test_it_keeps_what_was_over_lately(
    client: TestClient, session: Session, director: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(session, director, Status.DONE, due_on=in_days(-300), title="Done today")
    plan(session, director, Status.DROPPED, "Why.", due_on=in_days(-300), title="Due long ago")
    half_a_year, day_after = in_days(183), in_days(184)
    monkeypatch.setattr(dates, "today", lambda: half_a_year)
    said = told(client)
    assert "Done today" in said
    assert "Due long ago" not in said
    assert "1 done or dropped more than half a year ago is left out. Show it too" in said
    monkeypatch.setattr(dates, "today", lambda: day_after)
    assert "No action is open" in told(client)


def test_it_keeps_the_room_that_the_picture_takes(client: TestClient, session: Session, director: Member) -> None:
    for element in "AAC":
        plan(session, director, element=element)
    page = client.get("/actions").text
    assert page.count(f'width="720" height="{62 + 2 * 30 + 3 * 36 + 16}"') == 2  # a theme each
    assert page.count(f'width="358" height="{80 + 2 * 30 + 3 * 56 + 16}"') == 2
