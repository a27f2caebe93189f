"""A director sets what cells and elements should score by a day, and nobody overwrites anybody in silence."""

from datetime import date

import pytest
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import units
from app.accounts.service import Member
from app.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from app.maturity.checklist import CellId
from app.plans import targets
from app.plans.targets import Entry
from tests.accounts.trail import trail
from tests.conftest import Cast, Scribe, SignIn, visitor
from tests.databases import contents
from tests.hostile import HOSTILE, harm
from tests.pages import fields, words
from tests.plans.conftest import HELD_ON, LATER, SOON, Planner, place


def opened(client: TestClient, planner: Planner, by: date = LATER) -> dict[str, str]:
    response = client.get(planner.address, params={"by": str(by)})
    assert response.status_code == 200
    return fields(response.text, planner.address)


def send(client: TestClient, planner: Planner, form: dict[str, str], **changes: str) -> Response:
    return client.post(planner.address, data=form | {name.replace("_", "-", 1): text for name, text in changes.items()})


def test_it_works(client: TestClient, planner: Planner) -> None:
    response = send(client, planner, opened(client, planner), A_kam_team="3", B="9")
    assert (response.status_code, response.headers["location"]) == (
        303,
        f"{planner.address}?by=2027-11-12&saved=true",
    )
    assert planner.stored() == {"A-kam_team": 3, "B": 9}
    assert planner.stored(SOON) == {}
    page = client.get(response.headers["location"]).text
    assert "The targets are saved." in words(page)
    form = fields(page, planner.address)
    assert (form["A-kam_team"], form["was-A-kam_team"], form["B"], form["by"]) == ("3", "3", "9", "2027-11-12")


def test_nothing_is_preselected(client: TestClient, planner: Planner) -> None:
    form = opened(client, planner)
    assert [name for name in form if "-" in name and not name.startswith("was-")] == []
    assert {form[letter] for letter in "ABCDEFGHI"} == {""}


def test_it_changes_and_removes(client: TestClient, planner: Planner) -> None:
    planner.set(A_kam_team=2, A_kam_unit=2, B=9)
    send(client, planner, opened(client, planner), A_kam_team="3", A_kam_unit="", B="")
    assert planner.stored() == {"A-kam_team": 3}


def test_it_leaves_other_days_alone(client: TestClient, planner: Planner) -> None:
    planner.set(SOON, A_kam_team=2)
    send(client, planner, opened(client, planner), A_kam_team="3")
    assert (planner.stored(SOON), planner.stored()) == ({"A-kam_team": 2}, {"A-kam_team": 3})


def test_it_changes_nothing_when_nothing_was_changed(client: TestClient, planner: Planner, engine: Engine) -> None:
    planner.set(A_kam_team=2)
    before = contents(engine)
    assert send(client, planner, opened(client, planner)).status_code == 303
    assert contents(engine) == before


def test_it_is_recorded_without_a_score(planner: Planner, session: Session) -> None:
    planner.set(A_kam_team=2)
    planner.set(A_kam_team=None, B=9)
    told = [event for event in trail(session) if event[1] == "targets.changed"]
    assert told == [
        (
            "Dana Director",
            "targets.changed",
            "Whole company",
            None,
            {"due": "2027-11-12", "set": ["Strategy / KAM team"]},
        ),
        (
            "Dana Director",
            "targets.changed",
            "Whole company",
            None,
            {"due": "2027-11-12", "set": ["Structure / whole element"], "removed": ["Strategy / KAM team"]},
        ),
    ]


def test_a_stale_change_is_refused_and_both_are_shown(client: TestClient, planner: Planner, engine: Engine) -> None:
    form = opened(client, planner)
    planner.set(A_kam_team=2, B_kam_team=2)
    before = contents(engine)
    response = send(client, planner, form, A_kam_team="3", C="7")
    assert response.status_code == 409
    assert contents(engine) == before
    told = words(response.text)
    assert "Someone else changed some of these targets while you had them open." in told
    assert "Strategy / KAM team: changed meanwhile to 2 Transition state." in told
    assert "Structure / KAM team: changed" not in told
    again = fields(response.text, planner.address)
    assert (again["A-kam_team"], again["was-A-kam_team"], again["B-kam_team"], again["C"]) == ("3", "2", "2", "7")
    assert send(client, planner, again).status_code == 303
    assert planner.stored() == {"A-kam_team": 3, "B-kam_team": 2, "C": 7}


@pytest.mark.parametrize("wrong", [{"C": "lots"}, {"C": "16"}, {"by": "soon"}], ids=str)
def test_another_mistake_renews_nothing(client: TestClient, planner: Planner, wrong: dict[str, str]) -> None:
    form = opened(client, planner)
    planner.set(A_kam_team=2, B_kam_team=2)
    refused = send(client, planner, form, **({"A_kam_team": "3"} | wrong))
    assert refused.status_code == 422
    again = fields(refused.text, planner.address) | {"C": "", "by": str(LATER)}
    assert (again["A-kam_team"], again["was-A-kam_team"]) == ("3", "")
    response = send(client, planner, again)
    assert response.status_code == 409
    assert "Strategy / KAM team: changed meanwhile to 2 Transition state." in words(response.text)
    assert planner.stored() == {"A-kam_team": 2, "B-kam_team": 2}


def test_what_somebody_removed_meanwhile_is_told_too(client: TestClient, planner: Planner) -> None:
    planner.set(A=9)
    form = opened(client, planner)
    planner.set(A=None)
    response = send(client, planner, form, A="12")
    assert response.status_code == 409
    assert "Strategy / whole element: changed meanwhile to no target." in words(response.text)


def test_the_same_change_by_two_is_no_conflict(client: TestClient, planner: Planner) -> None:
    form = opened(client, planner)
    planner.set(A_kam_team=3)
    assert send(client, planner, form, A_kam_team="3").status_code == 303


def test_an_untouched_target_overwrites_nobody(client: TestClient, planner: Planner) -> None:
    form = opened(client, planner)
    planner.set(B_kam_team=3)
    assert send(client, planner, form, A_kam_team="3").status_code == 303
    assert planner.stored() == {"A-kam_team": 3, "B-kam_team": 3}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"A": "lots"}, "Strategy / whole element: enter a whole number from 0 to 15."),
        ({"A": "7.5"}, "Strategy / whole element: enter a whole number from 0 to 15."),
        ({"A": "٣"}, "Strategy / whole element: enter a whole number from 0 to 15."),
        ({"A": "16"}, "Strategy / whole element: enter 0 to 15."),
        ({"A_kam_team": "4"}, "Strategy / KAM team: enter 0 to 3."),
        ({"A_kam_team": "-1"}, "Strategy / KAM team: enter a whole number from 0 to 3."),
        ({"A": "2", "A_kam_team": "3"}, "Element A: the targets of its cells come to 3. Enter at least that"),
        ({"by": ""}, "Enter the day by which the targets should be reached"),
        ({"by": "2027-02-30"}, "Enter the day by which the targets should be reached"),
        ({"by": "2026-11-12"}, "Choose a day after the latest final cycle."),
        ({"by": "2037-01-01"}, "Choose a day at most 10 years after the latest final cycle."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    client: TestClient, planner: Planner, engine: Engine, changes: dict[str, str], said: str
) -> None:
    form, before = opened(client, planner), contents(engine)
    response = send(client, planner, form, **({"B_kam_unit": "2", "A": "3"} | changes))
    assert response.status_code == 422
    assert contents(engine) == before
    assert said in words(response.text)
    if "2026" not in changes.get("by", ""):  # a day that has come takes no targets
        again = fields(response.text, planner.address)
        assert again["B-kam_unit"] == "2"
        assert again["A"] == changes.get("A", "3")


@pytest.mark.parametrize("name", ["x", "Z-kam_team", "A-nobody", "was-Z", "a\x00b"])
def test_a_field_that_the_page_does_not_have_is_refused(
    client: TestClient, planner: Planner, engine: Engine, name: str
) -> None:
    before = contents(engine)
    response = client.post(planner.address, data=opened(client, planner) | {name: "1"})
    assert response.status_code == 422
    assert contents(engine) == before


@pytest.mark.parametrize("value", [HOSTILE, "9" * 5000, "a\x00b", "null", "\u202e3"])
@pytest.mark.parametrize("name", ["by", "A", "A-kam_team", "was-A-kam_team"])
def test_whatever_is_sent_gets_a_calm_answer(client: TestClient, planner: Planner, name: str, value: str) -> None:
    response = client.post(planner.address, data=opened(client, planner) | {name: value})
    assert response.status_code in {303, 409, 422}
    assert harm(response.text) == []
    for path in (planner.address, f"{planner.address}/what-if", f"{planner.address}/steps"):
        response = client.get(path, params={name: value})
        assert response.status_code in {200, 422}
        assert harm(response.text) == []


def test_an_element_out_of_scope_takes_none(client: TestClient, scribe: Scribe, session: Session) -> None:
    scribe.final("2026 H2", 1, unit="Nordics", out_of_scope=("E",), reason="One country.", held_on=HELD_ON)
    unit_id = next(unit.id for unit in units.list_units(session, scribe.director) if unit.name == "Nordics") or 0
    session.rollback()
    page = client.get(f"/units/{unit_id}/targets").text
    assert "E-kam_team" not in fields(page, f"/units/{unit_id}/targets")
    assert "Transnational" not in page
    sent = {"by": str(LATER), "E-kam_team": "3"}
    assert client.post(f"/units/{unit_id}/targets", data=sent).status_code == 422


def test_it_needs_a_final_cycle(client: TestClient, scribe: Scribe, session: Session) -> None:
    scribe.complete()
    unit_id = units.list_units(session, scribe.director)[0].id or 0
    session.rollback()
    page = client.get(f"/units/{unit_id}/targets")
    assert page.status_code == 200
    assert "No final cycle yet." in words(page.text)
    for answer in (
        client.post(f"/units/{unit_id}/targets", data={"by": str(LATER), "A": "3"}),
        client.post(f"/units/{unit_id}/targets/steps", data={"by": str(LATER), "A": "3"}),
        client.get(f"/units/{unit_id}/targets/steps"),
        client.get(f"/units/{unit_id}/targets/what-if"),
    ):
        assert answer.status_code == 409
        assert "finish a cycle first" in words(answer.text)


def test_targets_whose_day_has_come_stay_as_they_are(client: TestClient, planner: Planner, scribe: Scribe) -> None:
    planner.set(SOON, A_kam_team=2)
    form = opened(client, planner, SOON)
    scribe.final("2027 H1", 2, held_on=SOON)
    assert send(client, planner, form, A_kam_team="0").status_code == 422
    page = client.get(planner.address, params={"by": str(SOON)}).text
    assert "This day has come: 2027 H1 is measured by its targets" in words(page)
    assert 'name="A-kam_team"' not in page
    assert planner.stored(SOON) == {"A-kam_team": 2}


@pytest.mark.parametrize("who", ["steering", "contributor"])
def test_others_read(
    client: TestClient, planner: Planner, cast: Cast, sign_in: SignIn, engine: Engine, who: str
) -> None:
    planner.set(A_kam_team=3, B=9)
    sign_in(getattr(cast, who))
    page = client.get(planner.address)
    told = words(page.text)
    assert "Target: Best practice KAM, 2 stages to go" in told
    assert "Target: 9 points, 4 points to go" in told
    assert 'name="A-kam_team"' not in page.text
    assert "Save the targets" not in told
    before = contents(engine)
    for path in (planner.address, f"{planner.address}/steps"):
        assert client.post(path, data={"by": str(LATER), "A-kam_team": "0"}).status_code == 403
    assert contents(engine)["targets"] == before["targets"]


def test_strangers_and_visitors_find_nothing(
    client: TestClient, planner: Planner, stranger: Member, sign_in: SignIn
) -> None:
    sign_in(stranger)
    for path in (planner.address, f"{planner.address}/steps", f"{planner.address}/what-if", "/units/4711/targets"):
        assert client.get(path).status_code == 404
    assert client.post(planner.address, data={"by": str(LATER), "A": "3"}).status_code == 404
    anonymous = visitor(client.app)
    assert anonymous.get(planner.address).headers["location"].startswith("/sign-in?next=")
    assert anonymous.post(planner.address, data={}).status_code == 401
    assert client.get("/units/x/targets").status_code in {404, 422}


def test_the_service_refuses_by_itself(
    planner: Planner, session: Session, contributor: Member, stranger: Member, scribe: Scribe
) -> None:
    entry = [Entry(place("A-kam_team"), 3, None)]
    with pytest.raises(ForbiddenError):
        targets.save_targets(session, contributor, planner.unit_id, LATER, entry)
    with pytest.raises(NotFoundError):
        targets.save_targets(session, stranger, planner.unit_id, LATER, entry)
    with pytest.raises(InvalidInputError):
        targets.save_targets(session, planner.director, planner.unit_id, LATER, [Entry(CellId("A", "nobody"), 3, None)])
    with pytest.raises(InvalidInputError):
        targets.save_targets(session, planner.director, planner.unit_id, HELD_ON, entry)
    other = units.add_unit(session, planner.director, "Nordics").id or 0
    with pytest.raises(ConflictError):
        targets.save_targets(session, planner.director, other, LATER, entry)
    assert targets.list_targets(session, stranger, planner.unit_id) == []
