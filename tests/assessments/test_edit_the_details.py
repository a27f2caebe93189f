"""Changing a draft's title, date, unit and scope."""

from datetime import date

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.accounts.service import Member
from tests.assessments.conftest import Look
from tests.conftest import Scribe, SignIn
from tests.pages import fields, words


def opened(client: TestClient, cycle_id: int) -> dict[str, str]:
    address = f"/cycles/{cycle_id}/details"
    return fields(client.get(address).text, address)


def send(client: TestClient, cycle_id: int, form: dict[str, str], **changes: str) -> Response:
    return client.post(f"/cycles/{cycle_id}/details", data=form | changes)


def test_its_form_shows_what_is_stored(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start(out_of_scope=("E",), reason="One country.")
    assert opened(client, cycle_id) == {
        "version": "1",
        "title": "2026 H2",
        "held_on": "2026-11-12",
        "unit": "Whole company",
        "out_of_scope": "E",
        "scope_reason": "One country.",
    }


def test_it_works(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    changes = {"title": "2027 H1", "held_on": "2027-05-01", "unit": "Nordics"}
    response = send(client, cycle_id, opened(client, cycle_id), **changes)
    assert (response.status_code, response.headers["location"]) == (303, f"/cycles/{cycle_id}")
    cycle = look.cycle(cycle_id)
    assert (cycle.details.title, cycle.details.held_on, cycle.details.unit) == ("2027 H1", date(2027, 5, 1), "Nordics")
    assert cycle.version == 2


def test_it_keeps_the_scores_of_an_element_that_goes_out_of_scope_and_comes_back(
    client: TestClient, scribe: Scribe, look: Look
) -> None:
    cycle_id = scribe.complete(score=3)
    send(client, cycle_id, opened(client, cycle_id), out_of_scope="E", scope_reason="One country.")
    assert (look.snapshot(cycle_id).result.overall.score, len(look.snapshot(cycle_id).elements)) == (120, 8)
    form = opened(client, cycle_id)
    del form["out_of_scope"]
    send(client, cycle_id, form)
    assert look.snapshot(cycle_id).result.overall.score == 135
    assert look.cycle(cycle_id).details.scope_reason == ""


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "Enter a name for the cycle"),
        ({"held_on": "soon"}, "Enter the day"),
        ({"unit": ""}, "Enter the part of the company"),
        ({"out_of_scope": "E"}, "Say why the element is out of scope"),
    ],
    ids=str,
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(
    client: TestClient, scribe: Scribe, look: Look, wrong: dict[str, str], message: str
) -> None:
    cycle_id = scribe.start()
    before = look.all()
    typed = opened(client, cycle_id) | {"title": "Typed"} | wrong
    response = send(client, cycle_id, typed)
    assert response.status_code == 422
    assert message in words(response.text)
    assert fields(response.text, f"/cycles/{cycle_id}/details") == typed
    assert look.all() == before


def test_it_says_all_that_is_wrong_at_once(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    response = send(client, cycle_id, opened(client, cycle_id) | {"title": "", "held_on": "soon", "unit": ""})
    assert response.status_code == 422
    said = words(response.text)
    assert all(problem in said for problem in ("Enter a name for", "Enter the day", "Enter the part of the company"))


def test_it_refuses_a_title_that_another_cycle_of_the_unit_has(client: TestClient, scribe: Scribe, look: Look) -> None:
    scribe.start("2026 H1")
    cycle_id = scribe.start("2026 H2")
    before = look.all()
    response = send(client, cycle_id, opened(client, cycle_id), title="2026 H1", unit="Whole company")
    assert response.status_code == 422
    assert "Enter a name that no other cycle of this unit has" in words(response.text)
    assert look.all() == before


def test_it_refuses_a_stale_edit_and_shows_both_versions(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id)
    send(client, cycle_id, form, title="Theirs", out_of_scope="E", scope_reason="One country.")
    before = look.all()
    response = send(client, cycle_id, form, title="Mine")
    assert response.status_code == 409
    assert look.all() == before
    told = words(response.text)
    assert "Someone else changed these details" in told
    assert "Name Theirs Mine" in told
    assert "Left out E -" in told
    assert "Unit Whole company the same" in told
    again = fields(response.text, f"/cycles/{cycle_id}/details")
    assert (again["title"], again["version"]) == ("Mine", "2")
    assert send(client, cycle_id, again).status_code == 303
    assert look.cycle(cycle_id).details.title == "Mine"


def test_it_takes_the_same_details_twice_without_a_conflict(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id) | {"title": "Mine"}
    send(client, cycle_id, form)
    assert send(client, cycle_id, form).status_code == 303
    assert look.cycle(cycle_id).details.title == "Mine"


def test_it_takes_a_form_without_a_version_for_a_stale_one(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    before = look.all()
    form = opened(client, cycle_id) | {"title": "Mine"}
    del form["version"]
    assert send(client, cycle_id, form).status_code == 409
    assert look.all() == before


@pytest.mark.parametrize("wrong", [{"version": "x"}, {"revision": "2"}, {"held_on[]": "2026-11-12"}], ids=str)
def test_it_refuses_a_form_that_no_page_of_ours_sends(
    client: TestClient, scribe: Scribe, look: Look, wrong: dict[str, str]
) -> None:
    cycle_id = scribe.start()
    before = look.all()
    assert send(client, cycle_id, opened(client, cycle_id) | {"title": "Mine"} | wrong).status_code == 422
    assert look.all() == before


@pytest.mark.parametrize(("cycle_id", "status"), [("77", 404), (str(10**30), 404), ("x", 422)])
def test_it_handles_a_bad_id(client: TestClient, scribe: Scribe, cycle_id: str, status: int) -> None:
    form = opened(client, scribe.start())
    assert client.get(f"/cycles/{cycle_id}/details").status_code == status
    assert client.post(f"/cycles/{cycle_id}/details", data=form).status_code == status


def test_it_is_not_found_by_a_stranger(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, look: Look
) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id)
    before = look.all()
    sign_in(stranger)
    assert client.get(f"/cycles/{cycle_id}/details").status_code == 404
    assert send(client, cycle_id, form, title="Theirs").status_code == 404
    assert look.all() == before


@pytest.mark.parametrize("role", ["contributor", "steering"])
def test_it_is_refused_to_others(
    client: TestClient, scribe: Scribe, request: pytest.FixtureRequest, sign_in: SignIn, look: Look, role: str
) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id)
    before = look.all()
    sign_in(request.getfixturevalue(role))
    assert client.get(f"/cycles/{cycle_id}/details").status_code == 403
    assert send(client, cycle_id, form, title="Theirs").status_code == 403
    assert "/details" not in client.get(f"/cycles/{cycle_id}/check").text
    assert look.all() == before


def test_it_is_refused_once_final(client: TestClient, scribe: Scribe, look: Look) -> None:
    form = opened(client, scribe.start())
    cycle_id = scribe.final("2027 H1")
    before = look.all()
    assert client.get(f"/cycles/{cycle_id}/details").status_code == 409
    assert send(client, cycle_id, form, title="Mine").status_code == 409
    assert look.all() == before
