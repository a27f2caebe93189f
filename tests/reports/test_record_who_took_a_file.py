"""Files that leave the product are in the audit trail; what is only looked at is not."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.audit import EVENTS
from app.reports.renderer import Renderer
from tests.conftest import Cast, Scribe, SignIn


def taken(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    found = select(EVENTS.c.person, EVENTS.c.subject).where(EVENTS.c.action == "report.downloaded")
    return [tuple(row) for row in session.execute(found.order_by(EVENTS.c.id))]


@pytest.mark.parametrize("file", ["board-pack.pdf", "scores.csv", "result.json"])
def test_each_file_is_recorded_with_who_took_it(
    app: FastAPI,
    client: TestClient,
    session: Session,
    cast: Cast,
    scribe: Scribe,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
) -> None:
    async def pdf(*_parts: object) -> bytes:
        return b"%PDF"

    monkeypatch.setattr(Renderer, "pdf", pdf)
    cycle_id = scribe.complete()
    sign_in(cast.steering)
    assert client.get(f"/cycles/{cycle_id}/{file}").status_code == 200
    assert taken(session) == [("Stella Steering", f"{file}: 2026 H2, Whole company (cycle {cycle_id})")]


def test_looking_at_the_results_is_not(client: TestClient, session: Session, scribe: Scribe) -> None:
    assert client.get(f"/cycles/{scribe.complete()}/results").status_code == 200
    assert taken(session) == []


def test_who_may_not_have_a_file_took_none(
    client: TestClient, session: Session, cast: Cast, scribe: Scribe, sign_in: SignIn
) -> None:
    cycle_id = scribe.complete()
    sign_in(cast.stranger)
    assert client.get(f"/cycles/{cycle_id}/scores.csv").status_code == 404
    assert taken(session) == []
