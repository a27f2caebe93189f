"""Opening a cycle goes on where scoring stopped."""

import pytest
from starlette.testclient import TestClient

from app.accounts.service import Member
from tests.conftest import CELLS, Scribe, SignIn


def target(client: TestClient, cycle_id: int) -> str:
    response = client.get(f"/cycles/{cycle_id}")
    assert response.status_code == 303
    return response.headers["location"].removeprefix(f"/cycles/{cycle_id}/")


def test_a_new_one_begins_at_the_first_element(client: TestClient, scribe: Scribe) -> None:
    assert target(client, scribe.start()) == "elements/A"


def test_it_goes_to_the_first_element_that_is_not_finished(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    scribe.score(cycle_id, {cell: 1 for cell in CELLS if cell.element in "ABD"})
    assert target(client, cycle_id) == "elements/C"


def test_it_passes_over_an_element_out_of_scope(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start(out_of_scope=("E",), reason="One country.")
    scribe.score(cycle_id, {cell: 1 for cell in CELLS if cell.element in "ABCD"})
    assert target(client, cycle_id) == "elements/F"


def test_a_complete_one_goes_to_the_check(client: TestClient, scribe: Scribe) -> None:
    assert target(client, scribe.complete()) == "check"


def test_a_final_one_goes_to_its_results(client: TestClient, scribe: Scribe) -> None:
    assert target(client, scribe.final()) == "results"


def test_a_reader_may_open_it(client: TestClient, scribe: Scribe, steering: Member, sign_in: SignIn) -> None:
    cycle_id = scribe.start()
    sign_in(steering)
    assert target(client, cycle_id) == "elements/A"


def test_it_is_not_found_by_a_stranger(client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn) -> None:
    cycle_id = scribe.start()
    sign_in(stranger)
    assert client.get(f"/cycles/{cycle_id}").status_code == 404


@pytest.mark.parametrize(("cycle_id", "status"), [("77", 404), ("0", 404), (str(2**31), 404), ("x", 422)])
def test_it_handles_a_bad_id(client: TestClient, director: Member, cycle_id: str, status: int) -> None:
    assert client.get(f"/cycles/{cycle_id}").status_code == status
