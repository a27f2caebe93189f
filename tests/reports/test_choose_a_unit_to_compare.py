"""The list of units whose cycles can be compared."""

from datetime import date

from starlette.testclient import TestClient

from app.accounts.service import Member
from tests.conftest import Scribe, SignIn, visitor
from tests.pages import words
from tests.reports.cycles_of_a_unit import draft, final, unit_of
from tests.reports.reading import items


def test_it_lists_units_with_what_can_be_compared(client: TestClient, scribe: Scribe) -> None:
    first = final(scribe, 2024)
    final(scribe, 2025)
    draft(scribe, 2026)
    only = scribe.final("2025 review", unit="Adhesives", held_on=date(2025, 3, 1))
    page = client.get("/compare").text
    assert [words(item) for item in items(page, "entries")] == [
        "Adhesives 1 final 2025 review",
        "Coatings 2 final, 1 provisional 2024 to 2026",
    ]
    for cycle in (first, only):
        assert f'href="/units/{unit_of(scribe, cycle)}/compare"' in page


def test_it_goes_straight_to_the_only_one(client: TestClient, scribe: Scribe) -> None:
    unit_id = unit_of(scribe, final(scribe, 2024))
    response = client.get("/compare")
    assert (response.status_code, response.headers["location"]) == (303, f"/units/{unit_id}/compare")


def test_it_says_so_when_there_is_nothing(client: TestClient, director: Member) -> None:
    assert "Nothing to compare yet." in client.get("/compare").text


def test_everybody_sees_their_own(client: TestClient, scribe: Scribe, sign_in: SignIn, stranger: Member) -> None:
    final(scribe, 2024)
    sign_in(stranger)
    assert "Nothing to compare yet." in client.get("/compare").text


def test_who_is_not_signed_in_is_led_to_the_form(client: TestClient, director: Member) -> None:
    assert visitor(client.app).get("/compare").headers["location"].startswith("/sign-in?")
