"""Sealing a cycle that started from another one: what nobody reviewed is said, and counted for good."""

import json

import pytest
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import sealing, service
from app.assessments.snapshot import Carried
from app.errors import ConflictError
from tests.assessments.conftest import Look
from tests.assessments.test_keep_a_trail_of_cycles import trail
from tests.conftest import CELLS, Scribe
from tests.pages import fields, words

COUNTS = {Carried.CONFIRMED: 30, Carried.CHANGED: 12, Carried.OVER: 3}


@pytest.fixture
def cycle_id(scribe: Scribe) -> int:
    """A copied draft: 30 scores confirmed, 12 changed, 3 not reviewed."""
    scribe.final("2026 H2", 2)
    cycle_id = scribe.copy()
    scribe.score(cycle_id, dict.fromkeys(CELLS[:30], 2) | dict.fromkeys(CELLS[30:42], 1))
    return cycle_id


def test_the_page_before_it_lists_what_nobody_reviewed(client: TestClient, cycle_id: int) -> None:
    page = client.get(f"/cycles/{cycle_id}/check").text
    told = words(page)
    assert "3 of the scores copied from 2026 H2 are not reviewed." in told
    assert "3 cells were carried over without review; seal them as they are" in told
    assert page.count("#cell-") == 3
    for cell in CELLS[42:]:
        assert f"/cycles/{cycle_id}/elements/{cell.element}#cell-{cell.group}" in page
    assert "unreviewed" not in fields(page, f"/cycles/{cycle_id}/finish")


def test_it_is_refused_without_saying_so(
    client: TestClient, cycle_id: int, look: Look, scribe: Scribe, director: Member
) -> None:
    before = look.all()
    refused = client.post(f"/cycles/{cycle_id}/finish")
    assert refused.status_code == 409
    message = "3 cells were carried over from 2026 H2, and nobody has reviewed them since."
    assert f"{message} Review them, or say that you seal them unreviewed." in words(refused.text)
    with pytest.raises(ConflictError, match=message):
        service.finish(scribe.session, director, cycle_id)
    scribe.session.rollback()
    assert look.all() == before


@pytest.mark.parametrize("said", ["2", "-1", "x", "9" * 30])
def test_it_is_refused_to_who_knows_of_fewer(client: TestClient, cycle_id: int, look: Look, said: str) -> None:
    before = look.all()
    response = client.post(f"/cycles/{cycle_id}/finish", data={"unreviewed": said})
    assert response.status_code == (409 if said == "2" else 422)
    assert look.all() == before


def test_it_speaks_of_a_single_cell_rightly(client: TestClient, cycle_id: int, scribe: Scribe) -> None:
    scribe.score(cycle_id, dict.fromkeys(CELLS[42:44], 2))
    told = words(client.post(f"/cycles/{cycle_id}/finish").text)
    assert "1 cell was carried over from 2026 H2, and nobody has reviewed it since." in told
    assert "1 of the scores copied from 2026 H2 is not reviewed." in told
    assert "1 cell was carried over without review; seal it as it is" in told
    assert "1 cell not reviewed" in words(client.get(f"/cycles/{cycle_id}/elements/I").text)


def test_it_says_first_what_is_not_scored(client: TestClient, cycle_id: int, scribe: Scribe) -> None:
    form = {"kind": "score", "value": "", "revision": "9", "client": "phone"}
    client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/choice", data=form)
    refused = client.post(f"/cycles/{cycle_id}/finish", data={"unreviewed": "3"})
    assert refused.status_code == 409
    assert "1 cell is not scored yet." in words(refused.text)


def test_it_seals_what_was_said(client: TestClient, cycle_id: int, look: Look, scribe: Scribe) -> None:
    draft = look.snapshot(cycle_id)
    response = client.post(f"/cycles/{cycle_id}/finish", data={"unreviewed": "3"})
    assert response.headers["location"] == f"/cycles/{cycle_id}/results"
    final = look.snapshot(cycle_id)
    assert (final.copied_from, final.carried) == ("2026 H2", COUNTS)
    assert final.answers.keys() >= draft.answers.keys()
    assert all(final.answer(cell) == draft.answer(cell) for cell in CELLS)
    [content] = [row[4] for row in look.all()["seals"] if row[0] == cycle_id]
    data = json.loads(content)
    assert (data["format"], data["copied_from"]) == (2, "2026 H2")
    states = [answer["carried"] for answer in data["answers"]]
    assert states == ["confirmed"] * 30 + ["changed"] * 12 + ["carried-over"] * 3
    assert final.seal is not None
    assert sealing.digest(content) == final.seal.sha256
    assert trail(scribe.session)[-1][3] == {"seal": final.seal.sha256, "not_reviewed": 3}


def test_who_reviewed_all_need_say_nothing(client: TestClient, cycle_id: int, scribe: Scribe, look: Look) -> None:
    scribe.score(cycle_id, dict.fromkeys(CELLS[42:], 2))
    assert "without review" not in words(client.get(f"/cycles/{cycle_id}/check").text)
    assert client.post(f"/cycles/{cycle_id}/finish").status_code == 303
    assert look.snapshot(cycle_id).carried[Carried.OVER] == 0
    assert "not_reviewed" not in trail(scribe.session)[-1][3]


def test_its_file_is_what_was_sealed(client: TestClient, cycle_id: int, look: Look) -> None:
    client.post(f"/cycles/{cycle_id}/finish", data={"unreviewed": "3"})
    seal = look.snapshot(cycle_id).seal
    assert seal is not None
    assert sealing.digest(client.get(f"/cycles/{cycle_id}/result.json").text) == seal.sha256


def test_a_correction_keeps_what_became_of_each(client: TestClient, cycle_id: int, look: Look) -> None:
    client.post(f"/cycles/{cycle_id}/finish", data={"unreviewed": "3"})
    location = client.post(f"/cycles/{cycle_id}/correct", data={"reason": "A score was wrong."}).headers["location"]
    new_id = int(location.split("/")[2])
    assert look.cell(new_id) == look.cell(cycle_id)
    assert (look.snapshot(new_id).copied_from, look.snapshot(new_id).carried) == ("2026 H2", COUNTS)
    assert client.post(f"/cycles/{new_id}/finish").status_code == 409
    assert client.post(f"/cycles/{new_id}/finish", data={"unreviewed": "3"}).status_code == 303
    assert look.snapshot(new_id).carried == COUNTS


def test_a_copy_of_a_copy_starts_anew(client: TestClient, cycle_id: int, scribe: Scribe, look: Look) -> None:
    client.post(f"/cycles/{cycle_id}/finish", data={"unreviewed": "3"})
    snapshot = look.snapshot(scribe.copy("2027 H2"))
    assert (snapshot.copied_from, snapshot.carried[Carried.OVER]) == ("2027 H1", 45)
