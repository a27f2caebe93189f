"""A score that was copied waits until somebody confirms or changes it, and the page says so."""

import pytest
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import answering
from app.assessments.answers import Choice
from app.assessments.snapshot import Carried, what_became
from app.maturity.checklist import CellId
from tests.assessments.conftest import Look
from tests.conftest import CELLS, Scribe, SignIn
from tests.pages import fields, words

CELL = CellId("A", "kam_unit")
NOTE = "Seen in the plan."


@pytest.fixture
def cycle_id(scribe: Scribe, client: TestClient) -> int:
    """A draft with every score copied from 2026 H2: 2, and a note on one of them."""
    last = scribe.complete(score=2)
    note = {"note": NOTE, "version": "0"}
    assert client.post(f"/cycles/{last}/cells/A/kam_unit/note", data=note).status_code == 200
    assert client.post(f"/cycles/{last}/finish").status_code == 303
    return scribe.copy()


def page(client: TestClient, cycle_id: int, letter: str = "A") -> str:
    return client.get(f"/cycles/{cycle_id}/elements/{letter}").text


def choose(client: TestClient, cycle_id: int, value: str, revision: int = 1, kind: str = "score") -> Response:
    form = {"kind": kind, "value": value, "revision": str(revision), "client": "phone"}
    response = client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/choice", data=form)
    assert response.status_code == 200
    return response


def save(client: TestClient, cycle_id: int, **changes: str) -> Response:
    """Send the plain form of element A as a browser without JavaScript would."""
    address = f"/cycles/{cycle_id}/elements/A"
    sent = {name.replace("_kam_", "-kam_"): value for name, value in changes.items()}
    return client.post(address, data=fields(page(client, cycle_id), address) | sent)


@pytest.mark.parametrize(
    ("previous", "score", "revision", "became"),
    [
        (None, None, 0, None),
        (None, 2, 3, None),
        (2, 2, 0, Carried.OVER),
        (2, 2, 1, Carried.CONFIRMED),
        (0, 0, 1, Carried.CONFIRMED),
        (2, 1, 1, Carried.CHANGED),
        (0, None, 1, Carried.CHANGED),
    ],
)
def test_what_became_of_it(previous: int | None, score: int | None, revision: int, became: Carried | None) -> None:
    assert what_became(previous, score, revision) is became


def test_its_page_says_what_waits(client: TestClient, cycle_id: int) -> None:
    told = words(page(client, cycle_id))
    assert told.count("Carried over from 2026 H2: 2. Not reviewed. Confirm 2 for") == 5
    assert "5 of 5 scored /5 5 not reviewed" in told
    assert "45 of 45 cells scored" in told
    assert "45 cells not reviewed" in told
    assert "Note in 2026 H2" not in told  # it stands in its field


def test_a_cycle_that_copied_nothing_says_nothing_of_it(client: TestClient, scribe: Scribe) -> None:
    told = page(client, scribe.complete())
    assert "eviewed" not in told
    assert "carried" not in told


def test_the_same_score_confirms_it(client: TestClient, cycle_id: int, look: Look) -> None:
    response = choose(client, cycle_id, "2")
    assert response.headers["kam-stored"] == "yes"
    assert "Confirmed: 2 as in 2026 H2." in words(response.text)
    assert "5 of 5 scored /5 4 not reviewed" in words(response.text)
    assert "44 cells not reviewed" in words(response.text)
    assert look.cell(cycle_id).carried is Carried.CONFIRMED
    assert look.snapshot(cycle_id).carried == {Carried.CONFIRMED: 1, Carried.CHANGED: 0, Carried.OVER: 44}


def test_another_score_changes_it_and_the_one_before_stays_visible(
    client: TestClient, cycle_id: int, look: Look
) -> None:
    response = choose(client, cycle_id, "1")
    assert "Was 2 in 2026 H2." in words(response.text)
    client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/note", data={"note": "Not any more.", "version": "0"})
    told = words(page(client, cycle_id))
    assert f"Was 2 in 2026 H2. Note in 2026 H2: {NOTE}" in told
    assert "Not any more." in told
    assert look.cell(cycle_id).carried is Carried.CHANGED
    assert f"Note in 2026 H2: {NOTE}" in words(choose(client, cycle_id, "2", 2).text)
    assert look.cell(cycle_id).carried is Carried.CONFIRMED


def test_what_is_cleared_is_no_longer_as_it_was(client: TestClient, cycle_id: int, look: Look) -> None:
    told = words(choose(client, cycle_id, "").text)
    assert "Not scored yet" in told
    assert "Was 2 in 2026 H2." in told
    assert look.cell(cycle_id).carried is Carried.CHANGED


def test_evidence_and_a_note_do_not_review_the_score(client: TestClient, cycle_id: int, look: Look) -> None:
    choose(client, cycle_id, "documented", kind="evidence")
    client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/note", data={"note": "More.", "version": "0"})
    assert look.cell(cycle_id).carried is Carried.OVER
    assert "Not reviewed" in words(page(client, cycle_id))


def test_a_page_that_is_open_is_told_of_it(client: TestClient, cycle_id: int) -> None:
    choose(client, cycle_id, "3")
    states = client.get(f"/cycles/{cycle_id}/elements/A/states").text
    assert 'hx-target="#carried-A-kam_unit"' in states
    assert words(states).count("Carried over from 2026 H2: 2. Not reviewed. Confirm") == 4
    assert "Was 2 in 2026 H2." in words(states)


@pytest.mark.parametrize("role", ["contributor", "steering"])
def test_only_who_may_score_is_asked_to_confirm(
    client: TestClient, cycle_id: int, request: pytest.FixtureRequest, sign_in: SignIn, role: str
) -> None:
    sign_in(request.getfixturevalue(role))
    for text in (page(client, cycle_id), client.get(f"/cycles/{cycle_id}/elements/A/states").text):
        assert "Not reviewed." in words(text)
        assert ("Confirm" in words(text)) is (role == "contributor")


def test_the_plain_form_confirms_what_is_ticked(client: TestClient, cycle_id: int, look: Look) -> None:
    assert save(client, cycle_id, confirm_kam_unit="yes", confirm_kam_team="yes").status_code == 303
    for group in ("kam_unit", "kam_team"):
        assert look.cell(cycle_id, "A", group).carried is Carried.CONFIRMED
    assert look.snapshot(cycle_id).carried[Carried.OVER] == 43
    assert "confirm-kam_unit" not in page(client, cycle_id)


def test_the_plain_form_reviews_nothing_by_itself(client: TestClient, cycle_id: int, look: Look) -> None:
    before = look.all()
    assert save(client, cycle_id).status_code == 303
    assert look.all() == before


def test_who_ticks_and_changes_has_changed(client: TestClient, cycle_id: int, look: Look) -> None:
    save(client, cycle_id, confirm_kam_unit="yes", score_kam_unit="3")
    assert (look.cell(cycle_id).score, look.cell(cycle_id).carried) == (3, Carried.CHANGED)


def test_who_ticks_and_clears_has_cleared(client: TestClient, cycle_id: int, look: Look) -> None:
    save(client, cycle_id, confirm_kam_unit="yes", clear="kam_unit")
    assert look.cell(cycle_id).score is None


def test_a_tick_stays_when_the_form_is_refused(client: TestClient, cycle_id: int, look: Look) -> None:
    before = look.all()
    refused = save(client, cycle_id, confirm_kam_unit="yes", note_kam_team="x" * 2001)
    assert refused.status_code == 422
    assert look.all() == before
    kept = fields(refused.text, f"/cycles/{cycle_id}/elements/A")
    assert (kept["confirm-kam_unit"], "confirm-kam_team" in kept) == ("yes", False)


@pytest.mark.parametrize("form", [{"confirm-kam_unit": "2"}, {"confirm-nobody": "yes"}], ids=str)
def test_it_refuses_a_form_that_no_page_of_ours_sends(
    client: TestClient, cycle_id: int, look: Look, form: dict[str, str]
) -> None:
    before = look.all()
    assert save(client, cycle_id, **form).status_code == 422
    assert look.all() == before


def test_a_tick_is_a_choice_that_is_stored_over_an_earlier_one(client: TestClient, cycle_id: int, look: Look) -> None:
    address = f"/cycles/{cycle_id}/elements/A"
    form = fields(page(client, cycle_id), address)
    choose(client, cycle_id, "0", 4)
    client.post(address, data=form | {"confirm-kam_unit": "yes"})
    assert (look.cell(cycle_id).score, look.cell(cycle_id).score_revision) == (2, 5)


def test_what_is_out_of_scope_by_now_does_not_wait(client: TestClient, cycle_id: int, look: Look) -> None:
    form = fields(client.get(f"/cycles/{cycle_id}/details").text, f"/cycles/{cycle_id}/details")
    form |= {"out_of_scope": "E", "scope_reason": "One country."}
    assert client.post(f"/cycles/{cycle_id}/details", data=form).status_code == 303
    assert "40 cells not reviewed" in words(page(client, cycle_id))
    assert look.snapshot(cycle_id).carried[Carried.OVER] == 40
    scribed = words(client.get(f"/cycles/{cycle_id}/check").text)
    assert "40 of the scores copied from 2026 H2 are not reviewed." in scribed


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example rolls back what it did
)
@given(values=st.lists(st.none() | st.integers(0, 3), min_size=1, max_size=5), data=st.data())
def test_however_choices_arrive_the_last_one_says_what_became_of_it(
    session: Session, director: Member, cycle_id: int, values: list[int | None], data: st.DataObject
) -> None:
    made = [Choice("score", value, number, "phone") for number, value in enumerate(values, 1)]
    repeats = data.draw(st.lists(st.sampled_from(made), max_size=3))
    for choice in data.draw(st.permutations(made + repeats)):
        stored = answering.choose(session, director, cycle_id, CELL, choice).answered
        assert stored.carried is not Carried.OVER
    stored = answering.get_sheet(session, director, cycle_id).cell(CELL)
    assert stored.carried is (Carried.CONFIRMED if values[-1] == 2 else Carried.CHANGED)
    others = [answering.get_sheet(session, director, cycle_id).cell(cell).carried for cell in CELLS if cell != CELL]
    assert set(others) == {Carried.OVER}
    session.rollback()
