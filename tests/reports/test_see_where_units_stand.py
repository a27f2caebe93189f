"""The part of the home page that says, unit by unit, what the result is, how it came to that, and what lies ahead."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts.models import Unit
from app.accounts.service import Member
from app.assessments import cycles
from app.plans.models import Action, Review, ReviewedCycle, Status, Target
from tests.conftest import TODAY, Scribe, SignIn
from tests.pages import words
from tests.reports.reading import items, section

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def standings(client: TestClient) -> list[str]:
    """Return the words of each unit on the home page."""
    return [words(item) for item in items(section(client.get("/").text, "units"), "cycles")]


def said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def act(scribe: Scribe, unit: str, due_on: date, status: Status = Status.PLANNED) -> None:
    """Plan something for a unit."""
    director, unit_id = scribe.director, unit_of(scribe.session, unit)
    scribe.session.add(
        Action(
            organisation_id=director.organisation_id,
            unit_id=unit_id,
            element="A",
            title="Write account plans",
            due_on=due_on,
            status=status,
            created_by_id=director.person_id,
        )
    )
    scribe.session.commit()


def aim(scribe: Scribe, unit: str, due_on: date, element: str = "A", points: int = 12) -> None:
    """Set a target for a unit."""
    director, unit_id = scribe.director, unit_of(scribe.session, unit)
    scribe.session.add(
        Target(
            organisation_id=director.organisation_id,
            unit_id=unit_id,
            element=element,
            due_on=due_on,
            score=points,
            set_by_id=director.person_id,
        )
    )
    scribe.session.commit()


def review(scribe: Scribe, cycle_id: int, held_on: date, next_on: date | None) -> None:
    """Let the committee meet on a cycle."""
    director = scribe.director
    meeting = Review(
        organisation_id=director.organisation_id, held_on=held_on, next_on=next_on, written_by_id=director.person_id
    )
    scribe.session.add(meeting)
    scribe.session.flush()
    scribe.session.add(ReviewedCycle(review_id=meeting.id or 0, assessment_id=cycle_id))
    scribe.session.commit()


def unit_of(session: Session, name: str) -> int:
    return session.exec(select(Unit.id).where(Unit.name == name)).one() or 0


def test_it_is_not_there_before_the_first_result(client: TestClient, scribe: Scribe) -> None:
    scribe.complete()
    assert 'id="units"' not in client.get("/").text


def test_it_shows_every_unit_by_name_with_its_latest_result(client: TestClient, scribe: Scribe) -> None:
    scribe.final("2025", 1, unit="South", held_on=date(2025, 5, 1))
    scribe.final("2026", 2, unit="South", held_on=date(2026, 5, 1))
    scribe.final("2026", 3, unit="north", held_on=date(2026, 6, 1))
    north, south = standings(client)
    assert north.startswith("north 2026 1 June 2026 135 of 135 Good/best practice KAM. No recent cycle")
    assert south.startswith("South 2026 1 May 2026 90 of 135 In transition. +45 higher than in 2025")


def test_it_draws_the_course_of_a_unit(client: TestClient, scribe: Scribe) -> None:
    for year, score in ((2024, 0), (2025, 3), (2026, 1)):
        scribe.final(f"{year}", score, held_on=date(year, 5, 1))
    shown = section(client.get("/").text, "units")
    assert 'aria-label="Overall score: 0 in 2024, 135 in 2025, 45 in 2026"' in shown
    assert '<polyline points="6,30 60,6 114,22"' in shown


def test_the_line_marks_what_the_targets_come_to(client: TestClient, scribe: Scribe) -> None:
    scribe.final("2025", 0, held_on=date(2025, 5, 1), unit="South")
    scribe.final("2026", 1, held_on=date(2026, 5, 1), unit="South")
    aim(scribe, "South", date(2027, 5, 1), points=15)
    shown = section(client.get("/").text, "units")
    assert (
        'aria-label="Overall score: 0 in 2025, 45 in 2026. '
        'Target for 1 May 2027: 55 of 135. Arithmetic, not a forecast."'
    ) in shown
    assert '<polyline points="6,30 60,10.4"' in shown
    assert 'transform="translate(114.0 6.0)"' in shown


def test_it_shows_a_unit_whose_result_is_long_ago(
    client: TestClient, scribe: Scribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cycles, "_RECENT", cycles._RECENT.offset(0))  # only the newest is recent
    scribe.final("2020", held_on=date(2020, 5, 1), unit="South")
    scribe.start("2026", held_on=date(2026, 5, 1), unit="South")
    assert "90 of 135" in standings(client)[0]


@pytest.mark.parametrize(
    ("scores", "change"),
    [((1, 2), "+45 higher"), ((2, 1), "−45 lower"), ((2, 2), "0 the same")],
)
def test_it_says_what_changed_with_sign_and_word(
    client: TestClient, scribe: Scribe, scores: tuple[int, int], change: str
) -> None:
    for year, score in zip((2025, 2026), scores, strict=True):
        scribe.final(f"{year}", score, held_on=date(year, 5, 1))
    [shown] = standings(client)
    assert f"{change} than in 2025" in shown
    assert f"{change} than in 2025" in words(section(client.get("/").text, "latest"))


def test_it_states_no_change_between_different_scopes(client: TestClient, scribe: Scribe) -> None:
    scribe.final("2025", held_on=date(2025, 5, 1))
    scribe.final("2026", held_on=date(2026, 5, 1), out_of_scope=("E",), reason="One country.")
    assert "than in" not in standings(client)[0]


def test_it_says_what_is_planned_and_what_is_late(client: TestClient, scribe: Scribe) -> None:
    scribe.final(unit="South")
    act(scribe, "South", YESTERDAY)
    act(scribe, "South", TODAY, Status.UNDER_WAY)
    act(scribe, "South", TOMORROW)
    act(scribe, "South", YESTERDAY, Status.DONE)
    act(scribe, "South", YESTERDAY, Status.DROPPED)
    assert f"3 open actions, 1 overdue; next due {said(TODAY)}" in standings(client)[0]


def test_it_says_so_when_nothing_is_planned(client: TestClient, scribe: Scribe) -> None:
    scribe.final()
    assert standings(client)[0].endswith("No open actions No targets")


def test_it_counts_one_action_as_one(client: TestClient, scribe: Scribe) -> None:
    scribe.final(unit="South")
    act(scribe, "South", YESTERDAY)
    assert standings(client)[0].endswith("1 open action, 1 overdue No targets")


def test_it_counts_the_targets_to_come(client: TestClient, scribe: Scribe) -> None:
    scribe.final(unit="South")
    aim(scribe, "South", YESTERDAY)
    aim(scribe, "South", TODAY)
    assert f"1 target, for {said(TODAY)}" in standings(client)[0]
    aim(scribe, "South", TOMORROW)
    assert f"2 targets, the first for {said(TODAY)}" in standings(client)[0]
    targets = words(client.get("/targets").text)
    assert f"South 2 targets The first for {said(TODAY)}" in targets
    assert "Whole company No targets" in targets


def test_it_says_how_many_promises_were_kept(client: TestClient, scribe: Scribe) -> None:
    cycle = scribe.final(unit="South", score=2, held_on=TODAY)
    assert "reached" not in standings(client)[0]
    aim(scribe, "South", YESTERDAY)
    assert "0 of 1 due target reached" in standings(client)[0]
    aim(scribe, "South", YESTERDAY, element="B", points=10)
    assert "1 of 2 due targets reached" in standings(client)[0]
    assert f'href="/cycles/{cycle}/results#promised"' in client.get("/").text
    assert 'id="promised"' in client.get(f"/cycles/{cycle}/results").text


def test_it_sums_up_several_units(client: TestClient, scribe: Scribe) -> None:
    for unit, scores in {"North": (1, 2), "South": (2, 1), "West": (3,)}.items():
        for year, score in enumerate(scores, 2025):
            scribe.final(f"{year}", score, unit=unit, held_on=date(year, 5, 1))
    summed = "3 units: 1 Good/best practice KAM, 1 In transition, 1 Ready for KAM; 1 rose, 1 fell."
    assert summed in words(client.get("/").text)


def test_a_meeting_on_other_units_is_a_meeting(client: TestClient, scribe: Scribe) -> None:
    south, north = scribe.final(unit="South"), scribe.final(unit="North")
    review(scribe, south, date(2026, 1, 1), YESTERDAY)
    review(scribe, north, YESTERDAY, TOMORROW)
    assert all(f"Next review {said(TOMORROW)}" in shown for shown in standings(client))


def test_it_says_when_the_committee_meets_next(client: TestClient, scribe: Scribe) -> None:
    cycle = scribe.final()
    review(scribe, cycle, date(2026, 1, 1), YESTERDAY)
    assert f"Review due since {said(YESTERDAY)}" in standings(client)[0]
    review(scribe, cycle, date(2026, 2, 1), TOMORROW)
    assert f"Next review {said(TOMORROW)}" in standings(client)[0]
    review(scribe, cycle, date(2026, 3, 1), None)
    assert "review" not in standings(client)[0]


def test_it_keeps_what_others_plan_to_themselves(
    client: TestClient, scribe: Scribe, sign_in: SignIn, stranger: Member
) -> None:
    scribe.final(unit="South")
    act(scribe, "South", TOMORROW)
    sign_in(stranger)
    assert 'id="units"' not in client.get("/").text
