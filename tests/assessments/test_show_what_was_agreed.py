"""Where an agreed score comes from, on the pages that score and check."""

import re

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from app.assessments import agreeing, answering
from app.assessments.answers import Choice
from app.maturity.checklist import CellId
from tests.agreements import CELL, agreement, hold
from tests.conftest import CELLS, Scribe
from tests.pages import fields, words

STANDS = "Agreed in the workshop of 12 November 2026, 14 votes."
CHANGED = "Agreed 3 in the workshop of 12 November 2026, 14 votes, changed since."


@pytest.fixture
def cycle_id(scribe: Scribe) -> int:
    """A draft with every cell at 2, and 3 agreed for one of them."""
    cycle_id = scribe.complete(score=2)
    hold(scribe, cycle_id, {CELL: agreement(3, rationale="Seen.")})
    return cycle_id


def change(scribe: Scribe, cycle_id: int, score: int | None) -> None:
    answering.choose(scribe.session, scribe.director, cycle_id, CELL, Choice("score", score, 9))
    scribe.session.commit()


def told(page: str, cell: CellId = CELL) -> str:
    """Return what the page says of an agreement on a cell."""
    found = re.search(rf'<p[^>]*id="agreed-{cell.element}-{cell.group}"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert found
    return words(found[0])


@pytest.mark.parametrize("page", ["elements/A", "elements/A/states"])
@pytest.mark.parametrize(("since", "said"), [("nothing", STANDS), (3, STANDS), (2, CHANGED), (None, CHANGED)])
def test_it_stands_beside_the_cell_s_state(
    client: TestClient, scribe: Scribe, cycle_id: int, page: str, since: int | str | None, said: str
) -> None:
    if since != "nothing":
        change(scribe, cycle_id, since)  # type: ignore[arg-type]  # a score or none
    shown = client.get(f"/cycles/{cycle_id}/{page}").text
    assert told(shown) == said
    assert told(shown, CellId("A", "kam_team")) == ""


def test_an_open_page_learns_that_it_was_withdrawn(client: TestClient, scribe: Scribe, cycle_id: int) -> None:
    agreeing.withdraw(scribe.session, scribe.director, cycle_id, CELL)
    scribe.session.commit()
    assert told(client.get(f"/cycles/{cycle_id}/elements/A/states").text) == ""


def test_it_speaks_of_a_single_vote_rightly(client: TestClient, scribe: Scribe, cycle_id: int) -> None:
    hold(scribe, cycle_id, {CELL: agreement(3, votes=1)})
    assert told(client.get(f"/cycles/{cycle_id}/elements/A").text).endswith("2026, 1 vote.")


def test_a_refused_form_still_shows_it(client: TestClient, cycle_id: int) -> None:
    page = client.get(f"/cycles/{cycle_id}/elements/A").text
    form = fields(page, f"/cycles/{cycle_id}/elements/A") | {"note-kam_unit": "x" * 2001}
    refused = client.post(f"/cycles/{cycle_id}/elements/A", data=form)
    assert refused.status_code == 422
    assert told(refused.text) == STANDS


def test_the_script_is_told_both_so_that_a_save_need_not_look_it_up(
    client: TestClient, engine: Engine, cycle_id: int
) -> None:
    page = client.get(f"/cycles/{cycle_id}/elements/A").text
    assert f'data-agreed="3" data-stands="{STANDS}" data-changed="{CHANGED}"' in page
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    choice = {"kind": "score", "value": "1", "revision": "9"}
    saved = client.post(f"/cycles/{cycle_id}/cells/A/kam_unit/choice", data=choice)
    assert saved.headers["kam-stored"] == "yes"
    assert "agreed-A" not in saved.text
    assert asked
    assert not any("agreements" in statement or "workshop_records" in statement for statement in asked)


def test_the_check_tells_each_and_counts_them(client: TestClient, scribe: Scribe, cycle_id: int) -> None:
    hold(scribe, cycle_id, {cell: agreement(2) for cell in CELLS[10:13]})
    page = words(client.get(f"/cycles/{cycle_id}/check").text)
    assert "4 of 45 scores were agreed in a workshop." in page
    assert page.count("Not stated, agreed") == 4
    change(scribe, cycle_id, 0)
    page = words(client.get(f"/cycles/{cycle_id}/check").text)
    assert "3 of 45 scores were agreed in a workshop. 1 agreed score was changed since." in page
    assert "Not stated, agreed 3, changed since" in page


def test_the_check_says_nothing_of_workshops_without_one(client: TestClient, scribe: Scribe) -> None:
    assert "agreed" not in words(client.get(f"/cycles/{scribe.complete()}/check").text)


def test_the_check_counts_no_agreement_out_of_scope(client: TestClient, scribe: Scribe) -> None:
    cycle_id = scribe.start()
    hold(scribe, cycle_id, {CellId("E", "kam_unit"): agreement(3)})
    form = {"title": "2026 H2", "held_on": "2026-11-12", "unit": "Whole company", "out_of_scope": "E"}
    sent = client.post(f"/cycles/{cycle_id}/details", data=form | {"scope_reason": "One country.", "version": "1"})
    assert sent.status_code == 303
    assert "agreed" not in words(client.get(f"/cycles/{cycle_id}/check").text)
