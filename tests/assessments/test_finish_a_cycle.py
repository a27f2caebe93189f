"""Sealing a cycle for good, in the service and in the database."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import sealing, service
from app.assessments.snapshot import Seal
from app.db.engine import writing
from app.errors import ConflictError
from app.maturity.checklist import CellId
from tests.agreements import agreement, hold
from tests.assessments.conftest import Look
from tests.conftest import CELLS, Scribe, SignIn
from tests.pages import words


def test_it_works(client: TestClient, scribe: Scribe, look: Look, director: Member) -> None:
    cycle_id = scribe.complete(score=2)
    began = datetime.now(UTC).replace(microsecond=0)
    response = client.post(f"/cycles/{cycle_id}/finish")
    assert (response.status_code, response.headers["location"]) == (303, f"/cycles/{cycle_id}/results")
    seal = look.snapshot(cycle_id).seal
    assert seal is not None
    assert seal.by == director.person
    assert began <= seal.at <= datetime.now(UTC)
    assert not look.cycle(cycle_id).is_draft


def test_it_freezes_all_that_the_draft_said(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.complete(out_of_scope=("E",), reason="One country.")
    client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/note", data={"note": "Why — «so».", "version": "0"})
    draft = look.snapshot(cycle_id)
    client.post(f"/cycles/{cycle_id}/finish")
    final = look.snapshot(cycle_id)
    assert final.seal is not None
    assert sealing.seal(draft, final.seal.at, final.seal.by)[0].seal == final.seal
    assert (final.scores, final.result) == (draft.scores, draft.result)
    assert final.checklist == draft.checklist


def test_it_stores_the_hash_of_what_it_stores(scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.final()
    [(_, _, _, stored_hash, content)] = look.all()["seals"]
    seal = look.snapshot(cycle_id).seal
    assert isinstance(seal, Seal)
    assert stored_hash == seal.sha256 == sealing.digest(content)


def test_it_says_what_it_said_then_after_the_unit_and_the_person_were_renamed(
    scribe: Scribe, engine: Engine, look: Look
) -> None:
    cycle_id = scribe.final()
    before = look.snapshot(cycle_id)
    with engine.begin() as connection:
        for table in ("units", "people", "organisations"):
            connection.execute(text(f"UPDATE {table} SET name = 'Renamed'"))
    assert look.cycle(cycle_id).details.unit == "Renamed"
    assert look.snapshot(cycle_id) == before


def test_it_can_be_told_the_moment(scribe: Scribe, look: Look, director: Member) -> None:
    cycle_id = scribe.complete()
    at = datetime(2025, 5, 20, 16, 30, tzinfo=UTC)
    service.finish(scribe.session, director, cycle_id, at=at)
    scribe.session.commit()
    seal = look.snapshot(cycle_id).seal
    assert seal is not None
    assert seal.at == at == look.cycle(cycle_id).sealed_at


@pytest.mark.parametrize(("missing", "message"), [(1, "1 cell is not scored"), (45, "45 cells are not scored")])
def test_it_refuses_an_incomplete_cycle(
    client: TestClient, scribe: Scribe, look: Look, missing: int, message: str
) -> None:
    cycle_id = scribe.start()
    scribe.score(cycle_id, dict.fromkeys(CELLS[missing:], 2))
    before = look.all()
    response = client.post(f"/cycles/{cycle_id}/finish")
    assert response.status_code == 409
    assert message in words(response.text)
    assert "Check answers" in words(response.text)
    assert look.all() == before


def test_it_refuses_to_finish_twice(client: TestClient, scribe: Scribe, look: Look, director: Member) -> None:
    cycle_id = scribe.final()
    before = look.all()
    with pytest.raises(ConflictError, match="final"):
        service.finish(scribe.session, director, cycle_id)
    scribe.session.rollback()
    response = client.post(f"/cycles/{cycle_id}/finish")
    assert (response.status_code, response.headers["location"]) == (303, f"/cycles/{cycle_id}/results")
    assert look.all() == before


@pytest.mark.parametrize(("cycle_id", "status"), [("77", 404), (str(10**30), 404), ("x", 422)])
def test_it_handles_a_bad_id(client: TestClient, director: Member, cycle_id: str, status: int) -> None:
    assert client.post(f"/cycles/{cycle_id}/finish").status_code == status


def test_it_is_not_found_by_a_stranger(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, look: Look
) -> None:
    cycle_id = scribe.complete()
    before = look.all()
    sign_in(stranger)
    assert client.post(f"/cycles/{cycle_id}/finish").status_code == 404
    assert look.all() == before


@pytest.mark.parametrize("role", ["contributor", "steering"])
def test_it_is_refused_to_others(
    client: TestClient, scribe: Scribe, request: pytest.FixtureRequest, sign_in: SignIn, look: Look, role: str
) -> None:
    cycle_id = scribe.complete()
    before = look.all()
    sign_in(request.getfixturevalue(role))
    assert client.post(f"/cycles/{cycle_id}/finish").status_code == 403
    assert look.all() == before


ANSWER = (
    "INSERT INTO answers (assessment_id, element, group_key, score, score_revision, score_client, evidence_revision"
)
AGREEMENT = (
    "INSERT INTO agreements (assessment_id, element, group_key, score, score_revision, revision_before, held_on, "
    "votes, rationale, dissent)"
)
WORKSHOP = (
    "INSERT INTO workshop_records (assessment_id, number, held_on, named, minimum, elements, joined, answers, agreed, "
    "left_open, rule)"
)
RAW = {
    "insert an answer": f"{ANSWER}, evidence_client, note, note_version) "
    "VALUES (:final, 'E', 'kam_unit', 0, 1, '', 0, '', '', 0)",
    "change an answer": "UPDATE answers SET score = 0 WHERE assessment_id = :final AND element = 'A'",
    "change a note": "UPDATE answers SET note = 'x' WHERE assessment_id = :final AND element = 'A'",
    "take an answer to another cycle": "UPDATE answers SET assessment_id = :draft "
    "WHERE assessment_id = :final AND element = 'A'",
    "bring an answer from another cycle": "UPDATE answers SET assessment_id = :final "
    "WHERE assessment_id = :draft AND element = 'E'",
    "delete an answer": "DELETE FROM answers WHERE assessment_id = :final",
    "insert an agreement": f"{AGREEMENT} VALUES (:final, 'B', 'kam_unit', 0, 1, 0, '2026-11-12', 9, '', '')",
    "change a rationale": "UPDATE agreements SET rationale = 'x' WHERE assessment_id = :final",
    "take an agreement to another cycle": "UPDATE agreements SET assessment_id = :draft "
    "WHERE assessment_id = :final AND element = 'A'",
    "bring an agreement from another cycle": "UPDATE agreements SET assessment_id = :final "
    "WHERE assessment_id = :draft AND element = 'I'",
    "delete an agreement": "DELETE FROM agreements WHERE assessment_id = :final",
    "insert a workshop": f"{WORKSHOP} SELECT assessment_id, 2, held_on, named, minimum, elements, joined, answers, "
    "agreed, left_open, rule FROM workshop_records WHERE assessment_id = :final",
    "change a workshop": "UPDATE workshop_records SET answers = 99 WHERE assessment_id = :final",
    "take a workshop to another cycle": "UPDATE workshop_records SET assessment_id = :draft, number = 2 "
    "WHERE assessment_id = :final",
    "bring a workshop from another cycle": "UPDATE workshop_records SET assessment_id = :final, number = 2 "
    "WHERE assessment_id = :draft",
    "delete a workshop": "DELETE FROM workshop_records WHERE assessment_id = :final",
    "change the title": "UPDATE assessments SET title = 'x' WHERE id = :final",
    "change the scope": "UPDATE assessments SET out_of_scope = '' WHERE id = :final",
    "give it another id": "UPDATE assessments SET id = 99 WHERE id = :final",
    "delete the cycle": "DELETE FROM assessments WHERE id = :final",
    "change the seal": "UPDATE seals SET content = '{}' WHERE assessment_id = :final",
    "delete the seal": "DELETE FROM seals WHERE assessment_id = :final",
    "move the seal": "UPDATE seals SET assessment_id = :draft WHERE assessment_id = :final",
    "seal it again": "INSERT INTO seals (assessment_id, sealed_at, sealed_by_id, sha256, content) "
    "SELECT assessment_id, sealed_at, sealed_by_id, 'x', '{}' FROM seals WHERE assessment_id = :final",
}
REPLACING = {
    "replace the seal": "REPLACE INTO seals SELECT assessment_id, sealed_at, sealed_by_id, 'x', '{}' FROM seals "
    "WHERE assessment_id = :final",
    "replace the cycle": "REPLACE INTO assessments (id, organisation_id, unit_id, title, held_on, checklist_version, "
    "checklist_language, out_of_scope, scope_reason, revision, revision_reason, version, created_at) SELECT id, "
    "organisation_id, unit_id, 'x', held_on, checklist_version, checklist_language, out_of_scope, scope_reason, "
    "revision, revision_reason, version, created_at FROM assessments WHERE id = :final",
    "replace an agreement": f"{AGREEMENT.replace('INSERT', 'REPLACE')} "
    "VALUES (:final, 'A', 'kam_unit', 0, 1, 0, '2026-11-12', 9, '', '')",
    "replace a workshop": f"{WORKSHOP.replace('INSERT', 'REPLACE')} SELECT assessment_id, 1, held_on, named, minimum, "
    "elements, joined, 99, agreed, left_open, rule FROM workshop_records WHERE assessment_id = :final",
    "replace an answer": f"{ANSWER.replace('INSERT', 'REPLACE')}, evidence_client, note, note_version) "
    "VALUES (:final, 'A', 'kam_unit', 0, 1, '', 0, '', '', 0)",
}


def try_raw(engine: Engine, scribe: Scribe, look: Look, statement: str) -> None:
    final = scribe.complete(out_of_scope=("E",), reason="One country.")
    hold(scribe, final, {CellId("A", "kam_unit"): agreement()})
    scribe.finish(final)
    draft = scribe.complete("2027 H1")
    hold(scribe, draft, {CellId("I", "kam_unit"): agreement()})
    scribe.session.execute(text("DELETE FROM answers WHERE assessment_id = :draft AND element = 'A'"), {"draft": draft})
    scribe.session.commit()
    before = look.all()
    values = {name: at for name, at in (("final", final), ("draft", draft)) if f":{name}" in statement}
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.execute(text(statement), values)
    assert look.all() == before


@pytest.mark.parametrize("statement", RAW.values(), ids=RAW)
def test_the_database_itself_refuses_to(engine: Engine, scribe: Scribe, look: Look, statement: str) -> None:
    try_raw(engine, scribe, look, statement)


@pytest.mark.parametrize("statement", REPLACING.values(), ids=REPLACING)
def test_the_database_itself_refuses_even_to(engine: Engine, scribe: Scribe, look: Look, statement: str) -> None:
    if engine.dialect.name == "sqlite":  # PostgreSQL knows no REPLACE
        try_raw(engine, scribe, look, statement)


def test_the_database_lets_drafts_be_changed_beside_it(engine: Engine, scribe: Scribe, look: Look) -> None:
    final = scribe.final()
    draft = scribe.complete("2027 H1")
    hold(scribe, draft, {CellId("A", "kam_unit"): agreement()})
    changes = (
        "UPDATE answers SET score = 0 WHERE assessment_id = :draft",
        RAW["change the title"].replace(":final", ":draft"),
        "DELETE FROM answers WHERE assessment_id = :draft AND element = 'A'",
        "UPDATE seals SET sha256 = 'x' WHERE assessment_id = :draft",
        "UPDATE agreements SET votes = 9 WHERE assessment_id = :draft",
        "DELETE FROM agreements WHERE assessment_id = :draft",
        "UPDATE workshop_records SET answers = 9 WHERE assessment_id = :draft",
        "DELETE FROM workshop_records WHERE assessment_id = :draft",
    )
    with engine.begin() as connection:
        for statement in changes:
            connection.execute(text(statement), {"draft": draft})
    assert look.cycle(draft).details.title == "x"
    assert look.snapshot(draft).result.overall.scored == 40
    assert look.snapshot(final).result.overall.score == 90
