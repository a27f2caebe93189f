"""What a new member of the committee reads first: cycles, reviews and what is open, newest first."""

from datetime import date

import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import Membership, Role
from app.accounts.service import Member
from app.assessments import cycles, service
from app.plans.comments import add_comment
from app.reports import history
from app.reports.history import load_history
from tests.conftest import Scribe, SignIn, visitor
from tests.pages import fields, words
from tests.plans.meetings import add_action, record
from tests.reports.reading import section

TODAY = date(2026, 11, 22)


def unit_of(scribe: Scribe, cycle_id: int) -> int:
    return cycles.get_cycle(scribe.session, scribe.director, cycle_id).unit_id


def test_it_tells_cycles_and_reviews_by_year_newest_first(client: TestClient, scribe: Scribe) -> None:
    old = scribe.final("2025 H1", score=1, held_on=date(2025, 5, 20))
    new = scribe.final("2026 H1", held_on=date(2026, 5, 20), out_of_scope=("E",), reason="One country.")
    action = add_action(scribe.session, scribe.director, old, "Name a sponsor")
    record(scribe.session, scribe.director, old, held_on=date(2025, 6, 9), actions=(action,), questions="Who pays?")
    record(scribe.session, scribe.director, new, held_on=date(2026, 5, 20), decided="Ten accounts.")
    scribe.start("A draft")
    response = client.get("/reviews")
    page = words(response.text)
    told = ["2026 20 May 2026 Review", "2026 H1", "2025 9 June 2025 Review", "20 May 2025 Final cycle 2025 H1"]
    assert sorted(told, key=page.index) == told
    assert "Looked at 2025 H1, Whole company . Every account gets a sponsor. Name a sponsor" in page.replace(
        "company.", "company ."
    )
    assert "80 of 120 In transition. E out of scope." in page
    assert "45 of 135 Ready for KAM." in page
    assert "A draft" not in page


def test_it_opens_with_what_there_is_and_what_comes_next(client: TestClient, scribe: Scribe) -> None:
    cycle = scribe.final(held_on=date(2023, 12, 6))
    assert "1 final cycle since 6 December 2023. No review is recorded yet." in words(client.get("/reviews").text)
    record(scribe.session, scribe.director, cycle)
    assert "1 final cycle and 1 review since 6 December 2023. No day is set for the next review." in words(
        client.get("/reviews").text
    )


@pytest.mark.parametrize(
    ("next_on", "said"),
    [
        (date(2026, 11, 23), "The next review is on 23 November 2026."),
        (TODAY, "The next review is on 22 November 2026."),
        (date(2026, 11, 21), "The next review was due on 21 November 2026; none is recorded since."),
    ],
)
def test_it_says_when_the_next_review_is_late(scribe: Scribe, next_on: date, said: str) -> None:
    record(scribe.session, scribe.director, scribe.final(), held_on=date(2026, 5, 1), next_on=next_on)
    assert load_history(scribe.session, scribe.director, TODAY).opening.endswith(said)


def test_a_committee_that_met_on_another_unit_has_met(client: TestClient, scribe: Scribe) -> None:
    whole, north = scribe.final("2026 H1"), scribe.final("2026 H1", unit="North")
    session, director = scribe.session, scribe.director
    record(session, director, north, held_on=date(2025, 5, 1), next_on=date(2025, 11, 1))
    record(session, director, whole, held_on=date(2025, 11, 2), next_on=date(2098, 5, 1))
    said = "The next review is on 1 May 2098."
    assert load_history(session, director, TODAY).opening.endswith(said)
    unit = unit_of(scribe, north)
    assert load_history(session, director, TODAY, unit).opening.endswith(said)
    session.rollback()
    assert words(client.get("/").text).count("Next review 1 May 2098") == 2
    for query in ("", f"?unit={unit}"):
        assert "20980501" in client.get(f"/actions/calendar.ics{query}").text


def test_what_is_open_is_what_the_last_review_of_each_unit_left(client: TestClient, scribe: Scribe) -> None:
    whole, north = scribe.final("2026 H1"), scribe.final("2026 H1", unit="North")
    session, director = scribe.session, scribe.director
    record(session, director, north, held_on=date(2026, 1, 1), questions="Answered?", next_on=date(2026, 3, 1))
    record(session, director, whole, north, held_on=date(2026, 2, 1), questions="The north?", next_on=date(2027, 4, 1))
    record(session, director, whole, held_on=date(2026, 3, 1), questions="The whole?", next_on=date(2027, 5, 1))
    page = client.get("/reviews").text
    questions = words(section(page, "open"))
    assert questions.index("The whole?") < questions.index("The north?")
    assert "Left open: Answered?" in words(page)
    assert "Left open: The" not in words(page)
    assert "Left open: The north?" in words(client.get("/reviews?before=2027").text)
    assert "Answered?" not in questions
    loaded = load_history(session, director, TODAY)
    assert loaded.opening.endswith("The next review is on 1 April 2027.")


def test_it_shows_the_revision_that_stands_and_says_what_a_review_saw(client: TestClient, scribe: Scribe) -> None:
    old = scribe.final(score=1)
    record(scribe.session, scribe.director, old)
    service.finish(scribe.session, scribe.director, service.correct(scribe.session, scribe.director, old, "Misread."))
    scribe.session.commit()
    page = words(client.get("/reviews").text)
    assert "Revision 2: Misread." in page
    assert "2026 H2, Whole company (revision 1, replaced since)" in page
    assert page.count("Final cycle") == 1


def test_it_counts_comments(client: TestClient, scribe: Scribe) -> None:
    one, two = scribe.final("2026 H1"), scribe.final("2026 H2")
    for cycle in (one, two, two):
        add_comment(scribe.session, scribe.director, cycle, "Low for us.")
    scribe.session.commit()
    page = words(client.get("/reviews").text)
    assert "1 comment on 2026 H1" in page
    assert "2 comments on 2026 H2" in page
    assert "Low for us." not in page


def test_it_can_keep_to_one_unit(client: TestClient, scribe: Scribe) -> None:
    whole, north = scribe.final("Ours"), scribe.final("Theirs", unit="North")
    record(scribe.session, scribe.director, whole, decided="Of the whole.")
    record(scribe.session, scribe.director, north, decided="Of the north.")
    page = client.get("/reviews", params={"unit": unit_of(scribe, north)})
    assert "Theirs" in page.text
    assert "Of the north." in page.text
    assert "Ours" not in page.text
    assert "Of the whole." not in page.text
    assert f'<option value="{unit_of(scribe, north)}" selected>North</option>' in page.text
    assert "Of the whole." in client.get("/reviews?unit=").text


def test_it_shows_no_choice_of_one_unit(client: TestClient, scribe: Scribe) -> None:
    scribe.final()
    assert "Every unit" not in client.get("/reviews").text


def test_it_leads_on_by_whole_years(client: TestClient, scribe: Scribe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "LONG", 2)
    for year in (2022, 2023, 2024, 2025):
        for unit in ("North", "South"):
            scribe.final(f"{year}", held_on=date(year, 5, 1), unit=unit)
    north = unit_of(scribe, 1)
    first = client.get("/reviews").text
    assert "2025" in first
    assert 'id="year-2024"' not in first
    assert 'href="/reviews?before=2025" rel="next">Before 2025</a>' in first
    second = client.get("/reviews?before=2025").text
    assert 'id="year-2024"' in second
    assert 'id="year-2025"' not in second
    assert "since" not in words(section(second, "year-2024"))
    assert '<a href="/reviews">Newest years</a>' in second
    ours = client.get(f"/reviews?unit={north}").text
    assert 'id="year-2024"' in ours
    assert f'href="/reviews?unit={north}&amp;before=2024" rel="next"' in ours
    assert 'rel="next"' not in client.get("/reviews?before=2023").text


def test_it_says_when_there_is_nothing(client: TestClient, scribe: Scribe) -> None:
    assert "No final cycles and no reviews yet." in words(client.get("/reviews").text)
    scribe.final(unit="North")
    assert "No final cycles and no reviews of this unit yet." in words(client.get("/reviews?unit=1").text)
    assert "No final cycles and no reviews before that year." in words(client.get("/reviews?before=1999").text)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("unit=4711", 404),
        ("unit=x", 404),
        ("unit=-1", 404),
        (f"unit={10**30}", 404),
        ("before=x", 422),
        ("before=٣", 422),
    ],
)
def test_it_handles_bad_input(client: TestClient, scribe: Scribe, query: str, status: int) -> None:
    assert client.get(f"/reviews?{query}").status_code == status


def test_it_shows_a_stranger_nothing_of_ours(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn
) -> None:
    cycle = scribe.final("Confidential")
    record(scribe.session, scribe.director, cycle, decided="Between us.")
    sign_in(stranger)
    page = client.get("/reviews")
    assert page.status_code == 200
    assert "Confidential" not in page.text
    assert "Between us." not in page.text
    assert client.get(f"/reviews?unit={unit_of(scribe, cycle)}").status_code == 404


def test_only_who_may_record_a_review_is_led_there(
    client: TestClient, scribe: Scribe, contributor: Member, steering: Member, sign_in: SignIn
) -> None:
    for reader, may in ((contributor, False), (steering, True)):
        sign_in(reader)
        assert ("Record a review" in client.get("/reviews").text) is may


def test_it_stays_in_the_organisation_it_was_opened_in(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn
) -> None:
    scribe.final(unit="North")
    ours = scribe.director.organisation_id
    scribe.session.add(Membership(person_id=stranger.person_id, organisation_id=ours, role=Role.STEERING))
    scribe.session.commit()
    sign_in(stranger)
    page = client.get(f"/reviews?organisation={ours}").text
    assert f'href="/reviews/new?organisation={ours}"' in page
    assert f'<input type="hidden" name="organisation" value="{ours}">' in page


def test_it_leads_to_signing_in(app: FastAPI, scribe: Scribe) -> None:
    assert visitor(app).get("/reviews").headers["location"].startswith("/sign-in?")


def test_it_asks_as_little_for_many_as_for_one(session: Session, scribe: Scribe) -> None:
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *said: statements.append(said[2]))

    def asked() -> int:
        session.expire_all()
        statements.clear()
        load_history(session, scribe.director, TODAY)
        return len([statement for statement in statements if statement.startswith("SELECT")])

    def add(year: int) -> None:
        cycle = scribe.final(f"{year}", held_on=date(year, 5, 1))
        action = add_action(session, scribe.director, cycle, "Name a sponsor")
        record(session, scribe.director, cycle, held_on=date(year, 6, 1), actions=(action,))

    add(2023)
    once = asked()
    for year in (2024, 2025, 2026):
        add(year)
    assert asked() == once == 9


def test_the_results_name_the_reviews_that_looked_at_them(client: TestClient, scribe: Scribe) -> None:
    cycle, other = scribe.final("2026 H1"), scribe.final("2026 H2")
    assert "No reviews yet." in client.get(f"/cycles/{cycle}/results").text
    review = record(scribe.session, scribe.director, cycle, decided="Ten accounts.")
    record(scribe.session, scribe.director, other, decided="Of the other.")
    page = client.get(f"/cycles/{cycle}/results").text
    said = section(page, "reviews")
    assert f'<a href="/reviews/{review}">20 November 2026</a>' in said
    assert "Ten accounts." in said
    assert "Of the other." not in said
    assert f'href="/reviews/new?cycle={cycle}"' in said


def test_the_results_lead_only_whom_they_may_to_a_review(
    client: TestClient, scribe: Scribe, contributor: Member, steering: Member, sign_in: SignIn
) -> None:
    old = scribe.final()
    draft = service.correct(scribe.session, scribe.director, old, "Wrong.")
    scribe.session.commit()
    for reader, may in ((contributor, False), (steering, True)):
        sign_in(reader)
        assert ("/reviews/new" in client.get(f"/cycles/{old}/results").text) is may
        assert 'id="reviews"' not in client.get(f"/cycles/{draft}/results").text
    service.finish(scribe.session, scribe.director, draft)
    scribe.session.commit()
    assert "/reviews/new" not in client.get(f"/cycles/{old}/results").text


def test_a_form_of_several_organisations_says_which(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn
) -> None:
    cycle = scribe.final()
    ours = scribe.director.organisation_id
    scribe.session.add(Membership(person_id=stranger.person_id, organisation_id=ours, role=Role.STEERING))
    scribe.session.commit()
    sign_in(stranger)
    page = client.get(f"/reviews/new?organisation={ours}&cycle={cycle}").text
    assert fields(page, f"/reviews?organisation={ours}")["cycles"] == str(cycle)
