import json
from hashlib import sha256

from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments.models import SealRow
from tests.conftest import Scribe, SignIn
from tests.pages import words
from tests.reports.reading import section


def test_anyone_can_verify_a_seal_with_it(client: TestClient, scribe: Scribe) -> None:
    cycle = scribe.final("Größe 10/20 “quoted”")
    response = client.get(f"/cycles/{cycle}/result.json")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    printed = section(client.get(f"/cycles/{cycle}/results").text, "record")
    assert f"Seal (SHA-256) {sha256(response.content).hexdigest()}" in words(printed)


def test_it_is_byte_for_byte_what_was_sealed(client: TestClient, scribe: Scribe) -> None:
    cycle = scribe.final(out_of_scope=("E",), reason="One country only.")
    sealed = scribe.session.exec(select(SealRow).where(SealRow.assessment_id == cycle)).one()
    scribe.session.commit()  # a download is recorded, and two do not write at once
    assert client.get(f"/cycles/{cycle}/result.json").content == sealed.content.encode()


def test_it_has_the_same_shape_for_a_draft(client: TestClient, scribe: Scribe) -> None:
    final = client.get(f"/cycles/{scribe.final('Final')}/result.json").json()
    draft = client.get(f"/cycles/{scribe.start('Draft')}/result.json").json()
    assert final.keys() == draft.keys()
    assert draft["sealed_at"] is draft["sealed_by"] is draft["band"] is None
    assert len(draft["answers"]) == 45


def test_it_is_named_after_the_cycle(client: TestClient, scribe: Scribe) -> None:
    final = client.get(f"/cycles/{scribe.final('2025 H2')}/result.json").headers["content-disposition"]
    draft = client.get(f"/cycles/{scribe.start()}/result.json").headers["content-disposition"]
    assert 'filename="2025 H2 - Whole company - KAM Maturity.json"' in final
    assert 'filename="2026 H2 - Whole company - KAM Maturity DRAFT.json"' in draft


def test_it_tells_one_cycle_only(client: TestClient, scribe: Scribe) -> None:
    scribe.final("Unrelated", 1)
    content = client.get(f"/cycles/{scribe.final('Mine', 3)}/result.json").content
    assert json.loads(content)["overall"] == 135
    assert b"Unrelated" not in content


def test_it_is_not_there_for_strangers(client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn) -> None:
    cycle = scribe.final()
    sign_in(stranger)
    assert client.get(f"/cycles/{cycle}/result.json").status_code == 404


def test_it_is_not_there_for_a_wrong_id(client: TestClient, director: Member) -> None:
    assert client.get("/cycles/999/result.json").status_code == 404
    assert client.get("/cycles/x/result.json").status_code == 422
