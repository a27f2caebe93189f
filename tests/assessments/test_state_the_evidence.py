"""Saying how strong the evidence is: a choice like a score, numbered by itself."""

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.assessments.snapshot import Evidence
from tests.assessments.conftest import Look
from tests.conftest import Scribe


def post(client: TestClient, cycle_id: int, value: str, revision: int = 1, kind: str = "evidence") -> Response:
    form = {"kind": kind, "value": value, "revision": str(revision), "client": "phone"}
    return client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/choice", data=form)


@pytest.mark.parametrize("strength", Evidence)
def test_it_works(client: TestClient, scribe: Scribe, look: Look, strength: Evidence) -> None:
    cycle_id = scribe.start()
    response = post(client, cycle_id, strength.value)
    assert response.headers["kam-stored"] == "yes"
    assert f'data-evidence="{strength.value}"' in response.text
    assert look.cell(cycle_id).evidence is strength


def test_it_tells_no_evidence_from_not_stated(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    assert look.cell(cycle_id).evidence is None
    post(client, cycle_id, "none", 1)
    assert look.cell(cycle_id).evidence is Evidence.NONE
    post(client, cycle_id, "", 2)
    assert look.cell(cycle_id).evidence is None


def test_it_is_numbered_apart_from_the_score(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "3", 5, kind="score")
    assert post(client, cycle_id, "documented", 1).headers["kam-stored"] == "yes"
    stored = look.cell(cycle_id)
    assert (stored.score, stored.score_revision) == (3, 5)
    assert (stored.evidence, stored.evidence_revision) == (Evidence.DOCUMENTED, 1)


def test_it_ignores_an_older_choice_that_arrives_late(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "documented", 2)
    response = post(client, cycle_id, "none", 1)
    assert (response.status_code, response.headers["kam-stored"]) == (200, "no")
    assert look.cell(cycle_id).evidence is Evidence.DOCUMENTED


def test_it_does_not_count_as_a_score(client: TestClient, scribe: Scribe) -> None:
    assert "0 of 45 cells scored" in post(client, scribe.start(), "documented").text


@pytest.mark.parametrize("value", ["Documented", "strong", "0", "none "])
def test_it_refuses_what_is_no_strength(client: TestClient, scribe: Scribe, look: Look, value: str) -> None:
    cycle_id = scribe.start()
    before = look.all()
    assert post(client, cycle_id, value).status_code == 422
    assert look.all() == before
