"""Saving one note, so that nobody's text is overwritten in silence."""

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments.snapshot import NOTE_MAX
from tests.assessments.conftest import Look
from tests.conftest import Scribe, SignIn
from tests.pages import words


def post(client: TestClient, cycle_id: int, note: str, version: int = 0, cell: str = "A/kam_unit") -> Response:
    return client.post(f"/cycles/{cycle_id}/cells/{cell}/note", data={"note": note, "version": str(version)})


def test_it_works(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    response = post(client, cycle_id, "Six of 14 have a plan.")
    assert response.status_code == 200
    assert "Saved" in words(response.text)
    stored = look.cell(cycle_id)
    assert (stored.note, stored.note_version, stored.note_by) == ("Six of 14 have a plan.", 1, "")
    assert stored.saved_at == stored.note_at is not None


def test_it_can_be_changed_and_emptied(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "First.", 0)
    post(client, cycle_id, "Second.", 1)
    assert look.cell(cycle_id).note == "Second."
    post(client, cycle_id, "", 2)
    assert look.cell(cycle_id).note == ""


def test_it_leaves_score_and_evidence_alone(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.complete()
    before = look.cell(cycle_id)
    post(client, cycle_id, "Why.")
    after = look.cell(cycle_id)
    assert (after.score, after.score_revision) == (before.score, before.score_revision)


def test_it_keeps_lines_and_what_looks_like_markup(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "  One\r\nTwo\tthree <b>& 'so'  \r\n")
    assert look.cell(cycle_id).note == "One\nTwo\tthree <b>& 'so'"
    assert "<b>& 'so'" not in client.get(f"/cycles/{cycle_id}/elements/A").text


def test_it_drops_characters_that_are_not_text(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    assert post(client, cycle_id, "a\x00b\x1bc\ufffed").status_code == 200
    assert look.cell(cycle_id).note == "abcd"


def test_it_refuses_a_stale_note_and_shows_both(
    client: TestClient, scribe: Scribe, contributor: Member, director: Member, sign_in: SignIn, look: Look
) -> None:
    cycle_id = scribe.start()
    sign_in(contributor)
    post(client, cycle_id, "Theirs.")
    before = look.all()
    sign_in(director)
    response = post(client, cycle_id, "Mine.", 0)
    assert response.status_code == 409
    told = words(response.text)
    assert "Cem Contributor changed this note while you wrote" in told
    assert "Theirs." in told
    assert "Mine." in told
    assert 'data-version="1"' in response.text
    assert look.all() == before


def test_it_says_when_the_other_was_oneself(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "In one tab.")
    assert "You changed this note in another window" in words(post(client, cycle_id, "In the other.").text)


def test_it_says_when_the_other_emptied_it(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "Something.")
    post(client, cycle_id, "", 1)
    assert "(They emptied it.)" in words(post(client, cycle_id, "Mine.", 1).text)


def test_it_replaces_theirs_once_both_were_seen(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "Theirs.")
    assert post(client, cycle_id, "Mine.", 0).status_code == 409
    assert post(client, cycle_id, "Mine.", 1).status_code == 200
    assert look.cell(cycle_id).note == "Mine."


def test_it_takes_the_same_text_twice_without_a_conflict(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "Once.", 0)
    before = look.all()
    assert post(client, cycle_id, "Once.", 0).status_code == 200
    assert look.all() == before


def test_it_takes_the_longest_note(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    assert post(client, cycle_id, "é" * NOTE_MAX).status_code == 200
    assert len(look.cell(cycle_id).note) == NOTE_MAX


def test_it_refuses_a_longer_one_and_says_how_long_it_is(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    before = look.all()
    response = post(client, cycle_id, "x" * (NOTE_MAX + 1))
    assert response.status_code == 422
    assert f"{NOTE_MAX + 1} characters; at most {NOTE_MAX}" in words(response.text)
    assert look.all() == before


@pytest.mark.parametrize("version", ["", "-1", "x", str(2**31 - 1), "9" * 5000])
def test_it_refuses_a_version_that_no_page_sends(client: TestClient, scribe: Scribe, look: Look, version: str) -> None:
    cycle_id = scribe.start()
    before = look.all()
    form = {"note": "Mine.", "version": version}
    assert client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/note", data=form).status_code == 422
    assert look.all() == before


def test_it_refuses_a_version_that_is_not_there_yet(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    post(client, cycle_id, "First.", 0)
    before = look.all()
    assert post(client, cycle_id, "Mine.", 7).status_code == 409
    assert look.all() == before


@pytest.mark.parametrize("cell", ["Z/kam_unit", "A/nobody"])
def test_it_knows_no_other_cells(client: TestClient, scribe: Scribe, cell: str) -> None:
    assert post(client, scribe.start(), "Mine.", cell=cell).status_code == 404


def test_it_finds_no_cell_that_is_out_of_scope(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start(out_of_scope=("E",), reason="One country.")
    assert post(client, cycle_id, "Mine.", cell="E/kam_unit").status_code == 404


def test_it_is_not_found_by_a_stranger(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, look: Look
) -> None:
    cycle_id = scribe.start()
    before = look.all()
    sign_in(stranger)
    assert post(client, cycle_id, "Theirs.").status_code == 404
    assert look.all() == before


def test_it_is_refused_to_a_reader(
    client: TestClient, scribe: Scribe, steering: Member, sign_in: SignIn, look: Look
) -> None:
    cycle_id = scribe.start()
    before = look.all()
    sign_in(steering)
    assert post(client, cycle_id, "Mine.").status_code == 403
    assert look.all() == before


def test_it_is_refused_once_final(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.final()
    before = look.all()
    assert post(client, cycle_id, "Later thought.").status_code == 409
    assert look.all() == before
