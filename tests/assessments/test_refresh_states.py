"""Telling an open page what others changed meanwhile."""

from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments import answering
from app.assessments.answers import Choice
from app.assessments.models import AnswerRow
from app.maturity.checklist import CellId
from tests.conftest import Cast, Scribe, SignIn
from tests.pages import words


def test_it_tells_every_cell_of_the_element(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.complete(score=3)
    page = client.get(f"/cycles/{cycle_id}/elements/C/states").text
    assert page.count('data-score="3"') == 5
    assert 'id="state-C-kam_team"' in page
    assert "45 of 45 cells scored" in words(page)
    assert "15 of 15" in words(page)


def test_it_tells_who_changed_a_cell(client: TestClient, scribe: Scribe, contributor: Member) -> None:
    cycle_id = scribe.start()
    answering.choose(scribe.session, contributor, cycle_id, CellId("C", "kam_team"), Choice("score", 0, 1))
    scribe.session.commit()
    page = client.get(f"/cycles/{cycle_id}/elements/C/states").text
    assert words(page).count("Changed by Cem Contributor at") == 1
    assert 'data-score="0"' in page


EARLY, LATE = datetime(2026, 11, 12, 10, 42, tzinfo=UTC), datetime(2026, 11, 12, 10, 58, tzinfo=UTC)
ME, CEM = "Dana Director", "Cem Contributor"


@pytest.mark.parametrize(
    ("chosen", "noted", "told"),
    [
        ((ME, EARLY), None, "Saved 10:42"),
        ((CEM, EARLY), None, "Changed by Cem Contributor at 10:42"),
        ((ME, EARLY), (ME, LATE), "Saved 10:58"),
        ((CEM, EARLY), (ME, LATE), "Saved 10:58"),
        ((ME, EARLY), (CEM, LATE), "Changed by Cem Contributor at 10:58"),
        ((CEM, LATE), (ME, EARLY), "Changed by Cem Contributor at 10:58"),
        ((ME, LATE), (CEM, EARLY), "Saved 10:58"),
        ((ME, EARLY), (CEM, EARLY), "Changed by Cem Contributor at 10:42"),
        ((CEM, EARLY), (ME, EARLY), "Changed by Cem Contributor at 10:42"),
        (None, (ME, EARLY), "Not scored yet Saved 10:42"),
        (None, (CEM, EARLY), "Not scored yet Changed by Cem Contributor at 10:42"),
    ],
)
def test_it_tells_whose_was_the_last_change_of_a_cell(
    client: TestClient,
    scribe: Scribe,
    cast: Cast,
    chosen: tuple[str, datetime] | None,
    noted: tuple[str, datetime] | None,
    told: str,
) -> None:
    cycle_id = scribe.start()
    people = {ME: cast.director.person_id, CEM: cast.contributor.person_id}
    row = AnswerRow(assessment_id=cycle_id, element="C", group_key="kam_team")
    if chosen:
        row.score, row.changed_by_id, row.changed_at = 2, people[chosen[0]], chosen[1]
    if noted:
        row.note, row.note_by_id, row.note_at = "Why.", people[noted[0]], noted[1]
    scribe.session.add(row)
    scribe.session.commit()
    assert told in words(client.get(f"/cycles/{cycle_id}/elements/C/states").text)


def test_it_goes_on_for_a_page_that_is_still_open_when_the_cycle_is_finished(
    client: TestClient, scribe: Scribe
) -> None:
    assert client.get(f"/cycles/{scribe.final()}/elements/C/states").status_code == 200


def test_a_reader_may_watch(client: TestClient, scribe: Scribe, steering: Member, sign_in: SignIn) -> None:
    cycle_id = scribe.start()
    sign_in(steering)
    assert client.get(f"/cycles/{cycle_id}/elements/C/states").status_code == 200
