"""Recording what the room settles on for a cell."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from app.assessments import answering
from app.assessments.agreed import REMARK_MAX
from app.maturity.checklist import CellId
from app.workshops import deciding
from app.workshops.deciding import Decision
from tests.conftest import Scribe
from tests.pages import fields, words
from tests.workshops.desks import HTMX, Desk
from tests.workshops.rooms import A_CELL, Host

At = Callable[[str], Desk]
CELL = {"letter": "A", "group": "kam_unit"}
AGREED = CELL | {"score": "2", "rationale": "The list is kept.", "dissent": "Two hold that it is a 1.", "version": "1"}


def score_in_the_draft(scribe: Scribe, cycle_id: int) -> int | None:
    score = answering.get_sheet(scribe.session, scribe.director, cycle_id).cell(A_CELL).score
    scribe.session.rollback()
    return score


def test_nothing_is_chosen_before_somebody_chooses(desk: At) -> None:
    here = desk("revealed")
    assert "The median is 2, Transition state." in here.says()
    assert "score" not in fields(here.page(), f"{here.address}/agree")
    assert "Not agreed yet" in here.says()


def test_it_works(desk: At, host: Host) -> None:
    here = desk("revealed")
    response = here.press("agree", **AGREED)
    assert (response.status_code, response.headers["location"]) == (303, f"{here.address}#cell-A-kam_unit")
    room = host.room(here.workshop_id)
    cell = room.cells[A_CELL]
    assert (cell.agreed_score, cell.rationale, cell.dissent) == (2, "The list is kept.", "Two hold that it is a 1.")
    assert "1 of 10 scores agreed" in here.says()
    assert "Agreed 2 at" in here.says()
    assert "Agreed 2" in here.says("/screen")
    assert "Two hold that it is a 1." in here.page()


def test_it_is_in_the_draft_at_once(desk: At, host: Host, scribe: Scribe) -> None:
    here = desk("revealed")
    cycle_id = host.room(here.workshop_id).cycle_id
    here.press("agree", **AGREED)
    assert score_in_the_draft(scribe, cycle_id) == 2
    page = here.client.get(f"/cycles/{cycle_id}/elements/A").text
    chosen = fields(page, f"/cycles/{cycle_id}/elements/A")
    assert chosen["score-kam_unit"] == "2"


def test_it_leaves_a_cell_open(desk: At, host: Host, scribe: Scribe) -> None:
    here = desk("revealed")
    here.press("agree", **AGREED)
    here.press("agree", **AGREED | {"score": "open", "version": "2"})
    room = host.room(here.workshop_id)
    assert (room.cells[A_CELL].agreed_score, room.cells[A_CELL].left_open) == (None, True)
    assert score_in_the_draft(scribe, room.cycle_id) is None
    assert "0 of 10 scores agreed, 1 left open" in here.says()


def test_it_is_taken_back_and_its_texts_stay(desk: At, host: Host, scribe: Scribe) -> None:
    here = desk("revealed")
    assert not here.offers("take-back")
    here.press("agree", **AGREED)
    assert here.offers("take-back")
    here.does("take-back", **CELL)
    room = host.room(here.workshop_id)
    assert (room.cells[A_CELL].is_settled, room.cells[A_CELL].rationale) == (False, "The list is kept.")
    assert score_in_the_draft(scribe, room.cycle_id) is None
    assert here.press("take-back", **CELL).status_code == 409


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"score": ""}, "Choose a stage from 0 to 3, or leave the cell open."),
        ({"rationale": "x" * (REMARK_MAX + 1)}, f"at most {REMARK_MAX} are kept. Shorten it."),
        ({"dissent": "x" * (REMARK_MAX + 1)}, f"at most {REMARK_MAX} are kept. Shorten it."),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_entered(
    desk: At, host: Host, headers: dict[str, str], wrong: dict[str, str], message: str
) -> None:
    here = desk("revealed")
    response = here.press("agree", headers, **AGREED | wrong)
    assert response.status_code == 422
    assert message in words(response.text)
    assert (AGREED | wrong)["rationale"] in response.text
    assert (AGREED | wrong)["dissent"] in response.text
    assert not host.room(here.workshop_id).cells[A_CELL].is_settled


@pytest.mark.parametrize(
    "wrong", [{"score": "4"}, {"score": "-1"}, {"version": "0"}, {"version": "x"}, {"surprise": "1"}, {"version": ""}]
)
def test_it_refuses_what_the_form_does_not_offer(desk: At, wrong: dict[str, str]) -> None:
    assert desk("revealed").press("agree", **AGREED | wrong).status_code == 422


def test_answers_come_first(desk: At) -> None:
    assert desk("voting").press("agree", **AGREED).status_code == 409


@pytest.mark.parametrize("cell", [{"letter": "C", "group": "kam_unit"}, {"letter": "A", "group": "nobody"}])
def test_a_cell_that_is_not_looked_at_is_not_there(desk: At, cell: dict[str, str]) -> None:
    assert desk("revealed").press("agree", **AGREED | cell).status_code == 404


def record_theirs(host: Host, here: Desk) -> None:
    host.lead(deciding.decide, here.workshop_id, A_CELL, Decision(1, "It is kept by one.", "None."), 1)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_stale_record_is_refused_with_both_versions(desk: At, host: Host, headers: dict[str, str]) -> None:
    here = desk("revealed")
    record_theirs(host, here)
    response = here.press("agree", headers, **AGREED)
    assert response.status_code == 409
    says = words(response.text)
    assert "Recorded now: 1 Ready to change It is kept by one." in says
    assert "The list is kept." in says
    assert "Two hold that it is a 1." in says
    assert host.room(here.workshop_id).cells[A_CELL].rationale == "It is kept by one."
    assert here.press("agree", **AGREED | {"version": "2"}).status_code == 303
    assert host.room(here.workshop_id).cells[A_CELL].rationale == "The list is kept."


def test_who_records_the_same_is_not_refused(desk: At, host: Host) -> None:
    here = desk("revealed")
    here.press("agree", **AGREED)
    assert here.press("agree", **AGREED).status_code == 303


def test_cells_in_agreement_are_accepted_at_once_and_that_is_undone(desk: At, host: Host, scribe: Scribe) -> None:
    here = desk("revealed")
    assert "1 cell in agreement" in here.says()
    here.does("settle")
    room = host.room(here.workshop_id)
    assert room.cells[A_CELL].agreed_score == 2
    assert score_in_the_draft(scribe, room.cycle_id) == 2
    assert "1 cell accepted at once." in here.says()
    assert here.press("settle").status_code == 409
    here.does("undo")
    room = host.room(here.workshop_id)
    assert not room.cells[A_CELL].is_settled
    assert score_in_the_draft(scribe, room.cycle_id) is None
    assert here.press("undo").status_code == 409


def test_what_was_recorded_since_is_not_undone(desk: At, host: Host) -> None:
    here = desk("settled")
    here.press("agree", **AGREED | {"score": "3", "version": "2"})
    assert here.press("undo").status_code == 409
    assert host.room(here.workshop_id).cells[A_CELL].agreed_score == 3


def test_an_earlier_settling_can_be_undone_once_the_later_one_is_gone(client: TestClient, host: Host) -> None:
    room = host.open()
    seats = [host.join(room) for _ in range(5)]
    host.begin(room)
    for group in ("kam_unit", "kam_team"):
        for seat in seats:
            host.vote(seat, "2", "A", group)
    here = Desk(client, room)
    for group in ("kam_unit", "kam_team"):
        here.does("reveal", letter="A", group=group)
        here.does("settle")
    here.does("undo")
    settled = [cell.id for cell in host.room(room).cells.values() if cell.is_settled]
    assert settled == [CellId("A", "kam_unit")]
    here.does("undo")
    assert not any(cell.is_settled for cell in host.room(room).cells.values())
