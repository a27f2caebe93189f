"""Opening a workshop on a draft."""

import pytest
from starlette.testclient import TestClient

from app.maturity.checklist import CellId
from app.workshops.models import Pace, Phase
from tests.conftest import Cast, Scribe, SignIn
from tests.pages import fields, words
from tests.workshops.rooms import Host

ALL = list("ABCDEFGHI")


def form(**changes: object) -> dict[str, object]:
    return {"elements": ALL, "places": [str(place) for place in range(1, 10)], "minimum": "5"} | changes


def test_it_offers_every_element_in_scope_in_the_order_of_the_checklist(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start(out_of_scope=("E",), reason="One country.")
    page = client.get(f"/cycles/{cycle_id}/workshops/new").text
    assert page.count('name="elements"') == page.count('name="places"') == 8
    assert "Transnational issues" not in page
    sent = fields(page, f"/cycles/{cycle_id}/workshops")
    assert (sent["votes"], sent["pace"], sent["minimum"], sent["expected"]) == ("anonymous", "together", "5", "")


def test_it_works(client: TestClient, scribe: Scribe, host: Host) -> None:
    cycle_id = scribe.start()
    response = client.post(f"/cycles/{cycle_id}/workshops", data=form())
    assert (response.status_code, response.headers["location"]) == (303, "/workshops/1")
    room = host.room(1)
    assert (room.letters, room.phase, room.pace, room.named) == (tuple(ALL), Phase.LOBBY, Pace.TOGETHER, False)
    assert (room.minimum, room.expected, room.personal, len(room.cells)) == (5, None, False, 45)


def test_it_takes_another_order_and_leaves_elements_out(client: TestClient, scribe: Scribe, host: Host) -> None:
    places = ["2", "9", "1", "", "9", "9", "9", "9", "9"]
    more = {"pace": "own", "votes": "named", "minimum": "3", "expected": "14", "personal": "true"}
    client.post(f"/cycles/{scribe.start()}/workshops", data=form(elements=["A", "B", "C", "D"], places=places, **more))
    room = host.room(1)
    assert room.letters == ("C", "A", "B", "D")
    assert (room.pace, room.named, room.minimum, room.expected, room.personal) == (Pace.OWN, True, 3, 14, True)
    assert CellId("E", "kam_unit") not in room.cells


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"elements": []}, "Choose at least one element"),
        ({"elements": ["A", "X"]}, "Choose at least one element"),
        ({"places": ["first"] * 9}, "Enter whole numbers"),
        ({"places": ["٣"] * 9}, "Enter whole numbers"),
        ({"minimum": "2"}, "Enter a number from 3 to 20."),
        ({"minimum": "many"}, "Enter a number from 3 to 20."),
        ({"expected": "0"}, "Enter a number from 1 to 1,000"),
        ({"expected": "9" * 400}, "Enter a number from 1 to 1,000"),
        ({"personal": "true"}, "Enter how many people should come"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_entered(
    client: TestClient, scribe: Scribe, wrong: dict[str, object], message: str
) -> None:
    cycle_id = scribe.start()
    response = client.post(f"/cycles/{cycle_id}/workshops", data=form(**wrong))
    assert response.status_code == 422
    assert "The workshop was not opened" in words(response.text)
    assert message in words(response.text)
    kept = fields(response.text, f"/cycles/{cycle_id}/workshops")
    for name, value in wrong.items():
        assert name in {"elements", "places"} or kept[name] == value


@pytest.mark.parametrize("wrong", [{"pace": "fast"}, {"votes": "secret"}, {"surprise": "1"}])
def test_it_refuses_what_the_form_does_not_offer(
    client: TestClient, scribe: Scribe, host: Host, wrong: dict[str, object]
) -> None:
    cycle_id = scribe.start()
    assert client.post(f"/cycles/{cycle_id}/workshops", data=form(**wrong)).status_code == 422
    assert client.get("/workshops/1").status_code == 404


def test_a_second_one_is_refused_and_the_form_leads_to_the_first(client: TestClient, host: Host) -> None:
    cycle_id = host.room(host.open()).cycle_id
    assert client.post(f"/cycles/{cycle_id}/workshops", data=form()).status_code == 409
    response = client.get(f"/cycles/{cycle_id}/workshops/new")
    assert (response.status_code, response.headers["location"]) == (303, "/workshops/1")


def test_a_final_cycle_has_none(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.final()
    assert client.get(f"/cycles/{cycle_id}/workshops/new").status_code == 409
    assert client.post(f"/cycles/{cycle_id}/workshops", data=form()).status_code == 409


@pytest.mark.parametrize("page", ["check", "elements/A"])
def test_the_pages_of_the_cycle_lead_there(
    client: TestClient, scribe: Scribe, host: Host, sign_in: SignIn, page: str
) -> None:
    cycle_id = scribe.start()
    assert f'href="/cycles/{cycle_id}/workshops/new"' in client.get(f"/cycles/{cycle_id}/{page}").text
    host.open(cycle_id=cycle_id)
    shown = client.get(f"/cycles/{cycle_id}/{page}").text
    assert "workshops/new" not in shown
    assert 'href="/workshops/1"' in shown


@pytest.mark.parametrize("page", ["check", "elements/A"])
def test_everybody_else_of_the_organisation_is_asked_to_join(
    client: TestClient, host: Host, sign_in: SignIn, cast: Cast, page: str
) -> None:
    cycle_id = host.room(host.open()).cycle_id
    sign_in(cast.steering)
    shown = client.get(f"/cycles/{cycle_id}/{page}").text
    assert "A workshop is open on this cycle." in words(shown)
    assert 'href="/workshops/1/join"' in shown
    assert 'href="/workshops/1"' not in shown
    assert "workshops/new" not in shown


def test_the_cycle_is_not_finished_meanwhile(client: TestClient, scribe: Scribe, host: Host) -> None:
    cycle_id = scribe.complete()
    host.open(cycle_id=cycle_id)
    response = client.post(f"/cycles/{cycle_id}/finish")
    assert response.status_code == 409
    assert "A workshop is open on this cycle. Close it first" in words(response.text)


def test_its_scope_is_not_changed_meanwhile(client: TestClient, scribe: Scribe, host: Host) -> None:
    cycle_id = scribe.start()
    host.open(cycle_id=cycle_id)
    address = f"/cycles/{cycle_id}/details"
    sent = fields(client.get(address).text, address) | {"out_of_scope": "E", "scope_reason": "One country."}
    assert client.post(address, data=sent).status_code == 409
