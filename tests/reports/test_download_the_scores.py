import csv
import io

from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import answering, service
from app.assessments.sheet.writing import write_csv
from app.assessments.snapshot import Answer, Evidence
from app.maturity.checklist import CellId
from tests.conftest import Scribe, SignIn


def test_it_holds_every_cell_in_the_columns_that_are_read(client: TestClient, scribe: Scribe, director: Member) -> None:
    cycle = scribe.start()
    answer = Answer(2, Evidence.DOCUMENTED, 'Commas, "quotes" and é.')
    answering.fill(scribe.session, scribe.director, cycle, {CellId("A", "kam_unit"): answer})
    scribe.session.commit()
    response = client.get(f"/cycles/{cycle}/scores.csv")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.content == write_csv(service.get_snapshot(scribe.session, director, cycle))
    header, first, second, *rest = csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))
    assert header == ["element", "group", "score", "note", "evidence"]
    assert first == ["A", "key_account_manager", "", "", ""]
    assert second == ["A", "kam_unit", "2", 'Commas, "quotes" and é.', "documented"]
    assert len(rest) == 43


def test_it_is_named_after_the_cycle(client: TestClient, scribe: Scribe) -> None:
    final = client.get(f"/cycles/{scribe.final('2025 H2')}/scores.csv").headers["content-disposition"]
    draft = client.get(f"/cycles/{scribe.start()}/scores.csv").headers["content-disposition"]
    assert 'filename="2025 H2 - Whole company - KAM Maturity.csv"' in final
    assert 'filename="2026 H2 - Whole company - KAM Maturity DRAFT.csv"' in draft


def test_it_is_not_there_for_strangers(client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn) -> None:
    cycle = scribe.final()
    sign_in(stranger)
    assert client.get(f"/cycles/{cycle}/scores.csv").status_code == 404


def test_it_is_not_there_for_a_wrong_id(client: TestClient, director: Member) -> None:
    assert client.get("/cycles/999/scores.csv").status_code == 404
    assert client.get("/cycles/x/scores.csv").status_code == 422
