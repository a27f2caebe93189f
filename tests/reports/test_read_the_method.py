from starlette.testclient import TestClient

from app.accounts.service import Member
from app.maturity.agreement import RULE, SPREAD_RULE
from app.maturity.loading import load
from tests.pages import words
from tests.reports.reading import rows, section

CHECKLIST = load()


def method(client: TestClient) -> str:
    response = client.get("/method")
    assert response.status_code == 200
    return response.text


def test_it_tells_the_whole_instrument(client: TestClient, director: Member) -> None:
    page = words(method(client))
    assert "Nine elements of an organisation, each looked at for five groups of people: 45 cells" in page
    for element in CHECKLIST.elements:
        assert f"{element.letter} {element.name} {element.about}" in page
    for group in CHECKLIST.groups:
        assert f"{group.name} {group.about}" in page
    for stage in CHECKLIST.stages:
        assert f"{stage.score} {stage.name} {stage.meaning}" in page
    for entry in CHECKLIST.glossary:
        assert f"{entry.term} {entry.meaning}" in page


def test_it_says_how_to_choose(client: TestClient, director: Member) -> None:
    assert "If two fit, choose the lower one." in words(section(method(client), "stages"))


def test_it_tells_how_a_workshop_scores(client: TestClient, director: Member) -> None:
    told = words(section(method(client), "workshop"))
    assert RULE in told
    assert SPREAD_RULE in told
    assert "shown from 5 votes on, or from another number that the director set, 3 at least." in told
    assert "When the workshop is closed, single votes, names and seats are destroyed." in told


def test_it_tells_how_totals_are_made(client: TestClient, director: Member) -> None:
    totals = words(section(method(client), "totals"))
    assert "sum of its 5 cells, 0 to 15; a group the sum of its 9 cells, 0 to 27" in totals
    assert "0 to 135" in totals
    assert "0 (Change required), 5 (Ready to change), 10 (Transition state), 15 (Best practice KAM)." in totals
    assert "Unscored is not zero." in totals


def test_it_tells_the_bands_and_where_their_edges_belong(client: TestClient, director: Member) -> None:
    bands = section(method(client), "bands")
    assert [row[:2] for row in rows(bands)[1:]] == [
        ["0 to 20", "No KAM, not ready"],
        ["20 to 65", "Ready for KAM"],
        ["65 to 110", "In transition"],
        ["110 to 135", "Good/best practice KAM"],
    ]
    assert "A score on an edge between two bands belongs to the higher band." in words(bands)
    assert "20 is Ready for KAM, 65 is In transition, 110 is Good/best practice KAM." in words(bands)


def test_it_tells_what_becomes_of_the_scale_without_element_e(client: TestClient, director: Member) -> None:
    scope = words(section(method(client), "scope-E"))
    assert "out of 120" in scope
    assert "score × 135 / 120" in scope
    assert (
        "0 to 17 No KAM, not ready, 18 to 57 Ready for KAM, 58 to 97 In transition, 98 to 120 Good/best practice KAM."
        in scope
    )


def test_it_tells_how_to_verify_a_seal(client: TestClient, director: Member) -> None:
    seal = words(section(method(client), "seal"))
    assert "sha256sum FILE" in seal
    assert "A correction is a new revision with a reason" in seal


def test_it_credits_the_source(client: TestClient, director: Member) -> None:
    source = words(section(method(client), "source"))
    assert CHECKLIST.credit.author in source
    assert CHECKLIST.credit.title in source
    assert CHECKLIST.credit.statement in source
