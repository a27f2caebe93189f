"""What members say of a final cycle, which stays as they said it."""

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import AuditEvent
from app.accounts.service import Member
from app.assessments import service
from app.db.columns import table_of
from app.plans.comments import count_comments, list_comments
from tests.conftest import Scribe, SignIn, visitor
from tests.databases import contents
from tests.pages import fields, words


@pytest.mark.parametrize("role", ["director", "contributor", "steering"])
def test_it_works_for_every_member(
    client: TestClient, scribe: Scribe, request: pytest.FixtureRequest, sign_in: SignIn, session: Session, role: str
) -> None:
    cycle_id = scribe.final()
    writer: Member = request.getfixturevalue(role)
    sign_in(writer)
    response = client.post(f"/cycles/{cycle_id}/comments", data={"text": " Low for us.\r\nWhy? "})
    (comment,) = list_comments(session, writer, cycle_id)
    assert (comment.written_by, comment.text) == (writer.person, "Low for us.\nWhy?")
    assert response.status_code == 303
    assert response.headers["location"] == f"/cycles/{cycle_id}/results#comment-{comment.id}"


def test_the_results_show_comments_in_the_order_in_which_they_were_said(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.final()
    before = client.get(f"/cycles/{cycle_id}/results").text
    assert "No comments yet." in before
    assert "nobody can change or delete it" in words(before)
    for said in ("The first.", "The <second>."):
        client.post(f"/cycles/{cycle_id}/comments", data={"text": said})
    page = client.get(f"/cycles/{cycle_id}/results").text
    told = words(page)
    assert told.index("The first.") < told.index("The <second>.")
    assert 'id="comment-1"' in page
    assert fields(page, f"/cycles/{cycle_id}/comments") == {"text": ""}


def test_it_leaves_the_sealed_cycle_as_it_is(client: TestClient, scribe: Scribe, session: Session) -> None:
    cycle_id = scribe.final()
    before = service.get_snapshot(session, scribe.director, cycle_id)
    client.post(f"/cycles/{cycle_id}/comments", data={"text": "Low for us."})
    session.expire_all()
    assert service.get_snapshot(session, scribe.director, cycle_id) == before


def test_it_is_recorded_without_what_was_said(client: TestClient, scribe: Scribe, session: Session) -> None:
    cycle_id = scribe.final()
    client.post(f"/cycles/{cycle_id}/comments", data={"text": "Low for us."})
    events = table_of(AuditEvent)
    event = session.execute(select(events).where(events.c.action == "comment.added")).one()
    assert (event.subject, event.before, event.after) == (f"2026 H2, Whole company (cycle {cycle_id})", "", "")


@pytest.mark.parametrize(
    ("typed", "message"), [("", "Enter what you have"), (" \n", "Enter what"), ("x" * 2001, "this has 2,001.")], ids=len
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(
    client: TestClient, scribe: Scribe, engine: Engine, typed: str, message: str
) -> None:
    cycle_id = scribe.final()
    before = contents(engine)
    response = client.post(f"/cycles/{cycle_id}/comments", data={"text": typed})
    assert response.status_code == 422
    assert message in words(response.text)
    assert fields(response.text, f"/cycles/{cycle_id}/comments")["text"] == typed
    assert contents(engine) == before


def test_it_takes_the_longest(client: TestClient, scribe: Scribe) -> None:
    assert client.post(f"/cycles/{scribe.final()}/comments", data={"text": "x" * 2000}).status_code == 303


@pytest.mark.parametrize("wrong", [{"text": "Said.", "by": "Ada"}, {"text": ["One.", "Two."]}], ids=str)
def test_it_refuses_a_form_that_no_page_of_ours_sends(
    client: TestClient, scribe: Scribe, engine: Engine, wrong: dict[str, str | list[str]]
) -> None:
    cycle_id = scribe.final()
    before = contents(engine)
    assert client.post(f"/cycles/{cycle_id}/comments", data=wrong).status_code == 422
    assert contents(engine) == before


def test_a_draft_takes_none(client: TestClient, scribe: Scribe, engine: Engine) -> None:
    cycle_id = scribe.complete()
    before = contents(engine)
    for said in ("Low for us.", ""):
        response = client.post(f"/cycles/{cycle_id}/comments", data={"text": said})
        assert response.status_code == 409
        assert "Comments are for final cycles." in words(response.text)
    assert contents(engine) == before
    assert "Your comment" not in client.get(f"/cycles/{cycle_id}/results").text


def test_a_revision_that_was_replaced_keeps_its_comments_and_takes_more(client: TestClient, scribe: Scribe) -> None:
    old = scribe.final()
    client.post(f"/cycles/{old}/comments", data={"text": "One is wrong."})
    new = service.correct(scribe.session, scribe.director, old, "Wrong.")
    service.finish(scribe.session, scribe.director, new)
    scribe.session.commit()
    assert client.post(f"/cycles/{old}/comments", data={"text": "It was."}).status_code == 303
    assert "One is wrong." in client.get(f"/cycles/{old}/results").text
    assert "One is wrong." not in client.get(f"/cycles/{new}/results").text


def test_a_stranger_neither_reads_nor_writes(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, engine: Engine, session: Session
) -> None:
    cycle_id = scribe.final()
    client.post(f"/cycles/{cycle_id}/comments", data={"text": "Between us."})
    before = contents(engine)
    sign_in(stranger)
    response = client.post(f"/cycles/{cycle_id}/comments", data={"text": "Hello."})
    assert response.status_code == 404
    assert contents(engine) == before
    assert list_comments(session, stranger, cycle_id) == []
    assert count_comments(session, stranger, [cycle_id]) == {}


def test_it_is_refused_to_who_is_not_signed_in(app: FastAPI, scribe: Scribe, engine: Engine) -> None:
    cycle_id = scribe.final()
    before = contents(engine)
    assert visitor(app).post(f"/cycles/{cycle_id}/comments", data={"text": "Hello."}).status_code == 401
    assert contents(engine) == before


@pytest.mark.parametrize(("cycle", "status"), [("4711", 404), ("0", 404), (str(10**30), 404), ("x", 422)])
def test_it_handles_a_bad_id(client: TestClient, director: Member, cycle: str, status: int) -> None:
    assert client.post(f"/cycles/{cycle}/comments", data={"text": "Hello."}).status_code == status
