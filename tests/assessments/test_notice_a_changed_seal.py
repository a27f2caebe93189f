"""A final cycle that was changed behind the product's back does not pass for the one that was sealed."""

from sqlalchemy import text
from sqlmodel import Session
from starlette.testclient import TestClient

from tests.conftest import Scribe


def tamper(session: Session, cycle_id: int) -> None:
    """Change a sealed text as somebody could who holds the database and gets round its triggers."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        session.execute(text("DROP TRIGGER seals_sealed_update"))
    session.execute(
        text("UPDATE seals SET content = replace(content, :true, :false) WHERE assessment_id = :id"),
        {"id": cycle_id, "true": '"score":2', "false": '"score":3'},
    )
    session.commit()


def test_it_is_refused_on_every_page_and_in_every_file(client: TestClient, session: Session, scribe: Scribe) -> None:
    cycle_id = scribe.final()
    tamper(session, cycle_id)
    for output in ("results", "result.json", "scores.csv", "board-pack.pdf", "charts/radar.svg?theme=light&size=wide"):
        response = client.get(f"/cycles/{cycle_id}/{output}")
        assert response.status_code == 409
        assert "no longer matches its seal" in response.text


def test_the_others_are_shown(client: TestClient, session: Session, scribe: Scribe) -> None:
    cycle_id, other_id = scribe.final("2025 H2"), scribe.final("2026 H2")
    tamper(session, cycle_id)
    assert client.get(f"/cycles/{other_id}/results").status_code == 200
