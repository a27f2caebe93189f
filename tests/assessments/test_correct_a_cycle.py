"""Correcting a final cycle: a new revision with a reason, beside the old one."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import agreeing, sealing
from app.assessments.snapshot import REASON_MAX, Evidence
from app.maturity.checklist import CellId
from tests.agreements import CELL, agreement, hold
from tests.assessments.conftest import Look
from tests.conftest import CELLS, Scribe, SignIn
from tests.pages import fields, words


def correct(client: TestClient, cycle_id: int, reason: str = "A score was wrong.") -> int:
    response = client.post(f"/cycles/{cycle_id}/correct", data={"reason": reason})
    assert response.status_code == 303
    return int(response.headers["location"].removeprefix("/cycles/").removesuffix("/check"))


def test_its_form_asks_for_a_reason(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.final()
    page = client.get(f"/cycles/{cycle_id}/correct")
    assert fields(page.text, f"/cycles/{cycle_id}/correct") == {"reason": ""}
    assert "Open revision 2" in words(page.text)


def test_it_copies_everything_into_a_draft(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.complete(out_of_scope=("E",), reason="One country.")
    choices = {"kind": "evidence", "value": "documented", "revision": "2"}
    client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/choice", data=choices)
    client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/note", data={"note": "Why.", "version": "0"})
    hold(scribe, cycle_id, {CellId("A", "kam_team"): agreement(rationale="Seen.", dissent="Not by all.")})
    hold(scribe, cycle_id, named=True)
    client.post(f"/cycles/{cycle_id}/finish")
    new_id = correct(client, cycle_id)
    old, new = look.snapshot(cycle_id), look.snapshot(new_id)
    copied = replace(old, revision=2, revision_reason="A score was wrong.", seal=None)
    assert sealing.to_json(copied) == sealing.to_json(new)
    assert look.cell(new_id).evidence is Evidence.DOCUMENTED
    assert look.cell(new_id) == look.cell(cycle_id)
    assert new.agreements.keys() == {CellId("A", "kam_team")}
    assert len(new.workshops) == 2
    assert look.cycle(new_id).is_draft
    assert look.cycle(new_id).corrects == cycle_id
    assert look.cycle(cycle_id).corrected_by == new_id


def test_it_keeps_the_old_one_as_it_is(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.final()
    before = look.all()
    new_id = correct(client, cycle_id)
    scribe.score(new_id, dict.fromkeys(CELLS, 0))
    after = look.all()
    assert after["seals"] == before["seals"]
    for table in ("answers", "assessments"):
        assert set(before[table]) <= set(after[table])
    assert look.snapshot(cycle_id).result.overall.score == 90


def test_what_was_agreed_can_be_withdrawn_in_it(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.complete(score=2)
    hold(scribe, cycle_id, {CELL: agreement(3)})
    scribe.finish(cycle_id)
    new_id = correct(client, cycle_id)
    assert agreeing.withdraw(scribe.session, scribe.director, new_id, CELL)
    scribe.session.commit()
    assert (look.cell(new_id).score, look.cell(cycle_id).score) == (2, 3)
    assert look.snapshot(cycle_id).agreements == {CELL: agreement(3)}


def test_it_can_be_finished_and_corrected_again(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.final()
    second = correct(client, cycle_id)
    client.post(f"/cycles/{second}/finish")
    third = correct(client, second, "Another one.")
    assert look.cycle(third).revision == 3
    assert look.snapshot(third).revision_reason == "Another one."
    seals = {look.snapshot(cycle).seal for cycle in (cycle_id, second)}
    assert len(seals) == 2


def test_its_title_stays_free_to_nobody_else(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.final("2026 H2")
    correct(client, cycle_id)
    form = {"title": "2026 H2", "held_on": "2026-12-01", "unit": "Whole company"}
    assert client.post("/cycles", data=form).status_code == 422


def test_it_is_done_once_per_revision(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.final()
    correct(client, cycle_id)
    before = look.all()
    response = client.post(f"/cycles/{cycle_id}/correct", data={"reason": "Again."})
    assert response.status_code == 409
    assert "already has a newer revision" in words(response.text)
    assert look.all() == before


def test_it_is_for_final_cycles_only(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.complete()
    before = look.all()
    assert client.post(f"/cycles/{cycle_id}/correct", data={"reason": "Why not."}).status_code == 409
    assert look.all() == before


@pytest.mark.parametrize("state", ["draft", "corrected"])
def test_its_form_is_for_what_can_be_corrected_only(client: TestClient, scribe: Scribe, state: str) -> None:
    cycle_id = scribe.start() if state == "draft" else scribe.final()
    if state == "corrected":
        correct(client, cycle_id)
    assert client.get(f"/cycles/{cycle_id}/correct").status_code == 409


@pytest.mark.parametrize("reason", ["", "  \r\n", "\x00", "x" * (REASON_MAX + 1)], ids=len)
def test_it_needs_a_reason_and_keeps_what_was_typed(
    client: TestClient, scribe: Scribe, look: Look, reason: str
) -> None:
    cycle_id = scribe.final()
    before = look.all()
    response = client.post(f"/cycles/{cycle_id}/correct", data={"reason": reason})
    assert response.status_code == 422
    assert "Enter what is wrong with the final result" in words(response.text)
    assert fields(response.text, f"/cycles/{cycle_id}/correct")["reason"].strip() == reason.strip(" \r\n")
    assert look.all() == before


def test_it_takes_the_longest_reason(client: TestClient, scribe: Scribe, look: Look) -> None:
    reason = "é" * REASON_MAX
    assert look.cycle(correct(client, scribe.final(), reason)).revision_reason == reason


@pytest.mark.parametrize(("cycle_id", "status"), [("77", 404), ("x", 422)])
def test_it_handles_a_bad_id(client: TestClient, director: Member, cycle_id: str, status: int) -> None:
    assert client.get(f"/cycles/{cycle_id}/correct").status_code == status
    assert client.post(f"/cycles/{cycle_id}/correct", data={"reason": "Why."}).status_code == status


def test_it_is_not_found_by_a_stranger(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, look: Look
) -> None:
    cycle_id = scribe.final()
    before = look.all()
    sign_in(stranger)
    assert client.get(f"/cycles/{cycle_id}/correct").status_code == 404
    assert client.post(f"/cycles/{cycle_id}/correct", data={"reason": "Why."}).status_code == 404
    assert look.all() == before


@pytest.mark.parametrize("role", ["contributor", "steering"])
def test_it_is_refused_to_others(
    client: TestClient, scribe: Scribe, request: pytest.FixtureRequest, sign_in: SignIn, look: Look, role: str
) -> None:
    cycle_id = scribe.final()
    before = look.all()
    sign_in(request.getfixturevalue(role))
    assert client.get(f"/cycles/{cycle_id}/correct").status_code == 403
    assert client.post(f"/cycles/{cycle_id}/correct", data={"reason": "Why."}).status_code == 403
    assert look.all() == before
