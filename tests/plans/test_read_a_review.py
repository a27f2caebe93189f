"""The page of one review."""

from datetime import date

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import service
from app.plans.models import Status
from tests.conftest import Scribe, SignIn, visitor
from tests.pages import words
from tests.plans.meetings import add_action, record


def test_it_shows_all_that_was_entered(client: TestClient, scribe: Scribe, steering: Member) -> None:
    first = scribe.final("2026 H1", score=1, unit="Nordics", out_of_scope=("E",), reason="One country.")
    second = scribe.final("2026 H2")
    action = add_action(scribe.session, scribe.director, second, "Name a sponsor", Status.DONE)
    review = record(
        scribe.session,
        steering,
        first,
        second,
        attended="Stella Steering\nPiet <Finance>",
        questions="Who pays?",
        next_on=date(2027, 5, 12),
        actions=(action,),
    )
    response = client.get(f"/reviews/{review}")
    page = words(response.text)
    assert "Review of 20 November 2026" in page
    assert "The next review was set for 12 May 2027." in page
    assert "Decided Every account gets a sponsor." in page
    assert "Name a sponsor Whole company, due 1 March 2027 Done" in page
    assert f'href="/actions/{action}"' in response.text
    assert "Open questions Who pays?" in page
    assert "90 of 135 2026 H2 Whole company, 12 November 2026. In transition." in page
    assert "40 of 120 2026 H1 Nordics, 12 November 2026. Ready for KAM. E out of scope." in page
    assert "Attended Stella Steering Piet <Finance>" in page
    assert "Written Stella Steering, " in page
    assert "Changed last" not in page


def test_it_says_what_there_is_none_of(client: TestClient, scribe: Scribe) -> None:
    page = words(client.get(f"/reviews/{record(scribe.session, scribe.director, scribe.final())}").text)
    assert "No day was set for the next review." in page
    assert "Open questions None." in page
    assert "Actions decided on" not in page


def test_it_keeps_to_the_revision_that_the_meeting_saw(client: TestClient, scribe: Scribe) -> None:
    old = scribe.final(score=1)
    review = record(scribe.session, scribe.director, old)
    new = service.correct(scribe.session, scribe.director, old, "A score was wrong.")
    scribe.session.commit()
    assert "replaced" not in client.get(f"/reviews/{review}").text
    service.finish(scribe.session, scribe.director, new)
    scribe.session.commit()
    response = client.get(f"/reviews/{review}")
    assert "45 of 135 2026 H2 , revision 1" in words(response.text).replace("2026 H2,", "2026 H2 ,")
    assert f'<a href="/cycles/{old}/results">2026 H2</a>' in response.text
    assert f'<a href="/cycles/{new}/results">Revision 2 replaced it since.</a>' in response.text


def test_everybody_of_the_organisation_reads_it(
    client: TestClient, scribe: Scribe, contributor: Member, steering: Member, sign_in: SignIn
) -> None:
    review = record(scribe.session, scribe.director, scribe.final())
    for reader, may_edit in ((contributor, False), (steering, True)):
        sign_in(reader)
        page = client.get(f"/reviews/{review}")
        assert page.status_code == 200
        assert (f"/reviews/{review}/edit" in page.text) is may_edit


def test_it_is_not_there_for_a_stranger(client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn) -> None:
    review = record(scribe.session, scribe.director, scribe.final())
    sign_in(stranger)
    response = client.get(f"/reviews/{review}")
    assert response.status_code == 404
    assert "sponsor" not in response.text


def test_it_leads_to_signing_in(app: FastAPI, scribe: Scribe) -> None:
    review = record(scribe.session, scribe.director, scribe.final())
    assert visitor(app).get(f"/reviews/{review}").headers["location"].startswith("/sign-in?")


@pytest.mark.parametrize(("review", "status"), [("4711", 404), ("0", 404), (str(10**30), 404), ("x", 422)])
def test_it_is_not_there_for_a_wrong_id(client: TestClient, director: Member, review: str, status: int) -> None:
    assert client.get(f"/reviews/{review}").status_code == status
