"""The page before finishing: every answer, and what is missing."""

import pytest
from starlette.testclient import TestClient

from app.accounts.service import Member
from tests.conftest import CELLS, Scribe, SignIn
from tests.pages import words


def test_it_lists_what_is_missing_and_offers_no_finish(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    scribe.score(cycle_id, dict.fromkeys(CELLS[:-2], 2))
    page = client.get(f"/cycles/{cycle_id}/check").text
    told = words(page)
    assert "2 of 45 cells are not scored." in told
    assert "So far 86; the final score will lie between 86 and 92" in told
    for cell in CELLS[-2:]:
        assert f"/cycles/{cycle_id}/elements/{cell.element}#cell-{cell.group}" in page
    assert page.count("#cell-") == 2
    assert "Finish the cycle" not in told


def test_it_speaks_of_a_single_cell_rightly(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    scribe.score(cycle_id, dict.fromkeys(CELLS[1:], 0))
    told = words(client.get(f"/cycles/{cycle_id}/check").text)
    assert "1 of 45 cells is not scored." in told
    assert "Score the 1 open cell first." in told


def test_it_offers_to_finish_a_complete_cycle(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.complete(score=2)
    page = client.get(f"/cycles/{cycle_id}/check").text
    told = words(page)
    assert "Every cell is scored. Overall 90 of 135: In transition." in told
    assert "Finish the cycle" in told
    assert f'action="/cycles/{cycle_id}/finish"' in page


def test_it_says_what_is_out_of_scope_and_why(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.complete(out_of_scope=("E",), reason="One country.")
    told = words(client.get(f"/cycles/{cycle_id}/check").text)
    assert "Element E is out of scope: One country." in told
    assert "of 120" in told


@pytest.mark.parametrize("role", ["contributor", "steering"])
def test_it_offers_no_finish_to_others(
    client: TestClient, scribe: Scribe, request: pytest.FixtureRequest, sign_in: SignIn, role: str
) -> None:
    cycle_id = scribe.complete()
    sign_in(request.getfixturevalue(role))
    page = client.get(f"/cycles/{cycle_id}/check")
    assert page.status_code == 200
    assert "/finish" not in page.text


def test_a_final_one_goes_to_its_results(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.final()
    response = client.get(f"/cycles/{cycle_id}/check")
    assert (response.status_code, response.headers["location"]) == (303, f"/cycles/{cycle_id}/results")


@pytest.mark.parametrize(("cycle_id", "status"), [("77", 404), ("x", 422)])
def test_it_handles_a_bad_id(client: TestClient, director: Member, cycle_id: str, status: int) -> None:
    assert client.get(f"/cycles/{cycle_id}/check").status_code == status
