import pytest
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import service
from tests.conftest import Scribe, SignIn
from tests.pages import words
from tests.reports.examples import results
from tests.reports.reading import one_line, section


def test_it_prints_the_seal_and_says_how_to_verify_it(client: TestClient, scribe: Scribe, director: Member) -> None:
    cycle = scribe.final()
    seal = service.get_snapshot(scribe.session, director, cycle).seal
    assert seal is not None
    record = words(section(results(client, cycle), "record"))
    assert f"Seal (SHA-256) {seal.sha256}" in record
    assert "by Dana Director" in record
    assert 'href="/method#seal"' in results(client, cycle)


def test_it_says_that_a_draft_has_no_seal(client: TestClient, scribe: Scribe) -> None:
    page = results(client, scribe.start())
    assert "Draft, not final." in words(section(page, "record"))
    assert "SHA-256" not in page


def test_it_leads_from_a_revision_to_the_one_before_and_back(
    client: TestClient, scribe: Scribe, director: Member
) -> None:
    first = scribe.final()
    second = service.correct(scribe.session, director, first, "Data was read from the wrong column.")
    scribe.session.commit()
    older, newer = results(client, first), results(client, second)
    assert f'<a href="/cycles/{second}/results">Revision 2, still a draft, will replace it.</a>' in older
    assert "Correct it" not in older
    assert "Revision 2: Data was read from the wrong column." in words(section(newer, "record"))
    assert f'<a href="/cycles/{first}/results">Revision 1</a>' in one_line(section(newer, "record"))
    service.finish(scribe.session, director, second)
    scribe.session.commit()
    assert f'<a href="/cycles/{second}/results">Replaced by revision 2.</a>' in results(client, first)


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("director", ["Continue scoring", "Check and finish"]),
        ("contributor", ["Continue scoring"]),
        ("steering", []),
    ],
)
def test_it_offers_of_a_draft_what_the_role_may_do(
    client: TestClient,
    scribe: Scribe,
    sign_in: SignIn,
    request: pytest.FixtureRequest,
    role: str,
    offered: list[str],
) -> None:
    cycle = scribe.complete()
    sign_in(request.getfixturevalue(role))
    page = results(client, cycle)
    assert [action for action in ("Continue scoring", "Check and finish", "Correct it") if action in page] == offered


@pytest.mark.parametrize(("role", "offered"), [("director", True), ("contributor", False), ("steering", False)])
def test_it_offers_a_correction_to_directors_only(
    client: TestClient, scribe: Scribe, sign_in: SignIn, request: pytest.FixtureRequest, role: str, *, offered: bool
) -> None:
    cycle = scribe.final()
    sign_in(request.getfixturevalue(role))
    page = results(client, cycle)
    assert (f'href="/cycles/{cycle}/correct"' in page) is offered
    assert "Continue scoring" not in page


def test_it_offers_the_files(client: TestClient, scribe: Scribe) -> None:
    cycle = scribe.final()
    export = one_line(section(results(client, cycle), "export"))
    for file in ("board-pack.pdf", "scores.csv", "result.json"):
        assert f'href="/cycles/{cycle}/{file}"' in export
