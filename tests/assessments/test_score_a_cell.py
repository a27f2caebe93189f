"""Saving one choice: at once, in the right order, and only where it is allowed."""

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.accounts.service import Member
from tests.assessments.conftest import Look
from tests.conftest import Scribe, SignIn
from tests.pages import words


def post(client: TestClient, cycle_id: int, value: str = "2", revision: int = 1, cell: str = "A/kam_unit") -> Response:
    form = {"kind": "score", "value": value, "revision": str(revision), "client": "phone"}
    return client.post(f"/cycles/{cycle_id}/cells/{cell}/choice", data=form)


def stored(response: Response) -> tuple[str, str]:
    assert response.status_code == 200
    return response.headers["kam-stored"], response.headers["kam-revision"]


def test_it_works(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    response = post(client, cycle_id)
    assert stored(response) == ("yes", "1")
    assert 'data-score="2"' in response.text
    assert "Saved" in words(response.text)
    assert look.cell(cycle_id).score == 2


def test_it_brings_the_counts_and_totals_up_to_date(client: TestClient, scribe: Scribe) -> None:
    told = words(post(client, scribe.start(), "3").text)
    assert "1 of 45 cells scored" in told
    assert "3 of 15" in told
    assert "3, final between 3 and 135" in told


@pytest.mark.parametrize("value", ["0", "1", "2", "3"])
def test_it_takes_every_stage(client: TestClient, scribe: Scribe, look: Look, value: str) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, value)
    assert look.cell(cycle_id).score == int(value)


def test_it_clears_a_choice(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "2", revision=1)
    response = post(client, cycle_id, "", revision=2)
    assert stored(response) == ("yes", "2")
    assert look.cell(cycle_id).score is None
    assert "Not scored yet" in words(response.text)


def test_it_ignores_an_older_choice_that_arrives_late(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "3", revision=2)
    response = post(client, cycle_id, "1", revision=1)
    assert stored(response) == ("no", "2")
    assert 'data-score="3"' in response.text
    assert look.cell(cycle_id).score == 3


def test_it_answers_a_repeated_choice_as_stored_and_changes_nothing(
    client: TestClient, scribe: Scribe, look: Look
) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "3")
    before = look.all()
    assert stored(post(client, cycle_id, "3")) == ("yes", "1")
    assert look.all() == before


def test_it_does_not_take_the_same_number_of_another_client_for_its_own(
    client: TestClient, scribe: Scribe, look: Look
) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "3", revision=1)
    form = {"kind": "score", "value": "0", "revision": "1", "client": "laptop"}
    response = client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/choice", data=form)
    assert stored(response) == ("no", "1")
    assert look.cell(cycle_id).score == 3


def test_it_lets_a_higher_number_of_another_client_win(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "3", revision=4)
    form = {"kind": "score", "value": "0", "revision": "5", "client": "laptop"}
    assert stored(client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/choice", data=form)) == ("yes", "5")
    assert look.cell(cycle_id).score == 0


def test_it_tells_who_else_changed_the_cell_and_when(
    client: TestClient, scribe: Scribe, contributor: Member, director: Member, sign_in: SignIn, look: Look
) -> None:
    cycle_id = scribe.start()
    sign_in(contributor)
    assert "Changed by" not in words(post(client, cycle_id).text)
    sign_in(director)
    at = look.cell(cycle_id).changed_at
    assert at is not None
    page = words(client.get(f"/cycles/{cycle_id}/elements/A").text)
    assert f"Changed by Cem Contributor at {at:%H:%M}" in page


@pytest.mark.parametrize("value", ["4", "-1", "2.5", "x", "02", "٢", "2 "])
def test_it_refuses_what_is_no_score(client: TestClient, scribe: Scribe, look: Look, value: str) -> None:
    cycle_id = scribe.start()
    before = look.all()
    assert post(client, cycle_id, value).status_code == 422
    assert look.all() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "opinion"},
        {"kind": ""},
        {"revision": ""},
        {"revision": "0"},
        {"revision": "-1"},
        {"revision": "1.5"},
        {"revision": str(2**31 - 1)},
        {"revision": "1001"},
        {"client": "x" * 41},
        {"client": "a\x00b"},
    ],
    ids=str,
)
def test_it_refuses_a_form_that_no_page_of_ours_sends(
    client: TestClient, scribe: Scribe, look: Look, wrong: dict[str, str]
) -> None:
    cycle_id = scribe.start()
    before = look.all()
    form = {"kind": "score", "value": "2", "revision": "1", "client": "phone"} | wrong
    assert client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/choice", data=form).status_code == 422
    assert look.all() == before


@pytest.mark.parametrize("kind", ["score", "evidence"])
def test_it_takes_no_number_far_above_the_stored_one_so_nobody_can_use_them_up(
    client: TestClient, scribe: Scribe, look: Look, kind: str
) -> None:
    cycle_id = scribe.start()
    value = {"score": "2", "evidence": "none"}[kind]

    def send(revision: int) -> int:
        form = {"kind": kind, "value": value, "revision": str(revision), "client": "phone"}
        return client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/choice", data=form).status_code

    assert [send(revision) for revision in (1000, 2000, 3001, 2001)] == [200, 200, 422, 200]
    assert getattr(look.cell(cycle_id), f"{kind}_revision") == 2001


@pytest.mark.parametrize("cell", ["Z/kam_unit", "a/kam_unit", "A/kam_units", "A/A", "%00/kam_unit", "A/%00"])
def test_it_knows_no_other_cells(client: TestClient, scribe: Scribe, look: Look, cell: str) -> None:
    cycle_id = scribe.start()
    before = look.all()
    assert post(client, cycle_id, cell=cell).status_code == 404
    assert look.all() == before


def test_it_finds_no_cell_that_is_out_of_scope(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start(out_of_scope=("E",), reason="One country.")
    assert post(client, cycle_id, cell="E/kam_unit").status_code == 404
    assert post(client, cycle_id, cell="D/kam_unit").status_code == 200


@pytest.mark.parametrize(("cycle_id", "status"), [("7", 404), ("0", 404), ("-1", 404), (str(10**30), 404), ("x", 422)])
def test_it_handles_a_bad_id(client: TestClient, cycle_id: str, status: int, director: Member) -> None:
    form = {"kind": "score", "value": "2", "revision": "1", "client": "phone"}
    assert client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/choice", data=form).status_code == status


def test_it_is_not_found_by_a_stranger(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, look: Look
) -> None:
    cycle_id = scribe.start()
    before = look.all()
    sign_in(stranger)
    assert post(client, cycle_id).status_code == 404
    assert look.all() == before


def test_it_is_refused_to_a_reader(
    client: TestClient, scribe: Scribe, steering: Member, sign_in: SignIn, look: Look
) -> None:
    cycle_id = scribe.start()
    before = look.all()
    sign_in(steering)
    assert post(client, cycle_id).status_code == 403
    assert look.all() == before


def test_it_is_refused_once_final(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.final()
    before = look.all()
    response = post(client, cycle_id, revision=9)
    assert response.status_code == 409
    assert "final" in words(response.text)
    assert look.all() == before
