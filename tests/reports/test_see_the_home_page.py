from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import service
from app.assessments.details import Details
from app.maturity.checklist import CellId
from tests.conftest import CELLS, Scribe, SignIn
from tests.pages import words
from tests.reports.reading import items, one_line, section

DAY = date(2026, 11, 12)


def cycles(client: TestClient, path: str = "/") -> list[str]:
    """Return the words of each cycle on the page."""
    response = client.get(path)
    assert response.status_code == 200
    return [words(item) for item in items(section(response.text, "cycles"), "cycles")]


def test_it_says_that_there_are_no_cycles_and_offers_the_first(client: TestClient, director: Member) -> None:
    page = client.get("/").text
    assert "No cycles yet." in page
    assert words(section(page, "cycles")).endswith("Start the first cycle")
    assert "latest result" not in page


@pytest.mark.parametrize(("role", "offered"), [("director", True), ("contributor", False), ("steering", False)])
def test_it_offers_a_new_cycle_to_directors_only(
    client: TestClient, sign_in: SignIn, request: pytest.FixtureRequest, role: str, *, offered: bool
) -> None:
    sign_in(request.getfixturevalue(role))
    assert ("/cycles/new" in client.get("/").text) is offered


def test_it_lists_the_newest_first(client: TestClient, scribe: Scribe) -> None:
    scribe.start("Middle", held_on=DAY)
    scribe.start("Oldest", held_on=DAY - timedelta(days=1))
    scribe.start("Newest", held_on=DAY + timedelta(days=1))
    scribe.start("Middle, entered later", held_on=DAY)
    assert [cycle.split(" Whole company")[0] for cycle in cycles(client)] == [
        "Newest",
        "Middle, entered later",
        "Middle",
        "Oldest",
    ]


def test_it_shows_what_a_final_cycle_came_to(client: TestClient, scribe: Scribe) -> None:
    cycle = scribe.final("2025 review", score=2, unit="Coatings")
    [shown] = cycles(client)
    assert shown == (
        "2025 review Coatings 12 November 2026 90 of 135 "
        "In transition. 25 points into the band, 20 below Good/best practice KAM. Final"
    )
    assert f'<h3><a href="/cycles/{cycle}/results">2025 review</a></h3>' in one_line(client.get("/").text)


def test_it_shows_how_far_a_draft_is_and_gives_it_no_band(client: TestClient, scribe: Scribe) -> None:
    cycle = scribe.start()
    scribe.score(cycle, dict.fromkeys(CELLS[:23], 2))
    [item] = items(client.get("/").text, "cycles")
    assert words(item).startswith("2026 H2 Whole company 12 November 2026 23 of 45 cells scored.")
    assert "So far 46; the final score will lie between 46 and 112." in words(item)
    assert words(item).endswith("Provisional")
    assert 'max="45" value="23"' in item
    assert "band" not in item


def test_it_shows_the_score_of_a_complete_draft_as_provisional(client: TestClient, scribe: Scribe) -> None:
    scribe.complete()
    [cycle] = cycles(client)
    assert "90 of 135 In transition." in cycle
    assert cycle.endswith("Provisional")


@pytest.mark.parametrize(("role", "address"), [("contributor", ""), ("steering", "/results")])
def test_it_opens_a_draft_for_scoring_or_for_reading(
    client: TestClient, scribe: Scribe, sign_in: SignIn, request: pytest.FixtureRequest, role: str, address: str
) -> None:
    cycle = scribe.start()
    sign_in(request.getfixturevalue(role))
    assert f'<h3><a href="/cycles/{cycle}{address}">' in one_line(client.get("/").text)


def test_it_shows_the_scope_wherever_it_shows_a_score(client: TestClient, scribe: Scribe) -> None:
    scribe.final(out_of_scope=("E",), reason="One country only.")
    page = client.get("/").text
    assert "80 of 120 E out of scope" in cycles(client)[0]
    assert "80 of 120" in words(section(page, "latest"))
    assert "E out of scope: One country only." in words(section(page, "latest"))


def test_it_leads_with_the_latest_result(client: TestClient, scribe: Scribe) -> None:
    scribe.final("Older", score=1, held_on=DAY - timedelta(days=2))
    scribe.final("Latest", score=2, held_on=DAY - timedelta(days=1))
    scribe.start("Draft")
    hero = section(client.get("/").text, "latest")
    assert words(hero).startswith("Whole company, the latest result: Latest 90 of 135 In transition.")
    assert 'aria-label="90 on a scale from 0 to 135. Bands change at 20, 65 and 110."' in hero


def test_it_does_not_lead_with_a_result_that_was_replaced(client: TestClient, scribe: Scribe, director: Member) -> None:
    replaced = scribe.final("First", held_on=DAY)
    correction = service.correct(scribe.session, director, replaced, "Wrong column.")
    details = Details("First", DAY - timedelta(days=3), "Whole company")
    service.edit(scribe.session, director, correction, details, 1)
    service.finish(scribe.session, director, correction)
    scribe.session.commit()
    assert f'<a href="/cycles/{correction}/results">First</a>' in section(client.get("/").text, "latest")


def test_it_leads_with_a_result_until_its_correction_is_final(
    client: TestClient, scribe: Scribe, director: Member
) -> None:
    first = scribe.final("First")
    service.correct(scribe.session, director, first, "Wrong column.")
    scribe.session.commit()
    assert f'<a href="/cycles/{first}/results">First</a>' in section(client.get("/").text, "latest")


def test_it_leads_with_a_result_on_the_first_page_only(client: TestClient, scribe: Scribe) -> None:
    scribe.final("Older", held_on=DAY - timedelta(days=1))
    newest = scribe.start("Newest")
    older = client.get(f"/?before={DAY},{newest}").text
    assert "Older" in words(section(older, "cycles"))
    assert "latest result" not in older


def test_it_names_revisions_and_what_replaced_a_cycle(client: TestClient, scribe: Scribe, director: Member) -> None:
    first = scribe.final("First")
    second = service.correct(scribe.session, director, first, "Wrong column.")
    scribe.session.commit()
    newer, older = cycles(client)
    assert newer.endswith("Provisional Revision 2")
    assert older.endswith("Revision 2, still a draft, will replace it. Final")
    service.finish(scribe.session, director, second)
    scribe.session.commit()
    newer, older = cycles(client)
    assert newer.endswith("Final Revision 2")
    assert older.endswith("Replaced by revision 2. Final")
    assert f'href="/cycles/{second}/results">Replaced' in client.get("/").text


def test_it_shows_ten_cycles_and_a_way_to_the_older_ones(client: TestClient, scribe: Scribe) -> None:
    for number in range(12):
        scribe.start(f"Cycle {number:02}", held_on=DAY - timedelta(days=number // 3))
    first = client.get("/").text
    assert len(cycles(client)) == 10
    older = first.split('href="/?before=')[1].split('"')[0]
    seen = [*cycles(client), *cycles(client, f"/?before={older}")]
    assert len({cycle.split(" Whole")[0] for cycle in seen}) == 12
    last = client.get(f"/?before={older}").text
    assert "Older cycles" not in last
    assert "Newest cycles" in last
    assert "Newest cycles" not in first


def test_it_says_when_there_are_no_older_cycles(client: TestClient, scribe: Scribe) -> None:
    cycle = scribe.final()
    page = client.get(f"/?before={DAY},{cycle}").text
    assert "No older cycles." in page
    assert "latest result" not in page
    assert "No cycles yet." not in page


@pytest.mark.parametrize(
    "before",
    ["x", "2026-11-12", "2026-11-12,", "2026-13-01,1", ",1", "2026-11-12,0", "2026-11-12,-1", "2026-11-12,9999999999"],
)
def test_it_refuses_a_place_that_is_none(client: TestClient, director: Member, before: str) -> None:
    response = client.get("/", params={"before": before})
    assert response.status_code == 422
    assert "There is no such place in the list." in response.text


def test_it_shows_nothing_of_another_organisation(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn
) -> None:
    scribe.final("Confidential")
    sign_in(stranger)
    page = client.get("/").text
    assert "Confidential" not in page
    assert "No cycles yet." in page
    assert "Another Company" in page


def test_it_shows_markup_in_a_name_as_text(client: TestClient, scribe: Scribe) -> None:
    scribe.final("<b>Bold</b> & 'quoted'")
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; &#39;quoted&#39;" in client.get("/").text


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_it_asks_the_database_equally_often_for_one_cycle_and_for_many(
    client: TestClient, engine: Engine, scribe: Scribe
) -> None:
    scribe.final("First")
    with counted(engine) as for_one:
        client.get("/")
    for number in range(11):
        scribe.complete(f"Cycle {number}")
    with counted(engine) as for_many:
        client.get("/")
    assert len(for_one) == len(for_many) == 11
    assert not any("count(" in statement.lower() for statement in for_many if "FROM assessments" in statement)


def test_it_shows_the_scores_of_the_right_cycle(client: TestClient, scribe: Scribe) -> None:
    for score in (1, 3):
        scribe.complete(f"All at {score}", score)
    scribe.score(scribe.start("One cell"), {CellId("A", "kam_unit"): 3})
    one, threes, ones = cycles(client)
    assert "1 of 45 cells scored." in one
    assert "So far 3;" in one
    assert "135 of 135" in threes
    assert "45 of 135" in ones
