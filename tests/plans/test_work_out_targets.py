"""What the targets for a day, and choices that nobody saved, would come to: arithmetic, marked as that."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, update
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import service
from app.assessments.models import Assessment
from app.maturity.planning import Aim, Outlook, judge
from app.maturity.scoring import NextBand, assess
from app.plans import target_wording as wording
from app.plans.due_dates import due_dates, months_after
from app.web import dates
from tests.conftest import Scribe, SignIn
from tests.maturity.builder import CHECKLIST, scores_of
from tests.pages import fields, words
from tests.plans.conftest import HELD_ON, LATER, SOON, Planner


def told(client: TestClient, planner: Planner, **query: str) -> str:
    named = {name.replace("_", "-", 1): value for name, value in query.items()}
    return words(client.get(planner.address, params=named).text)


def test_without_targets_nothing_changes(client: TestClient, planner: Planner) -> None:
    page = told(client, planner)
    assert "Arithmetic, not a forecast: these targets would give 45 of 135, Ready for KAM." in page
    assert "The same as now, 20 below In transition. Now, by 2026 H2: 45 of 135, Ready for KAM." in page


def test_it_works_out_what_is_saved(client: TestClient, planner: Planner) -> None:
    planner.set(A_kam_team=3, B=15)
    page = told(client, planner, by=str(LATER))
    assert "these targets would give 57 of 135, Ready for KAM." in page
    assert "12 points more than now, 8 below In transition." in page


def test_it_works_out_choices_and_saves_nothing(client: TestClient, planner: Planner) -> None:
    planner.set(A_kam_team=3)
    form = fields(client.get(planner.address, params={"by": str(LATER)}).text, planner.address)
    response = client.get(planner.address, params=form | {"A-kam_team": "", "B": "15", "C": "15"})
    page = words(response.text)
    assert "these targets would give 65 of 135, In transition." in page
    assert planner.stored() == {"A-kam_team": 3}
    again = fields(response.text, planner.address)
    assert (again["B"], again["C"], again.get("A-kam_team", ""), again["was-A-kam_team"]) == ("15", "15", "", "3")
    assert client.post(planner.address, data=again).status_code == 303
    assert planner.stored() == {"B": 15, "C": 15}


def test_the_open_page_follows_each_choice(client: TestClient, planner: Planner) -> None:
    response = client.get(f"{planner.address}/what-if", params={"by": str(LATER), "A-kam_team": "2"})
    assert response.status_code == 200
    assert response.text.count("<hx-partial") == 2
    assert "<html" not in response.text
    assert words(response.text).count("46 of 135") == 2


@pytest.mark.parametrize("value", ["99", "lots", "-1", "4 "])
def test_what_cannot_be_counts_for_nothing(client: TestClient, planner: Planner, value: str) -> None:
    response = client.get(f"{planner.address}/what-if", params={"by": str(LATER), "A": value})
    assert "45 of 135" in words(response.text)


def test_it_says_that_the_total_lies_on_an_edge(client: TestClient, planner: Planner) -> None:
    edge = "65 lies on the edge between Ready for KAM and In transition. A score on an edge between two bands belongs"
    assert edge in told(client, planner, by=str(LATER), B="15", C="15")
    live = client.get(f"{planner.address}/what-if", params={"by": str(LATER), "B": "15", "C": "15"})
    assert edge in words(live.text)
    assert "lies on the edge" not in told(client, planner, by=str(LATER), B="15", C="14")


def test_earlier_targets_count_until_a_later_one_takes_their_place(client: TestClient, planner: Planner) -> None:
    planner.set(SOON, A_kam_team=3, A_kam_unit=3)
    planner.set(LATER, A_kam_unit=2)
    page = told(client, planner, by=str(LATER))
    assert "would give 48 of 135" in page
    assert "Earlier target: 3 Best practice KAM by 12 May 2027" in page
    assert "would give 49 of 135" in told(client, planner, by=str(SOON))


@pytest.mark.parametrize("path", ["", "/what-if"])
def test_a_day_that_is_none_is_told(client: TestClient, planner: Planner, path: str) -> None:
    response = client.get(f"{planner.address}{path}", params={"by": "soon"})
    assert response.status_code == 422


def test_the_page_opens_on_the_next_day_with_targets(client: TestClient, planner: Planner) -> None:
    assert "For 12 May 2027, set against 2026 H2" in told(client, planner)
    planner.set(LATER, A=9)
    assert "For 12 November 2027, set against 2026 H2" in told(client, planner)


def test_it_offers_the_usual_days_and_those_with_targets(planner: Planner, session: Session, scribe: Scribe) -> None:
    planner.set(date(2028, 1, 31), A=9, B=9)
    assert [(due.day.isoformat(), due.name, due.count) for due in due_dates(planner.plan(session))] == [
        ("2027-05-12", "Half a year", 0),
        ("2027-11-12", "One year", 0),
        ("2028-01-31", "", 2),
        ("2028-11-12", "Two years", 0),
        ("2029-11-12", "Three years", 0),
    ]
    scribe.start("2027 H1", held_on=date(2027, 4, 1))
    first = due_dates(planner.plan(session))[0]
    assert (first.day, first.name) == (date(2027, 4, 1), "Next cycle")


@pytest.mark.parametrize(
    ("held_on", "names"),
    [
        (date(9996, 12, 31), ["Half a year", "One year", "Two years", "Three years"]),
        (date(9997, 1, 1), ["Half a year", "One year", "Two years"]),
        (date(9999, 6, 30), ["Half a year"]),
        (date.max, []),
    ],
)
def test_it_offers_no_day_past_the_last_there_is(
    client: TestClient, planner: Planner, session: Session, scribe: Scribe, held_on: date, names: list[str]
) -> None:
    cycle_id = scribe.complete("Held before days had bounds")
    session.execute(update(Assessment).where(col(Assessment.id) == cycle_id).values(held_on=held_on))
    service.finish(session, planner.director, cycle_id)
    session.commit()
    plan = planner.plan(session)
    session.rollback()
    assert [due.name for due in due_dates(plan)] == names
    form = fields(client.get(planner.address).text, planner.address) if names else {}
    assert client.get(planner.address).status_code == 200
    assert client.post(planner.address, data=form | {"by": "soon"}).status_code == 422


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 12), 6, date(2027, 5, 12)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_a_month_may_be_shorter(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


@pytest.mark.parametrize(
    ("score", "target", "cell", "whole"),
    [
        (None, 2, "not scored", "not scored"),
        (1, 2, "1 stage to go", "1 point to go"),
        (0, 3, "3 stages to go", "3 points to go"),
        (2, 2, "reached", "reached"),
        (3, 1, "reached, 2 stages above", "reached, 2 points above"),
    ],
)
def test_a_gap_is_told_in_words(score: int | None, target: int, cell: str, whole: str) -> None:
    assert wording.to_go(score, target, whole=False) == cell
    assert wording.to_go(score, target, whole=True) == whole


@pytest.mark.parametrize(
    ("element", "group", "score", "due_on", "said"),
    [
        ("A", "team", 3, HELD_ON, "Kept"),
        ("A", "team", 1, HELD_ON, "Exceeded by 2 stages"),
        ("I", "team", 1, HELD_ON, "Missed by 1 stage"),
        ("I", "", 4, HELD_ON, "Missed by 4 points"),
        ("A", "", 14, HELD_ON, "Exceeded by 1 point"),
        ("A", "", 14, LATER, "Not due yet"),
        ("E", "", 14, HELD_ON, "Can’t tell: not scored, or out of scope"),
    ],
)
def test_a_promise_is_told_in_words(element: str, group: str, score: int, due_on: date, said: str) -> None:
    scores = {cell: given for cell, given in scores_of(45).items() if cell.element != "E"}
    result = assess(CHECKLIST, scores, ("E",))
    assert wording.outcome(judge(Aim(element, group, due_on, score), scores, result, HELD_ON)) == said


@pytest.mark.parametrize(
    ("band", "above", "added", "total", "rest"),
    [
        (3, None, 7, "120 of 135, Good_Practice.", "7 points more than now."),
        (2, 4, 1, "120 of 135, In_Transition.", "1 point more than now, 4 below Good_Practice."),
        (None, None, 0, "120 of 135 so far; some cells are not scored.", "The same as now."),
    ],
)
def test_an_outlook_is_told_in_words(band: int | None, above: int | None, added: int, total: str, rest: str) -> None:
    bands = CHECKLIST.bands
    found = Outlook(
        elements={},
        overall=120,
        maximum=135,
        added=added,
        band=None if band is None else bands[band],
        on_edge=False,
        next_band=NextBand(bands[3], above) if above else None,
    )
    assert wording.outlook(found) == f"Arithmetic, not a forecast: these targets would give {total}"
    assert wording.beyond(found) == rest


@pytest.mark.parametrize(
    ("today", "said"),
    [(SOON, "these targets would give 47 of 135"), (SOON + timedelta(days=1), "targets would have given 47 of 135")],
)
def test_it_speaks_of_a_day_that_is_over_in_the_past_tense(
    client: TestClient, planner: Planner, monkeypatch: pytest.MonkeyPatch, today: date, said: str
) -> None:
    planner.set(SOON, A_kam_team=3)
    monkeypatch.setattr(dates, "today", lambda: today)
    assert said in told(client, planner, by=str(SOON))


def test_a_reader_sees_the_same_arithmetic(
    client: TestClient, planner: Planner, steering: Member, sign_in: SignIn
) -> None:
    planner.set(A_kam_team=3)
    sign_in(steering)
    assert "would give 47 of 135" in told(client, planner, by=str(LATER))
