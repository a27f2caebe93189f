"""The plain form of an element, as a browser without JavaScript fills and sends it: all of it or nothing."""

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.assessments.snapshot import NOTE_MAX, Evidence
from tests.assessments.conftest import Look
from tests.conftest import Scribe, SignIn
from tests.pages import fields, words


def address(cycle_id: int, letter: str = "A") -> str:
    return f"/cycles/{cycle_id}/elements/{letter}"


def opened(client: TestClient, cycle_id: int) -> dict[str, str]:
    return fields(client.get(address(cycle_id)).text, address(cycle_id))


def send(client: TestClient, cycle_id: int, form: dict[str, str], **changes: str) -> Response:
    changed = {name.replace("_kam_", "-kam_"): value for name, value in changes.items()}
    return client.post(address(cycle_id), data=form | changed)


def choose(client: TestClient, cycle_id: int, kind: str, value: str, revision: int) -> None:
    form = {"kind": kind, "value": value, "revision": str(revision), "client": "theirs"}
    assert client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/choice", data=form).headers["kam-stored"] == "yes"


def write(client: TestClient, cycle_id: int, note: str, group: str = "kam_unit", version: int = 0) -> None:
    form = {"note": note, "version": str(version)}
    assert client.post(f"/cycles/{cycle_id}/cells/A/{group}/note", data=form).status_code == 200


def test_it_works(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    choices = {"score_kam_unit": "3", "evidence_kam_unit": "documented", "score_kam_team": "0"}
    response = send(client, cycle_id, opened(client, cycle_id), **choices, note_kam_unit="Seen.")
    assert (response.status_code, response.headers["location"]) == (303, address(cycle_id))
    stored = look.cell(cycle_id)
    assert (stored.score, stored.evidence, stored.note) == (3, Evidence.DOCUMENTED, "Seen.")
    assert look.cell(cycle_id, group="kam_team").score == 0
    assert look.snapshot(cycle_id).result.overall.scored == 2


def test_it_shows_what_was_saved_when_it_is_opened_again(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    send(client, cycle_id, opened(client, cycle_id), score_kam_unit="0", evidence_kam_unit="none", note_kam_unit="Why.")
    form = opened(client, cycle_id)
    assert (form["score-kam_unit"], form["evidence-kam_unit"], form["note-kam_unit"]) == ("0", "none", "Why.")
    assert "score-kam_team" not in form


@pytest.mark.parametrize(("letter", "target"), [("A", "elements/B"), ("D", "elements/E"), ("I", "check")])
def test_it_goes_on_when_asked_to(client: TestClient, scribe: Scribe, letter: str, target: str) -> None:
    cycle_id = scribe.start()
    form = fields(client.get(address(cycle_id, letter)).text, address(cycle_id, letter))
    response = client.post(address(cycle_id, letter), data=form | {"go": "next"})
    assert response.headers["location"] == f"/cycles/{cycle_id}/{target}"


def test_it_goes_past_an_element_out_of_scope(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start(out_of_scope=("E",), reason="One country.")
    form = fields(client.get(address(cycle_id, "D")).text, address(cycle_id, "D"))
    response = client.post(address(cycle_id, "D"), data=form | {"go": "next"})
    assert response.headers["location"] == address(cycle_id, "F")


def test_it_changes_nothing_when_nothing_was_changed(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.complete()
    before = look.all()
    assert send(client, cycle_id, opened(client, cycle_id)).status_code == 303
    assert look.all() == before


def test_it_clears_the_choices_of_one_group_and_keeps_its_note(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.complete(score=2)
    send(client, cycle_id, opened(client, cycle_id), evidence_kam_unit="documented", note_kam_unit="Why.")
    send(client, cycle_id, opened(client, cycle_id), clear="kam_unit")
    stored = look.cell(cycle_id)
    assert (stored.score, stored.evidence, stored.note) == (None, None, "Why.")
    assert look.cell(cycle_id, group="kam_team").score == 2


def test_it_overwrites_no_later_choice_with_one_that_was_left_alone(
    client: TestClient, scribe: Scribe, look: Look
) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id)
    choose(client, cycle_id, "score", "3", 1)
    choose(client, cycle_id, "evidence", "documented", 1)
    send(client, cycle_id, form, score_kam_team="1")
    stored = look.cell(cycle_id)
    assert (stored.score, stored.evidence) == (3, Evidence.DOCUMENTED)
    assert look.cell(cycle_id, group="kam_team").score == 1


def test_it_stores_a_touched_choice_over_a_later_one(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id)
    choose(client, cycle_id, "score", "3", 9)
    send(client, cycle_id, form, score_kam_unit="1")
    assert (look.cell(cycle_id).score, look.cell(cycle_id).score_revision) == (1, 10)


def test_it_saves_nothing_when_one_note_is_stale_and_shows_both(
    client: TestClient, scribe: Scribe, contributor: Member, director: Member, sign_in: SignIn, look: Look
) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id)
    sign_in(contributor)
    write(client, cycle_id, "Theirs.")
    before = look.all()
    sign_in(director)
    response = send(client, cycle_id, form, score_kam_team="1", note_kam_unit="Mine.")
    assert response.status_code == 409
    assert look.all() == before
    told = words(response.text)
    assert "Cem Contributor changed this note while you wrote" in told
    assert "Theirs." in told
    again = fields(response.text, address(cycle_id))
    assert (again["score-kam_team"], again["note-kam_unit"]) == ("1", "Mine.")
    assert send(client, cycle_id, again).status_code == 303
    assert look.cell(cycle_id).note == "Mine."
    assert look.cell(cycle_id, group="kam_team").score == 1


def test_it_asks_about_every_stale_note_before_it_replaces_one(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id) | {"note-kam_unit": "Mine.", "note-kam_team": "Mine too."}
    write(client, cycle_id, "Theirs.", "kam_unit")
    write(client, cycle_id, "Theirs too.", "kam_team")
    first = send(client, cycle_id, form)
    assert first.status_code == 409
    assert "Theirs." in words(first.text)
    second = send(client, cycle_id, fields(first.text, address(cycle_id)))
    assert second.status_code == 409
    assert "Theirs too." in words(second.text)
    assert look.cell(cycle_id, group="kam_team").note == "Theirs too."
    third = send(client, cycle_id, fields(second.text, address(cycle_id)))
    assert third.status_code == 303
    assert look.cell(cycle_id, group="kam_team").note == "Mine too."


def test_it_overwrites_nobody_after_it_was_refused_either(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id) | {"note-key_account_manager": "x" * (NOTE_MAX + 1)}
    choose(client, cycle_id, "score", "3", 1)
    write(client, cycle_id, "Theirs.")
    refused = send(client, cycle_id, form, note_kam_unit="Mine.")
    assert refused.status_code == 422
    again = fields(refused.text, address(cycle_id)) | {"note-key_account_manager": "Short."}
    refused = send(client, cycle_id, again)
    assert refused.status_code == 409
    assert look.cell(cycle_id).note == "Theirs."
    assert send(client, cycle_id, fields(refused.text, address(cycle_id))).status_code == 303
    assert look.cell(cycle_id).note == "Mine."
    assert look.cell(cycle_id).score == 3


def test_it_takes_the_same_note_twice_without_a_conflict(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id) | {"note-kam_unit": "Once."}
    send(client, cycle_id, form)
    assert send(client, cycle_id, form).status_code == 303
    assert look.cell(cycle_id).note_version == 1


def test_it_saves_nothing_when_a_note_is_too_long_and_keeps_what_was_entered(
    client: TestClient, scribe: Scribe, look: Look
) -> None:
    cycle_id = scribe.start()
    before = look.all()
    long = "x" * (NOTE_MAX + 1)
    response = send(client, cycle_id, opened(client, cycle_id), score_kam_unit="2", note_kam_team=long)
    assert response.status_code == 422
    assert "Nothing you entered was lost" in words(response.text)
    assert look.all() == before
    again = fields(response.text, address(cycle_id))
    assert (again["score-kam_unit"], again["note-kam_team"]) == ("2", long)


def test_it_takes_five_of_the_longest_notes(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id)
    notes = {name: "é" * NOTE_MAX for name in form if name.startswith("note-") and "version" not in name}
    assert len(notes) == 5
    assert send(client, cycle_id, form | notes).status_code == 303


@pytest.mark.parametrize("name", ["score-nobody", "revision", "score-kam_unit-was", "note-version-kam_team "])
def test_it_refuses_a_field_that_is_not_its_own(client: TestClient, scribe: Scribe, look: Look, name: str) -> None:
    cycle_id = scribe.start()
    before = look.all()
    assert send(client, cycle_id, opened(client, cycle_id) | {name: "3"}).status_code == 422
    assert look.all() == before


@pytest.mark.parametrize("name", ["note", "note-version", "score-was", "evidence-was"])
def test_it_refuses_a_form_that_lacks_a_field(client: TestClient, scribe: Scribe, look: Look, name: str) -> None:
    cycle_id = scribe.complete()
    write(client, cycle_id, "Kept.")
    before = look.all()
    form = opened(client, cycle_id)
    del form[f"{name}-kam_unit"]
    assert send(client, cycle_id, form, score_kam_team="0").status_code == 422
    assert look.all() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"score-kam_unit": "4"},
        {"score-was-kam_unit": "x"},
        {"evidence-kam_unit": "strong"},
        {"evidence-was-kam_unit": "0"},
        {"note-version-kam_unit": "-1"},
        {"note-version-kam_unit": ""},
        {"note-version-kam_unit": "9" * 5000},
    ],
    ids=str,
)
def test_it_refuses_a_form_that_no_page_of_ours_sends(
    client: TestClient, scribe: Scribe, look: Look, wrong: dict[str, str]
) -> None:
    cycle_id = scribe.start()
    before = look.all()
    assert send(client, cycle_id, opened(client, cycle_id) | {"score-kam_team": "1"} | wrong).status_code == 422
    assert look.all() == before


def test_it_refuses_a_file_for_a_note(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    before = look.all()
    form = opened(client, cycle_id)
    del form["note-kam_unit"]
    response = client.post(address(cycle_id), data=form, files={"note-kam_unit": ("note.txt", b"Mine.")})
    assert response.status_code == 400
    assert look.all() == before


@pytest.mark.parametrize("letter", ["Z", "a", "AB", "E"])
def test_it_knows_no_other_elements(client: TestClient, scribe: Scribe, letter: str) -> None:
    cycle_id = scribe.start(out_of_scope=("E",), reason="One country.")
    assert client.post(address(cycle_id, letter), data=opened(client, cycle_id)).status_code == 404
    assert client.get(address(cycle_id, letter)).status_code == 404
    assert client.get(f"{address(cycle_id, letter)}/states").status_code == 404


def test_it_is_not_found_by_a_stranger(
    client: TestClient, scribe: Scribe, stranger: Member, sign_in: SignIn, look: Look
) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id)
    before = look.all()
    sign_in(stranger)
    assert send(client, cycle_id, form, score_kam_unit="1").status_code == 404
    assert look.all() == before


def test_it_is_refused_to_a_reader_who_sees_the_page_without_its_buttons(
    client: TestClient, scribe: Scribe, steering: Member, sign_in: SignIn, look: Look
) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id)
    before = look.all()
    sign_in(steering)
    page = client.get(address(cycle_id))
    assert page.status_code == 200
    assert "Scoring is for directors and contributors" in words(page.text)
    assert 'name="clear"' not in page.text
    assert send(client, cycle_id, form, score_kam_unit="1").status_code == 403
    assert look.all() == before


def test_it_is_refused_once_final(client: TestClient, scribe: Scribe, look: Look) -> None:
    cycle_id = scribe.start()
    form = opened(client, cycle_id)
    final = scribe.final("2027 H1")
    before = look.all()
    assert send(client, final, form, score_kam_unit="1").status_code == 409
    assert look.all() == before
    assert client.get(address(final)).headers["location"] == f"/cycles/{final}/results"
