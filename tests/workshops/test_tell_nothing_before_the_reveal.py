"""Until the reveal nothing that a participant is sent depends on what the others chose."""

import pytest
from fastapi import FastAPI

from app.maturity.checklist import CellId
from app.workshops import leading
from app.workshops.joining import Seat
from app.workshops.models import Pace
from tests.conftest import visitor
from tests.pages import words
from tests.workshops.rooms import GROUPS, Host, phone_of


def all_that_is_sent(app: FastAPI, host: Host, seat: Seat) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the text and the headers of every page and fragment that somebody gets."""
    phone, here = phone_of(app, seat), f"/w/{seat.workshop_id}"
    vote = {"value": "1", "round": 1, "revision": 7, "client": "phone"}
    answers = [
        phone.get(f"{here}{path}") for path in ("", "/elements/A", "/live", "/live?at=A", "/live?element=A&at=A")
    ]
    answers.append(phone.post(f"{here}/cells/A/kam_unit/vote", data=vote))
    answers.append(phone.post(f"{here}/elements/A", data={"score-kam_unit": "1", "shown-kam_unit": "9.open"}))
    answers.append(visitor(app).get(f"/join/{host.link(seat.workshop_id)}"))
    assert {answer.status_code for answer in answers} == {200, 409}
    return [(answer.text, sorted(answer.headers.items())) for answer in answers]


@pytest.mark.parametrize("pace", Pace)
def test_what_is_sent_is_the_same_whatever_others_choose(app: FastAPI, host: Host, pace: Pace) -> None:
    workshop_id = host.open("A", pace=pace, minimum=3)
    host.begin(workshop_id)
    seat = host.join(workshop_id)
    host.vote(seat, "1", revision=7, client="phone")
    others = [host.join(workshop_id) for _ in range(6)]
    sent = []
    for revision, values in enumerate(("000000", "333333", "012???"), 1):
        for group in GROUPS:
            for other, value in zip(others, values, strict=True):
                host.vote(other, value.replace("?", "unknown"), group=group, revision=revision)
        sent.append(all_that_is_sent(app, host, seat))
    assert sent[0] == sent[1] == sent[2]
    for text, _ in sent[0]:
        for word in ('class="votes"', "chose 0", "median", "n =", "sees itself", "So did", "spread"):
            assert word not in text


def test_a_new_round_tells_only_how_many_have_answered(app: FastAPI, host: Host) -> None:
    workshop_id = host.open("A", minimum=3)
    host.begin(workshop_id)
    seats = host.fill(workshop_id, "000111")
    host.reveal(workshop_id, "A", "kam_unit")
    host.lead(leading.reopen, workshop_id, CellId("A", "kam_unit"))
    phone = phone_of(app, seats[0])
    sent = []
    for revision, value in enumerate(("3", "0"), 1):
        for other in seats[1:]:
            host.vote(other, value, round=2, revision=revision)
        sent.append(phone.get(f"/w/{workshop_id}").text)
    assert sent[0] == sent[1]
    assert "0 to 5 of 6 have answered each question of this element." in words(sent[0])


def test_what_is_hidden_is_on_no_page(app: FastAPI, host: Host) -> None:
    workshop_id = host.open("A", minimum=3)
    host.begin(workshop_id)
    seats = host.fill(workshop_id, "000111")
    host.reveal(workshop_id, "A", "kam_unit")
    assert 'class="votes"' in phone_of(app, seats[0]).get(f"/w/{workshop_id}").text
    host.lead(leading.hide, workshop_id, [CellId("A", "kam_unit")], hidden=True)
    for path in ("", "/live", "/live?at=A"):
        text = phone_of(app, seats[0]).get(f"/w/{workshop_id}{path}").text
        for word in ('class="votes"', "median", "n =", "So did", "spread"):
            assert word not in text
