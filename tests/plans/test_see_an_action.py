"""An action by itself: what is known of it, where its cell stands, and what moves its element."""

from datetime import date

from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.maturity.checklist import CellId
from app.maturity.loading import load
from app.plans.models import Status
from app.web.dates import day
from tests.conftest import Scribe, visitor
from tests.pages import words
from tests.plans.planner import in_days, plan, today

CELL = CellId("G", "kam_team")


def told(client: TestClient, action_id: int) -> str:
    response = client.get(f"/actions/{action_id}")
    assert response.status_code == 200
    return words(response.text)


def test_it_shows_all_that_is_known(client: TestClient, session: Session, director: Member) -> None:
    said = told(client, plan(session, director, starts_on=in_days(1), expected_score=2))
    for part in (
        "One customer file for all Planned",
        f"Due {day(in_days(30))}",
        "Seen when done The spreadsheets are closed.",
        "Unit Whole company",
        "Belongs to G Data, KAM team",
        "Owner Dana Director",
        f"Starts on {day(in_days(1))}",
        "Expected score 2 of 3",
        "What moves Data",
    ):
        assert part in said


def test_it_shows_what_was_not_entered(client: TestClient, session: Session, director: Member) -> None:
    said = told(client, plan(session, director, group_key=""))
    for part in ("Starts on Not set", "Expected score None set", "Belongs to G Data, whole element"):
        assert part in said


def test_it_shows_when_it_was_done_and_why_it_was_dropped(
    client: TestClient, session: Session, director: Member
) -> None:
    assert f"Done on {day(today())}" in told(client, plan(session, director, Status.DONE))
    assert "Why it was dropped Too dear." in told(client, plan(session, director, Status.DROPPED, "Too dear."))


def test_it_has_nothing_to_start_from_before_a_cycle_is_final(
    client: TestClient, session: Session, scribe: Scribe
) -> None:
    scribe.complete()
    said = told(client, plan(session, scribe.director, expected_score=3))
    assert "Whole company has no final cycle yet, so there is no score to start from." in said
    assert f"Expected: Best practice KAM {load().description(CELL, 3)}" in said
    assert "Now:" not in said


def test_it_shows_the_stage_now_by_the_latest_final_cycle_beside_the_one_expected(
    client: TestClient, session: Session, scribe: Scribe
) -> None:
    scribe.final("2025 H2", score=0, held_on=date(2025, 11, 12))
    scribe.final("2026 H1", score=1, held_on=date(2026, 5, 12))
    scribe.final("2026 H1 North", score=3, unit="North")
    scribe.complete("2026 H2", score=2)
    said = told(client, plan(session, scribe.director, expected_score=3))
    assert "In 2026 H1 , the latest final cycle, the whole element has 5 of 15 points." in said
    assert "Its nearest stage is Ready to change." in said
    assert f"1 Now: Ready to change {load().description(CELL, 1)}" in said
    assert f"3 Expected: Best practice KAM {load().description(CELL, 3)}" in said


def test_a_whole_element_has_points_and_no_stage_texts(client: TestClient, session: Session, scribe: Scribe) -> None:
    scribe.final(score=1)
    said = told(client, plan(session, scribe.director, group_key="", expected_score=10))
    assert "the whole element has 5 of 15 points." in said
    assert "Expected: 10 of 15 points." in said
    assert "Now:" not in said


def test_it_says_when_its_element_was_out_of_scope(client: TestClient, session: Session, scribe: Scribe) -> None:
    scribe.final(out_of_scope=("E",), reason="One country.")
    said = told(client, plan(session, scribe.director, element="E"))
    assert "Out of scope in 2026 H2 , the latest final cycle." in said


def test_it_is_not_for_who_is_not_signed_in(app: FastAPI, session: Session, director: Member) -> None:
    assert visitor(app).get(f"/actions/{plan(session, director)}").status_code == 303
