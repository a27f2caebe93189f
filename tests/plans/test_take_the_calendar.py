"""The calendar of the plan as a file."""

from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.audit import EVENTS
from app.accounts.service import Member
from app.accounts.units import add_unit
from app.plans.models import Review, ReviewedCycle, Status
from app.web import dates
from tests.conftest import HOST, Scribe, SignIn, visitor
from tests.plans.calendars import events
from tests.plans.planner import in_days, plan, today


def take(client: TestClient, query: str = "") -> Response:
    return client.get(f"/actions/calendar.ics{query}")


def summaries(client: TestClient, query: str = "") -> list[str]:
    return [event["SUMMARY"] for event in events(take(client, query).content)]


def review(session: Session, member: Member, next_on: date | None, *cycles: int) -> None:
    """Store a review that set the day of the next one."""
    row = Review(
        organisation_id=member.organisation_id, held_on=today(), next_on=next_on, written_by_id=member.person_id
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    session.add_all(ReviewedCycle(review_id=row.id, assessment_id=cycle) for cycle in cycles)
    session.commit()


def uids(client: TestClient, query: str = "") -> list[str]:
    return [event["UID"].split("@")[0] for event in events(take(client, query).content)]


def test_it_is_a_file_of_all_day_events(client: TestClient, session: Session, director: Member) -> None:
    action_id = plan(session, director)
    response = take(client)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="actions.ics"'
    (event,) = events(response.content)
    assert event["UID"] == f"action-{action_id}@{HOST.removeprefix('http://')}"
    assert event["DTSTART;VALUE=DATE"] == in_days(30).isoformat().replace("-", "")
    assert event["URL"] == f"{HOST}/actions/{action_id}"
    assert event["DESCRIPTION"] == (
        "Whole company. G Data, KAM team.\nOwner: Dana Director.\nSeen when done: The spreadsheets are closed."
    )


def test_an_action_keeps_its_event_when_it_is_done_or_dropped(
    client: TestClient, session: Session, director: Member
) -> None:
    plan(session, director, Status.DONE, due_on=in_days(1))
    plan(session, director, Status.DROPPED, "Too dear.", due_on=in_days(2))
    done, dropped = events(take(client).content)
    assert (done["SUMMARY"], done["STATUS"], done["SEQUENCE"]) == ("Done: One customer file for all", "CONFIRMED", "1")
    assert (dropped["SUMMARY"], dropped["STATUS"]) == ("One customer file for all", "CANCELLED")


def test_it_has_only_what_is_asked_for(client: TestClient, session: Session, director: Member) -> None:
    north = add_unit(session, director, "North")
    plan(session, director, title="Ours")
    plan(session, director, title="North’s", unit_id=north.id, element="A")
    assert summaries(client) == ["Ours", "North’s"]
    assert summaries(client, f"?unit={north.id}") == ["North’s"]
    assert summaries(client, "?element=G") == ["Ours"]


def test_it_has_the_cycles_that_are_planned(client: TestClient, session: Session, scribe: Scribe) -> None:
    scribe.start("Past", held_on=today() - timedelta(days=1))
    scribe.start("Next", held_on=in_days(100))
    scribe.start("Next", held_on=in_days(90), unit="North")
    scribe.final("Sealed", held_on=in_days(80))
    assert summaries(client) == ["KAM assessment: Next, North", "KAM assessment: Next, Whole company"]
    assert summaries(client, "?unit=1") == ["KAM assessment: Next, Whole company"]


def test_it_has_the_next_review_that_the_latest_one_of_a_unit_set(
    client: TestClient, session: Session, scribe: Scribe
) -> None:
    ours, north = scribe.final(), scribe.final(unit="North")
    review(session, scribe.director, in_days(40), ours)
    review(session, scribe.director, in_days(50), ours)
    review(session, scribe.director, in_days(60), north)
    assert summaries(client) == ["Review of KAM maturity"] * 2
    assert uids(client) == ["review-2", "review-3"]
    assert uids(client, "?unit=1") == ["review-2"]


@pytest.mark.parametrize("days", [-1, None])
def test_it_has_no_review_that_is_past_or_not_set(
    client: TestClient, session: Session, scribe: Scribe, days: int | None
) -> None:
    review(session, scribe.director, None if days is None else in_days(days), scribe.final())
    assert summaries(client) == []


def test_it_has_a_day_once_that_several_units_set(client: TestClient, session: Session, scribe: Scribe) -> None:
    review(session, scribe.director, in_days(50), scribe.final(), scribe.final(unit="North"))
    review(session, scribe.director, in_days(50), scribe.final(unit="South"))
    assert uids(client) == ["review-1"]


def test_it_is_empty_where_nothing_is_planned(client: TestClient, director: Member) -> None:
    assert events(take(client).content) == []


@pytest.mark.parametrize(("query", "what"), [("", "all actions"), ("?element=G", "element=G")])
def test_it_is_recorded_with_who_took_it(
    client: TestClient, session: Session, steering: Member, sign_in: SignIn, query: str, what: str
) -> None:
    sign_in(steering)
    assert take(client, query).status_code == 200
    session.rollback()
    taken = select(EVENTS.c.person, EVENTS.c.subject).where(EVENTS.c.action == "report.downloaded")
    assert [tuple(row) for row in session.execute(taken)] == [("Stella Steering", f"calendar.ics: {what}")]


def test_a_stranger_gets_nothing_of_ours(
    client: TestClient, session: Session, scribe: Scribe, stranger: Member, sign_in: SignIn
) -> None:
    plan(session, scribe.director)
    review(session, scribe.director, in_days(50), scribe.start(held_on=in_days(100)))
    sign_in(stranger)
    assert summaries(client) == []


def test_it_is_not_for_who_is_not_signed_in(app: FastAPI, director: Member) -> None:
    assert visitor(app).get("/actions/calendar.ics").status_code == 303


def test_it_has_what_is_over_for_long_too(
    client: TestClient, session: Session, director: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(session, director, Status.DONE, title="Data")
    later = in_days(365)
    monkeypatch.setattr(dates, "today", lambda: later)
    assert summaries(client) == ["Done: Data"]
