"""The fewest steps to the next band are proposed, and become targets only when a director ticks and saves them."""

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import service
from tests.conftest import CELLS, Scribe, SignIn
from tests.databases import contents
from tests.pages import fields, words
from tests.plans.conftest import HELD_ON, LATER, Planner


@pytest.fixture
def near(planner: Planner, scribe: Scribe) -> Planner:
    """The unit once more: a later final cycle of 63, with two cells at 0 and two points to the next band."""
    cycle_id = scribe.start("2026 H2, once more", held_on=HELD_ON.replace(day=20))
    scores = dict.fromkeys(CELLS, 1) | {CELLS[0]: 0, CELLS[8]: 0} | dict.fromkeys(CELLS[20:40], 2)
    scribe.score(cycle_id, scores)
    service.finish(scribe.session, scribe.director, cycle_id)
    scribe.session.commit()
    return planner


def steps(client: TestClient, planner: Planner, **query: str) -> str:
    response = client.get(f"{planner.address}/steps", params={"by": str(LATER)} | query)
    assert response.status_code == 200
    return response.text


def test_it_proposes_the_lowest_cells_with_both_stages_and_the_rule(client: TestClient, near: Planner) -> None:
    page = words(steps(client, near))
    assert "2 points to In transition. 2026 H2, once more came to 63 of 135, Ready for KAM." in page
    assert "Nothing here is a target yet. Tick what should be one by 12 November 2027 , and save." in page
    assert "Each step raises one cell by one stage, which is one point" in page
    assert "Arithmetic, not a forecast." in page
    assert "Strategy / Key account manager 0 Now: Change required" in page
    assert "Structure / Associated functions 0 Now: Change required" in page
    assert page.count("Make this a target") == 2


def test_nothing_is_ticked_and_nothing_is_saved_by_looking(client: TestClient, near: Planner, engine: Engine) -> None:
    before = contents(engine)
    assert "checked" not in steps(client, near).split("<main")[1].split("<footer")[0]
    assert contents(engine) == before


def test_what_is_ticked_becomes_a_target_and_nothing_else(client: TestClient, near: Planner) -> None:
    form = fields(steps(client, near), f"{near.address}/steps")
    response = client.post(f"{near.address}/steps", data=form | {"A-key_account_manager": "1"})
    assert (response.status_code, response.headers["location"]) == (303, f"{near.address}?by={LATER}&saved=true")
    assert near.stored() == {"A-key_account_manager": 1}
    page = words(steps(client, near))
    assert "A target for this day already" in page
    assert page.count("Make this a target") == 1


def test_a_higher_target_stands(client: TestClient, near: Planner) -> None:
    assert "Target for this day now" not in words(steps(client, near))
    near.set(A_key_account_manager=3)
    page = words(steps(client, near))
    assert page.count("Make this a target") == 1
    assert "Target for this day now: 3 Best practice KAM A target for this day already" in page


def test_other_targets_of_the_day_stay(client: TestClient, near: Planner) -> None:
    near.set(C_kam_team=3, A_key_account_manager=0)
    form = fields(steps(client, near), f"{near.address}/steps")
    client.post(f"{near.address}/steps", data=form | {"B-associated_functions": "1"})
    assert near.stored() == {"C-kam_team": 3, "A-key_account_manager": 0, "B-associated_functions": 1}


def test_to_tick_nothing_is_told(client: TestClient, near: Planner, engine: Engine) -> None:
    form, before = fields(steps(client, near), f"{near.address}/steps"), contents(engine)
    response = client.post(f"{near.address}/steps", data=form)
    assert response.status_code == 422
    assert "Tick at least one step, or leave the targets as they are." in words(response.text)
    assert contents(engine) == before


def test_a_stale_step_is_refused_and_stays_ticked(client: TestClient, near: Planner) -> None:
    form = fields(steps(client, near), f"{near.address}/steps") | {"A-key_account_manager": "1"}
    near.set(A_key_account_manager=0)
    response = client.post(f"{near.address}/steps", data=form)
    assert response.status_code == 409
    assert near.stored() == {"A-key_account_manager": 0}
    assert words(response.text).count("Target for this day now: 0 Change required") == 1
    again = fields(response.text, f"{near.address}/steps")
    assert (again["A-key_account_manager"], again["was-A-key_account_manager"]) == ("1", "0")
    assert client.post(f"{near.address}/steps", data=again).status_code == 303
    assert near.stored() == {"A-key_account_manager": 1}


@pytest.mark.parametrize("by", ["", "soon", "2020-01-01"])
def test_a_day_that_takes_no_targets_is_told(client: TestClient, near: Planner, by: str) -> None:
    form = fields(steps(client, near, by=by), f"{near.address}/steps") | {"by": by, "A-key_account_manager": "1"}
    assert client.post(f"{near.address}/steps", data=form).status_code == 422
    assert near.stored() == {}


def test_a_field_that_the_page_does_not_have_is_refused(client: TestClient, near: Planner) -> None:
    assert client.post(f"{near.address}/steps", data={"by": str(LATER), "x": "1"}).status_code == 422


def test_the_highest_band_has_no_next(client: TestClient, planner: Planner, scribe: Scribe) -> None:
    scribe.final("2027 H1", 3, held_on=HELD_ON.replace(year=2027))
    page = words(steps(client, planner))
    assert "135 of 135, Good/best practice KAM: there is no higher band." in page
    assert "Make this a target" not in page
    assert "Propose the fewest steps" not in words(client.get(planner.address).text)


def test_readers_see_the_proposal_without_a_form_to_take_it(
    client: TestClient, near: Planner, steering: Member, sign_in: SignIn
) -> None:
    sign_in(steering)
    page = words(steps(client, near))
    assert "A director decides what becomes one." in page
    assert "Make this a target" not in page
    assert "Save what is ticked" not in page
