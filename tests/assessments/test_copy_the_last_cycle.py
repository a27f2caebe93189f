"""Starting a cycle from the scores of the unit's last final one."""

from dataclasses import replace
from datetime import date

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import answering, service
from app.assessments.carrying import carried_rows
from app.assessments.details import Details
from app.assessments.snapshot import Answer, Carried, Evidence
from app.maturity.checklist import CellId
from app.maturity.loading import load
from tests.agreements import CELL, agreement, hold
from tests.assessments.conftest import Look
from tests.assessments.test_keep_a_trail_of_cycles import trail
from tests.conftest import CELLS, Scribe, SignIn
from tests.pages import fields, words

GOOD = {"title": "2027 H1", "held_on": "2027-05-12", "unit": "Whole company", "scope_reason": "", "copy_last": "true"}


def start(client: TestClient, **changes: str) -> Response:
    return client.post("/cycles", data=GOOD | changes)


def started(response: Response) -> int:
    assert response.status_code == 303
    return int(response.headers["location"].removeprefix("/cycles/"))


def final_with_a_note(scribe: Scribe, title: str = "2026 H2", **details: object) -> int:
    cycle_id = scribe.complete(title, score=1, **details)
    answer = Answer(2, Evidence.DOCUMENTED, "Seen in the plan.")
    answering.fill(scribe.session, scribe.director, cycle_id, {CELL: answer})
    service.finish(scribe.session, scribe.director, cycle_id)
    scribe.session.commit()
    return cycle_id


def test_its_form_offers_it_only_when_there_is_something_to_copy(client: TestClient, scribe: Scribe) -> None:
    scribe.complete("2026 H2")
    assert "Copy the last final cycle" not in words(client.get("/cycles/new").text)
    scribe.final("2026 H1", held_on=date(2026, 5, 12))
    page = client.get("/cycles/new").text
    assert "Copy the last final cycle of this unit" in words(page)
    assert "Whole company: 2026 H1, held on 12 May 2026" in words(page)
    assert "copy_last" not in fields(page, "/cycles")


def test_it_starts_empty_unless_asked(client: TestClient, scribe: Scribe, look: Look) -> None:
    scribe.final()
    form = {name: value for name, value in GOOD.items() if name != "copy_last"}
    cycle_id = started(client.post("/cycles", data=form))
    assert look.snapshot(cycle_id).answers == {}
    assert look.cycle(cycle_id).copies is None
    assert look.snapshot(cycle_id).copied_from == ""


def test_it_copies_scores_evidence_and_notes(client: TestClient, scribe: Scribe, look: Look) -> None:
    last = final_with_a_note(scribe)
    cycle_id = started(start(client))
    cycle, snapshot = look.cycle(cycle_id), look.snapshot(cycle_id)
    assert (cycle.copies, cycle.copied_from, snapshot.copied_from) == (last, "2026 H2", "2026 H2")
    assert snapshot.scores == look.snapshot(last).scores
    assert snapshot.answer(CELL) == Answer(2, Evidence.DOCUMENTED, "Seen in the plan.", Carried.OVER)
    assert snapshot.carried == {Carried.CONFIRMED: 0, Carried.CHANGED: 0, Carried.OVER: 45}
    stored = look.cell(cycle_id)
    assert (stored.carried_score, stored.carried_note, stored.score_revision) == (2, "Seen in the plan.", 0)
    assert stored.saved_at is None


def test_it_leads_to_the_first_element_to_review(client: TestClient, scribe: Scribe) -> None:
    scribe.final()
    cycle_id = started(start(client))
    assert client.get(f"/cycles/{cycle_id}").headers["location"] == f"/cycles/{cycle_id}/elements/A"
    scribe.score(cycle_id, {cell: 2 for cell in CELLS if cell.element in "AB"})
    assert client.get(f"/cycles/{cycle_id}").headers["location"] == f"/cycles/{cycle_id}/elements/C"
    scribe.score(cycle_id, dict.fromkeys(CELLS, 2))
    assert client.get(f"/cycles/{cycle_id}").headers["location"] == f"/cycles/{cycle_id}/check"


def test_it_takes_the_last_of_the_unit_that_was_held_by_then_and_stands(
    client: TestClient, scribe: Scribe, director: Member, look: Look
) -> None:
    scribe.final("2025 H2", 0, held_on=date(2025, 11, 12))
    replaced = scribe.final("2026 H1", 1, held_on=date(2026, 5, 12))
    stands = service.correct(scribe.session, director, replaced, "A score was wrong.")
    service.finish(scribe.session, director, stands)
    service.correct(scribe.session, director, stands, "Still open.")
    scribe.session.commit()
    scribe.final("2028 H1", 3, held_on=date(2028, 5, 12))
    scribe.final("Another", 3, unit="Nordics", held_on=date(2027, 1, 1))
    scribe.complete("A draft", 3, held_on=date(2027, 2, 1))
    assert look.cycle(started(start(client))).copies == stands
    assert look.cycle(started(start(client, title="On the day", held_on="2028-05-12"))).copied_from == "2028 H1"


def test_it_copies_nothing_of_an_element_that_is_out_of_scope(client: TestClient, scribe: Scribe, look: Look) -> None:
    scribe.final()
    without = started(start(client, out_of_scope="E", scope_reason="One country."))
    assert {cell.element for cell in look.snapshot(without).answers} == set("ABCDFGHI")
    assert look.snapshot(without).carried[Carried.OVER] == 40


def test_it_has_nothing_to_copy_where_the_last_one_left_an_element_out(
    client: TestClient, scribe: Scribe, look: Look
) -> None:
    scribe.final(out_of_scope=("E",), reason="One country.")
    snapshot = look.snapshot(started(start(client)))
    assert {cell.element for cell in snapshot.answers} == set("ABCDFGHI")
    assert (snapshot.result.overall.scored, snapshot.result.overall.cells) == (40, 45)


def test_it_copies_only_cells_that_both_checklists_have(scribe: Scribe, look: Look) -> None:
    last = look.snapshot(final_with_a_note(scribe))
    checklist = load()
    smaller = replace(checklist, cells={cell: checklist.cells[cell] for cell in CELLS[:7]})
    rows = list(carried_rows(1, smaller, ("B",), last))
    assert [CellId(row.element, row.group_key) for row in rows] == list(CELLS[:5])
    assert {row.carried for row in rows} == {Carried.OVER}


@pytest.mark.parametrize(
    "changes",
    [{}, {"unit": "Nordics"}, {"held_on": "2026-05-11", "unit": "South"}],
    ids=["none is final", "a new unit", "all are later"],
)
def test_it_says_when_there_is_none_and_keeps_what_was_typed(
    client: TestClient, scribe: Scribe, look: Look, changes: dict[str, str]
) -> None:
    scribe.complete("2026 H1")
    scribe.final("South", unit="South", held_on=date(2026, 5, 12))
    before = look.all()
    response = start(client, **changes)
    assert response.status_code == 422
    unit = changes.get("unit", "Whole company")
    told = f"{unit} has no final cycle held by that day. Untick this to start empty, or enter another unit."
    assert told in words(response.text)
    assert look.all() == before
    kept = fields(response.text, "/cycles")
    assert {name: kept[name] for name in ("title", "unit", "copy_last")} == {
        name: (GOOD | changes)[name] for name in ("title", "unit", "copy_last")
    }


def test_it_says_so_where_no_unit_has_one(client: TestClient, director: Member) -> None:
    response = start(client)
    assert response.status_code == 422
    assert 'id="copy_last"' in response.text


def test_it_copies_nothing_of_workshops(scribe: Scribe, look: Look) -> None:
    last = scribe.complete(score=2)
    hold(scribe, last, {CELL: agreement(3)})
    scribe.finish(last)
    copied = look.snapshot(scribe.copy())
    assert copied.answer(CELL).score == 3
    assert (copied.agreements, copied.workshops) == ({}, ())


def test_it_takes_no_other_answer(client: TestClient, scribe: Scribe, look: Look) -> None:
    scribe.final()
    before = look.all()
    assert start(client, copy_last="whatever").status_code == 422
    assert look.all() == before


def test_it_copies_nothing_of_another_organisation(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, look: Look
) -> None:
    scribe.final()
    sign_in(stranger)
    before = look.all()
    assert "Copy the last final cycle" not in words(client.get("/cycles/new").text)
    assert start(client).status_code == 422
    assert look.all() == before


def test_it_stays_with_its_unit(client: TestClient, scribe: Scribe, look: Look) -> None:
    scribe.final()
    cycle_id = scribe.copy()
    form = fields(client.get(f"/cycles/{cycle_id}/details").text, f"/cycles/{cycle_id}/details")
    before = look.all()
    refused = client.post(f"/cycles/{cycle_id}/details", data=form | {"unit": "Nordics"})
    assert refused.status_code == 422
    told = "Its scores were copied from 2026 H2, so this cycle stays with Whole company."
    assert told in words(refused.text)
    assert look.all() == before
    renamed = client.post(f"/cycles/{cycle_id}/details", data=form | {"title": "2027 spring"})
    assert renamed.status_code == 303
    assert look.cycle(cycle_id).details.title == "2027 spring"


def test_the_details_of_a_cycle_that_is_there_know_no_copy(client: TestClient, scribe: Scribe, look: Look) -> None:
    scribe.final()
    cycle_id = scribe.start("2027 H1")
    page = client.get(f"/cycles/{cycle_id}/details").text
    assert "Copy the last final cycle" not in words(page)
    before = look.all()
    sent = GOOD | {"version": "1"}
    assert client.post(f"/cycles/{cycle_id}/details", data=sent).status_code == 422
    assert look.all() == before


def test_it_leaves_the_last_one_as_it_is(client: TestClient, scribe: Scribe, look: Look) -> None:
    last = final_with_a_note(scribe)
    before = look.snapshot(last)
    cycle_id = started(start(client))
    scribe.score(cycle_id, dict.fromkeys(CELLS, 0))
    assert look.snapshot(last) == before


def test_the_trail_says_what_was_copied(scribe: Scribe, director: Member) -> None:
    scribe.final()
    details = Details("2027 H1", date(2027, 5, 12), "Whole company")
    service.start(scribe.session, director, details, copy_last=True)
    action, _, _, after = trail(scribe.session)[-1]
    assert (action, after["copied_from"]) == ("cycle.started", "2026 H2")
