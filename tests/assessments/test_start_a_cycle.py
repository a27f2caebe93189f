"""Starting a cycle: title, date, unit and scope."""

from datetime import date

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments.details import TITLE_MAX
from app.assessments.snapshot import REASON_MAX
from tests.assessments.conftest import Look
from tests.conftest import TODAY, Scribe, SignIn
from tests.pages import fields, words

GOOD = {"title": "2026 H2", "held_on": "2026-11-12", "unit": "Whole company", "scope_reason": "", "version": "0"}


def start(client: TestClient, **changes: str) -> Response:
    return client.post("/cycles", data=GOOD | changes)


def started(response: Response) -> int:
    assert response.status_code == 303
    return int(response.headers["location"].removeprefix("/cycles/"))


def test_its_form_proposes_today_and_the_first_unit(client: TestClient, director: Member) -> None:
    form = fields(client.get("/cycles/new").text, "/cycles")
    assert form["held_on"] == TODAY.isoformat()
    assert (form["title"], form["unit"]) == ("", "Whole company")
    assert "out_of_scope" not in form


def test_it_works(client: TestClient, director: Member, look: Look) -> None:
    form = fields(client.get("/cycles/new").text, "/cycles")
    cycle_id = started(client.post("/cycles", data=form | {"title": "2026 H2", "held_on": "2026-11-12"}))
    cycle = look.cycle(cycle_id)
    assert (cycle.details.title, cycle.details.held_on, cycle.details.unit) == (
        "2026 H2",
        date(2026, 11, 12),
        "Whole company",
    )
    assert (cycle.revision, cycle.version, cycle.is_draft) == (1, 1, True)
    assert (cycle.checklist.version, cycle.checklist.language) == ("kam-2009", "en")
    assert look.snapshot(cycle_id).scores == {}


def test_it_adds_a_new_unit(client: TestClient, director: Member, look: Look) -> None:
    first = started(start(client, unit="  Nordic   Distribution "))
    second = started(start(client, unit="Nordic Distribution", title="2027 H1"))
    assert look.cycle(first).details.unit == look.cycle(second).details.unit == "Nordic Distribution"
    assert [unit[2] for unit in look.all()["units"]].count("Nordic Distribution") == 1
    assert "Nordic Distribution" in client.get("/cycles/new").text


def test_it_leaves_an_element_out_with_a_reason(client: TestClient, director: Member, look: Look) -> None:
    cycle_id = started(start(client, out_of_scope="E", scope_reason=" One country. "))
    details = look.cycle(cycle_id).details
    assert (details.out_of_scope, details.scope_reason) == (("E",), "One country.")
    assert look.snapshot(cycle_id).result.overall.maximum == 120


def test_it_counts_an_element_that_is_named_twice_once(client: TestClient, director: Member, look: Look) -> None:
    form = GOOD | {"out_of_scope": ["E"] * 12, "scope_reason": "One country."}
    assert look.cycle(started(client.post("/cycles", data=form))).details.out_of_scope == ("E",)


def test_it_forgets_a_reason_without_a_scope(client: TestClient, director: Member, look: Look) -> None:
    assert look.cycle(started(start(client, scope_reason="One country."))).details.scope_reason == ""


def test_it_keeps_text_and_drops_what_is_not(client: TestClient, director: Member, look: Look) -> None:
    details = {"title": " 2026\x00\n H2\x07 ", "unit": "Nord\x00ics", "scope_reason": "One\r\ntwo\x1b"}
    kept = look.cycle(started(start(client, **details, out_of_scope="E"))).details
    assert (kept.title, kept.unit, kept.scope_reason) == ("2026 H2", "Nordics", "One\ntwo")


def test_it_takes_the_longest_title_unit_and_reason(client: TestClient, director: Member) -> None:
    longest = {"title": "é" * TITLE_MAX, "unit": "é" * 120, "out_of_scope": "E", "scope_reason": "é" * REASON_MAX}
    assert start(client, **longest).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": "  "}, "Enter a name for the cycle"),
        ({"title": "x" * (TITLE_MAX + 1)}, "this has 81"),
        ({"held_on": ""}, "Enter the day"),
        ({"held_on": "12.11.2026"}, "Enter the day"),
        ({"held_on": "2026-02-30"}, "Enter the day"),
        ({"held_on": "1999-12-31"}, "Enter the day the cycle is held on, from 2000 to 2100, such as 2026-11-12."),
        ({"held_on": "2101-01-01"}, "Enter the day the cycle is held on, from 2000 to 2100, such as 2026-11-12."),
        ({"unit": " "}, "Enter the part of the company"),
        ({"unit": "x" * 121}, "this has 121"),
        ({"out_of_scope": "E"}, "Say why the element is out of scope"),
        ({"out_of_scope": "E", "scope_reason": "x" * (REASON_MAX + 1)}, "this has 501"),
        ({"out_of_scope": "A", "scope_reason": "Because."}, "Only element E can be left out"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(
    client: TestClient, director: Member, look: Look, wrong: dict[str, str], message: str
) -> None:
    before = look.all()
    response = start(client, **wrong)
    assert response.status_code == 422
    assert "<title>Error: " in response.text
    assert message in words(response.text)
    assert look.all() == before
    kept = fields(response.text, "/cycles")
    typed = GOOD | wrong
    assert {name: kept[name] for name in ("title", "held_on", "unit", "scope_reason")} == {
        name: typed[name] for name in ("title", "held_on", "unit", "scope_reason")
    }


@pytest.mark.parametrize("day", ["2000-01-01", "2100-12-31"])
def test_it_takes_the_first_and_the_last_day(client: TestClient, director: Member, day: str) -> None:
    assert start(client, held_on=day).status_code == 303


def test_it_says_everything_that_is_wrong_at_once(client: TestClient, director: Member) -> None:
    told = words(start(client, title="", unit="", out_of_scope="E").text)
    for message in ("Enter a name", "Enter the part", "Say why"):
        assert message in told


def test_it_refuses_a_title_that_the_unit_has_already(client: TestClient, scribe: Scribe, look: Look) -> None:
    scribe.start("2026 H2")
    before = look.all()
    response = start(client, title="2026  H2", unit="Whole company")
    assert response.status_code == 422
    assert "Enter a name that no other cycle of this unit has" in words(response.text)
    assert fields(response.text, "/cycles")["title"] == "2026  H2"
    assert look.all() == before


def test_it_takes_the_same_title_for_another_unit(client: TestClient, scribe: Scribe) -> None:
    scribe.start("2026 H2")
    assert start(client, unit="Nordic Distribution").status_code == 303


def test_it_takes_the_same_title_in_another_organisation(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn
) -> None:
    scribe.start("2026 H2", unit="Whole company")
    sign_in(stranger)
    assert start(client).status_code == 303


def test_it_takes_no_field_that_is_not_its_own(client: TestClient, director: Member, look: Look) -> None:
    before = look.all()
    assert start(client, organisation_id="2").status_code == 422
    assert look.all() == before


def test_it_stays_in_the_organisation(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, look: Look
) -> None:
    scribe.start("Ours", unit="Our own unit")
    sign_in(stranger)
    assert "Our own unit" not in client.get("/cycles/new").text
    cycle_id = started(start(client, unit="Our own unit"))
    owners = {row[0]: row[1] for row in look.all()["assessments"]}
    assert owners[cycle_id] == stranger.organisation_id


@pytest.mark.parametrize("role", ["contributor", "steering"])
def test_it_is_refused_to_others(
    client: TestClient, request: pytest.FixtureRequest, sign_in: SignIn, look: Look, role: str
) -> None:
    before = look.all()
    sign_in(request.getfixturevalue(role))
    assert client.get("/cycles/new").status_code == 403
    assert start(client).status_code == 403
    assert look.all() == before
