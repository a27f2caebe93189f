from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import sealing, service
from tests.conftest import Scribe, SignIn
from tests.reports.conftest import Draughtsman


def test_it_comes_as_a_file_named_after_the_cycle(
    client: TestClient, scribe: Scribe, director: Member, draughtsman: Draughtsman
) -> None:
    cycle = scribe.final()
    response = client.get(f"/cycles/{cycle}/board-pack.pdf")
    assert response.status_code == 200
    assert response.content == b"%PDF-"
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == (
        'attachment; filename="2026 H2 - Whole company - KAM Maturity.pdf"; '
        "filename*=UTF-8''2026%20H2%20-%20Whole%20company%20-%20KAM%20Maturity.pdf"
    )
    assert response.headers["cache-control"] == "no-store"
    seal = service.get_snapshot(scribe.session, director, cycle).seal
    assert seal is not None
    assert draughtsman.asked == [("2026 H2", seal.sha256)]


def test_it_says_draft_in_the_name_of_a_draft(
    client: TestClient, scribe: Scribe, director: Member, draughtsman: Draughtsman
) -> None:
    cycle = scribe.start()
    response = client.get(f"/cycles/{cycle}/board-pack.pdf")
    assert 'filename="2026 H2 - Whole company - KAM Maturity DRAFT.pdf"' in response.headers["content-disposition"]
    fingerprint = sealing.fingerprint(service.get_snapshot(scribe.session, director, cycle))
    assert draughtsman.asked == [("2026 H2", fingerprint)]


def test_it_is_not_there_for_strangers(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, draughtsman: Draughtsman
) -> None:
    cycle = scribe.final()
    sign_in(stranger)
    assert client.get(f"/cycles/{cycle}/board-pack.pdf").status_code == 404
    assert draughtsman.asked == []


def test_it_is_not_there_for_a_wrong_id(client: TestClient, director: Member, draughtsman: Draughtsman) -> None:
    assert client.get("/cycles/999/board-pack.pdf").status_code == 404
    assert client.get("/cycles/x/board-pack.pdf").status_code == 422
