"""Which cycles of a unit are compared, who may, and what is said when there are too few."""

from datetime import date

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.accounts.units import list_units
from app.assessments import service
from tests.conftest import CELLS, Scribe, SignIn, visitor
from tests.pages import words
from tests.reports.cycles_of_a_unit import draft, final, finish, page_of, unit_of
from tests.reports.reading import one_line, rows, section


def test_it_compares_every_final_cycle_unless_told_which(client: TestClient, scribe: Scribe) -> None:
    first, second, third = (
        final(scribe, year, A=row) for year, row in ((2024, "11111"), (2025, "22222"), (2026, "33333"))
    )
    draft(scribe, 2027)
    page = page_of(client, unit_of(scribe, first))
    assert [row[0] for row in rows(section(page, "overall"))[1:]] == [
        "2024 1 May 2024",
        "2025 1 May 2025",
        "2026 1 May 2026",
    ]
    assert f'value="{second}" checked' in one_line(page)
    chosen = page_of(client, unit_of(scribe, first), third, first)
    assert [row[0] for row in rows(section(chosen, "overall"))[1:]] == ["2024 1 May 2024", "2026 1 May 2026"]
    assert f'value="{second}" checked' not in one_line(chosen)


def test_the_latest_revision_counts_and_the_earlier_one_can_be_reached(client: TestClient, scribe: Scribe) -> None:
    first, wrong = final(scribe, 2025), final(scribe, 2026, A="33333")
    corrected = service.correct(scribe.session, scribe.director, wrong, "A score was wrong.")
    scribe.score(corrected, {CELLS[0]: 2})
    finish(scribe, corrected)
    page = page_of(client, unit_of(scribe, first))
    assert "<h1>Coatings: 2025 to 2026, revision 2</h1>" in page
    assert "Overall rose from 45 to 54 (+9)" in words(page)
    assert f'href="/cycles/{wrong}/results">Earlier revision' in page
    refused = client.get(f"/units/{unit_of(scribe, first)}/compare?cycle={first}&cycle={wrong}")
    assert refused.status_code == 404
    assert "a later revision replaces it" in refused.text


def test_it_says_what_is_missing_when_one_cycle_is_chosen(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2025)
    final(scribe, 2026)
    page = page_of(client, unit_of(scribe, first), first)
    assert "A comparison takes two cycles or more. Choose at least two of these." in words(page)
    assert f'value="{first}" checked' in one_line(page)


def test_it_offers_a_draft_where_only_one_is_final(client: TestClient, scribe: Scribe) -> None:
    first, last = final(scribe, 2025), draft(scribe, 2026, A="-----")
    page = page_of(client, unit_of(scribe, first))
    assert "A draft can be one of them" in page
    assert f'value="{last}">' in one_line(page).replace(" >", ">")
    assert "40 of 45 cells scored." in page


@pytest.mark.parametrize(("role", "offered"), [("director", True), ("steering", False)])
def test_it_says_so_when_there_is_only_one_cycle(
    client: TestClient, scribe: Scribe, sign_in: SignIn, request: pytest.FixtureRequest, role: str, *, offered: bool
) -> None:
    only = final(scribe, 2025)
    sign_in(request.getfixturevalue(role))
    page = page_of(client, unit_of(scribe, only))
    assert f'So far this unit has one: <a href="/cycles/{only}/results">2025</a>.' in one_line(page)
    assert ("Start a cycle" in page) is offered


def test_it_says_so_when_there_is_none(client: TestClient, scribe: Scribe) -> None:
    [unit] = list_units(scribe.session, scribe.director)
    scribe.session.commit()
    assert "This unit has none yet." in page_of(client, unit.id or 0)


def test_it_asks_as_little_for_many_cycles_as_for_two(client: TestClient, scribe: Scribe, engine: Engine) -> None:
    ids = [final(scribe, year) for year in range(2015, 2027)]
    unit_id = unit_of(scribe, ids[0])
    client.get("/")  # when somebody was last seen is written now and then
    asked: list[str] = []

    def listen(*said: object) -> None:
        asked.append(str(said[2]))

    event.listen(engine, "before_cursor_execute", listen)
    page_of(client, unit_id, *ids[:2])
    few = len(asked)
    asked.clear()
    page_of(client, unit_id)
    event.remove(engine, "before_cursor_execute", listen)
    assert len(asked) <= few  # what final cycles came to may be known by now


def test_readers_may_compare(client: TestClient, scribe: Scribe, sign_in: SignIn, steering: Member) -> None:
    first = final(scribe, 2025)
    final(scribe, 2026)
    sign_in(steering)
    assert "2025 to 2026" in page_of(client, unit_of(scribe, first))


def test_a_stranger_finds_nothing(client: TestClient, scribe: Scribe, sign_in: SignIn, stranger: Member) -> None:
    unit_id = unit_of(scribe, final(scribe, 2025))
    sign_in(stranger)
    for path in ("compare", "compare.csv"):
        assert client.get(f"/units/{unit_id}/{path}").status_code == 404


def test_a_cycle_of_another_unit_or_organisation_is_not_found(
    client: TestClient, scribe: Scribe, stranger: Member
) -> None:
    ours = final(scribe, 2025)
    other_unit = scribe.final("2026", unit="Elsewhere", held_on=date(2026, 5, 1))
    theirs = Scribe(scribe.session, stranger).final("Theirs")
    for foreign in (other_unit, theirs, 4711):
        response = client.get(f"/units/{unit_of(scribe, ours)}/compare?cycle={ours}&cycle={foreign}")
        assert response.status_code == 404
        assert "Theirs" not in response.text


def test_who_is_not_signed_in_is_led_to_the_form(client: TestClient, scribe: Scribe) -> None:
    unit_id = unit_of(scribe, final(scribe, 2025))
    response = visitor(client.app).get(f"/units/{unit_id}/compare")
    assert (response.status_code, response.headers["location"].split("?")[0]) == (303, "/sign-in")


@pytest.mark.parametrize("cycle", ["x", "", "1.5", "9" * 5000])
def test_what_is_no_number_is_refused(client: TestClient, scribe: Scribe, cycle: str) -> None:
    unit_id = unit_of(scribe, final(scribe, 2025))
    assert client.get(f"/units/{unit_id}/compare", params={"cycle": cycle}).status_code == 422


def test_an_archived_unit_can_still_be_compared(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2025)
    final(scribe, 2026)
    unit_id = unit_of(scribe, first)
    client.post(f"/organisations/{scribe.director.organisation_id}/units/{unit_id}/archive")
    assert "2025 to 2026" in page_of(client, unit_id)


@pytest.mark.parametrize("path", ["compare", "compare.csv"])
@pytest.mark.parametrize(
    ("unit", "status"), [("0", 404), ("4711", 404), ("2147483648", 404), ("9" * 30, 404), ("x", 422)]
)
def test_a_unit_that_is_not_there_is_not_found(
    client: TestClient, director: Member, path: str, unit: str, status: int
) -> None:
    assert client.get(f"/units/{unit}/{path}").status_code == status
