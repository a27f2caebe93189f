"""What the audit trail keeps of refused requests."""

from datetime import timedelta

from sqlalchemy import Engine, select, update
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.audit import EVENTS, REFUSALS_A_MINUTE
from app.accounts.sessions import SIGN_INS
from app.db.columns import now
from tests.conftest import Cast, Scribe, SignIn
from tests.databases import allow_all

Refusal = tuple[str, int | None, str]


def refusals(session: Session) -> list[Refusal]:
    """Return who was refused, where that concerns somebody, and what was asked."""
    session.rollback()
    columns = EVENTS.c.person, EVENTS.c.organisation_id, EVENTS.c.subject
    found = select(*columns).where(EVENTS.c.action == "access.refused").order_by(EVENTS.c.id)
    return [tuple(row) for row in session.execute(found)]


def test_what_a_role_does_not_allow_concerns_the_organisation(
    client: TestClient, session: Session, cast: Cast, scribe: Scribe, sign_in: SignIn
) -> None:
    cycle_id = scribe.start()
    sign_in(cast.steering)
    assert client.get(f"/cycles/{cycle_id}/details").status_code == 403
    assert client.post(f"/cycles/{cycle_id}/finish").status_code == 403
    assert client.get("/cycles/new").status_code == 403
    assert refusals(session) == [
        ("Stella Steering", cast.steering.organisation_id, f"GET /cycles/{cycle_id}/details"),
        ("Stella Steering", cast.steering.organisation_id, f"POST /cycles/{cycle_id}/finish"),
        ("Stella Steering", cast.steering.organisation_id, "GET /cycles/new"),
    ]


def test_reaching_into_another_organisation_concerns_the_installation(
    client: TestClient, session: Session, cast: Cast, scribe: Scribe, sign_in: SignIn
) -> None:
    cycle_id = scribe.start()
    sign_in(cast.stranger)
    assert client.get(f"/cycles/{cycle_id}/results").status_code == 404
    assert client.post(f"/cycles/{cycle_id}/finish").status_code == 404
    assert refusals(session) == [
        ("Sam Stranger", None, f"GET /cycles/{cycle_id}/results"),
        ("Sam Stranger", None, f"POST /cycles/{cycle_id}/finish"),
    ]


def test_reaching_for_what_administrators_see_concerns_the_installation(
    client: TestClient, session: Session, cast: Cast
) -> None:
    assert client.get("/installation/audit").status_code == 404
    assert refusals(session) == [("Dana Director", None, "GET /installation/audit")]


def test_what_does_not_exist_is_nobodys_refusal(
    client: TestClient, session: Session, cast: Cast, scribe: Scribe
) -> None:
    cycle_id = scribe.start()
    assert client.get("/cycles/4711/results").status_code == 404
    assert client.get("/no/such/page").status_code == 404
    assert client.get(f"/cycles/{cycle_id}/charts/none.svg").status_code == 404
    assert refusals(session) == []


def test_the_same_is_kept_once_a_minute(client: TestClient, session: Session, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.steering)
    for _ in range(3):
        client.get("/cycles/new")
    assert len(refusals(session)) == 1
    allow_all(session.connection())
    session.execute(update(EVENTS).values(at=now() - timedelta(seconds=61)))
    session.commit()
    client.get("/cycles/new")
    assert len(refusals(session)) == 2


def test_somebody_who_tries_every_address_fills_no_disk(
    client: TestClient, session: Session, cast: Cast, scribe: Scribe, sign_in: SignIn
) -> None:
    cycle_id = scribe.start()
    sign_in(cast.stranger)
    for letter in range(REFUSALS_A_MINUTE + 5):
        assert client.get(f"/cycles/{cycle_id}/elements/{letter}").status_code == 404
    sign_in(cast.steering)
    client.get("/cycles/new")
    found = [person for person, _, _ in refusals(session)]
    assert found == ["Sam Stranger"] * REFUSALS_A_MINUTE + ["Stella Steering"]


def test_an_address_forges_no_line(
    client: TestClient, session: Session, cast: Cast, scribe: Scribe, sign_in: SignIn
) -> None:
    cycle_id = scribe.start()
    sign_in(cast.stranger)
    client.get(f"/cycles/{cycle_id}/elements/A%0d%0a%1b[2J{'x' * 400}")
    [(_, _, subject)] = refusals(session)
    assert subject.startswith(f"GET /cycles/{cycle_id}/elements/A")
    assert subject.isprintable()
    assert len(subject) == 254


def test_being_seen_is_noted_with_the_work(client: TestClient, session: Session, cast: Cast, engine: Engine) -> None:
    long_ago = now() - timedelta(hours=1)
    session.execute(update(SIGN_INS).values(seen_at=long_ago))
    session.commit()
    form = {"title": "2026 H2", "held_on": "2026-11-12", "unit": "Whole company"}
    assert client.post("/cycles", data=form).status_code == 303
    session.rollback()
    rows = session.execute(select(SIGN_INS.c.person_id, SIGN_INS.c.seen_at)).all()
    assert {person for person, seen in rows if seen > long_ago} == {cast.director.person_id}
