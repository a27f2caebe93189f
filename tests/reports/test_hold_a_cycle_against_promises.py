"""A cycle against its unit's targets, and promised against achieved: on the page and in the board pack."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.assessments import service
from app.assessments.cycles import get_cycle
from app.assessments.models import Assessment
from app.maturity.checklist import CellId
from app.maturity.planning import Aim
from app.plans import promises
from app.plans.models import Action, Status
from app.plans.promised import DoneAction, Promises
from app.reports import pdf
from app.reports.against import against
from tests.conftest import CELLS, Scribe
from tests.hostile import HOSTILE, harm
from tests.pages import words
from tests.plans.conftest import HELD_ON, LATER, SOON, Planner
from tests.plans.conftest import planner as planner  # noqa: PLC0414 - a fixture is found by its name
from tests.reports.conftest import Draughtsman
from tests.reports.examples import CHECKLIST, results
from tests.reports.pages import bookmarks, faults, part, texts
from tests.reports.reading import rows, section
from tests.reports.snapshots import DRAFT, FINAL, WITHOUT_E, pack

NEXT = date(2027, 11, 12)
PAST = date(2025, 11, 1)
PROMISES = Promises(
    aims=(
        Aim("A", "kam_unit", NEXT, 3),
        Aim("B", "", NEXT, 12),
        Aim("C", "kam_team", PAST, 3),
        Aim("D", "kam_team", PAST, 1),
        Aim("G", "", PAST, 10),
        Aim("E", "kam_unit", PAST, 2),
    ),
    actions=(DoneAction("Name a sponsor for each account", Aim("C", "kam_unit", PAST, 2)),),
)


def act(planner: Planner, title: str, done_on: date | None, status: Status = Status.DONE, **details: object) -> None:
    given = {
        "organisation_id": planner.director.organisation_id,
        "unit_id": planner.unit_id,
        "element": "A",
        "group_key": "kam_team",
        "title": title,
        "due_on": HELD_ON,
        "done_on": done_on,
        "status": status,
        "expected_score": 2,
        "created_by_id": planner.director.person_id,
    }
    planner.session.add(Action(**(given | details)))  # type: ignore[arg-type]  # by name, as the columns are
    planner.session.commit()


def test_without_targets_the_page_is_as_it_was(client: TestClient, planner: Planner) -> None:
    page = results(client, planner.cycle_id)
    assert "Against the targets" not in page
    assert "Promised against achieved" not in page
    assert "plans.css" not in page


def test_the_page_tells_what_is_still_to_go(client: TestClient, planner: Planner) -> None:
    planner.set(A_kam_team=3, B=12)
    page = results(client, planner.cycle_id)
    found = section(page, "against")
    assert "For 12 November 2027." in words(found)
    assert rows(found) == [
        ["Element", "Score", "Target", "Gap"],
        ["A Strategy", "5", "7", "2 points to go"],
        ["B Structure", "5", "12", "7 points to go"],
    ]
    assert "By 12 November 2027: Best practice KAM, 2 stages to go" in words(found)
    assert CHECKLIST.description(CellId("A", "kam_team"), 3) in words(found)
    assert "Promised against achieved" not in page


def test_a_final_page_follows_targets_that_change_later(client: TestClient, planner: Planner) -> None:
    results(client, planner.cycle_id)
    planner.set(A_kam_team=3)
    assert "2 stages to go" in words(section(results(client, planner.cycle_id), "against"))
    planner.set(A_kam_team=2)
    assert "1 stage to go" in words(section(results(client, planner.cycle_id), "against"))


def test_the_next_cycle_tells_promised_against_achieved(client: TestClient, planner: Planner, scribe: Scribe) -> None:
    planner.set(SOON, A_kam_team=2, B_kam_team=3, C_kam_team=1, D=9)
    planner.set(LATER, A_kam_team=3)
    later = scribe.final("2027 H1", 2, held_on=SOON)
    page = results(client, later)
    told = words(section(page, "promised"))
    assert "Strategy / KAM team By 12 May 2027." in told
    assert "Promised 2 Achieved 2 Kept" in told
    assert "Promised 3 Achieved 2 Missed by 1 stage" in told
    assert "Promised 1 Achieved 2 Exceeded by 1 stage" in told
    assert "Culture / whole element By 12 May 2027. Promised 9 Achieved 10 Exceeded by 1 point" in told
    assert "For 12 November 2027." in words(section(page, "against"))
    assert "Promised against achieved" not in results(client, planner.cycle_id)


def test_actions_count_that_were_done_since_the_cycle_before(
    client: TestClient, planner: Planner, scribe: Scribe
) -> None:
    act(planner, "Done long before", date(2026, 1, 1))
    act(planner, "Done in between", date(2027, 3, 1))
    act(planner, "Without a score", date(2027, 3, 1), expected_score=None)
    act(planner, "Under way", None, Status.UNDER_WAY)
    act(planner, "Done afterwards", date(2027, 6, 1))
    act(planner, "For an element", date(2027, 4, 1), element="B", group_key="", expected_score=12)
    later = scribe.final("2027 H1", 2, held_on=SOON)
    told = words(section(results(client, later), "promised"))
    assert "Done in between Strategy / KAM team, done 1 March 2027 Expected 2 Achieved 2 Kept" in told
    assert "For an element Structure / whole element, done 1 April 2027 Expected 12 Achieved 10 Missed by 2" in told
    for other in ("Done long before", "Without a score", "Under way", "Done afterwards"):
        assert other not in told
    first = words(section(results(client, planner.cycle_id), "promised"))
    assert "Done long before" in first


def test_hostile_titles_and_units_are_shown_as_text(client: TestClient, scribe: Scribe, planner: Planner) -> None:
    cycle_id = scribe.final("Hostile", 1, unit=HOSTILE, held_on=HELD_ON)
    unit_id = scribe.session.scalars(select(Assessment.unit_id).where(col(Assessment.id) == cycle_id)).one()
    scribe.session.rollback()
    hostile = replace(planner, unit_id=unit_id, cycle_id=cycle_id)
    act(hostile, HOSTILE, HELD_ON)
    hostile.set(A_kam_team=3)
    for page in (
        results(client, cycle_id),
        client.get(hostile.address).text,
        client.get(f"{hostile.address}/steps").text,
    ):
        assert "window.hacked" in page
        assert harm(page) == []


def test_what_is_not_scored_or_not_in_scope_cannot_be_told() -> None:
    found = against(WITHOUT_E, replace(PROMISES, aims=(*PROMISES.aims, Aim("E", "kam_team", NEXT, 2))))
    assert [line.outcome for line in found.targets if line.name.startswith("Transnational")] == [
        "Can’t tell: not scored, or out of scope"
    ]
    assert [(line.score, line.target, line.to_go) for line in found.elements if line.element.letter == "E"] == [
        ("out of scope", "–", "can’t tell")
    ]
    assert [line.name for line in found.cells if line.name.startswith("Transnational")] == []
    open_one = against(DRAFT, Promises((Aim("C", "kam_team", NEXT, 3), Aim("H", "kam_team", NEXT, 3))))
    assert [(line.score, line.target, line.to_go) for line in open_one.elements] == [
        ("4 so far", "at least 7", "can’t tell yet"),
        ("not scored", "at least 3", "can’t tell yet"),
    ]
    assert [(line.now, line.to_go) for line in open_one.cells] == [(None, "not scored")] * 2


def test_a_draft_s_page_shows_it_too(client: TestClient, planner: Planner, scribe: Scribe) -> None:
    planner.set(A_kam_team=3)
    draft = scribe.start("2027 H1", held_on=SOON)
    found = words(section(results(client, draft), "against"))
    assert "at least 3" in found
    assert "By 12 November 2027: Best practice KAM, not scored" in found


def marked(page: str) -> set[str]:
    """Return what the alt texts of charts say of targets."""
    return set(re.findall(r"Target for [^.]+\.", page))


def test_charts_of_a_draft_mark_what_its_table_says(client: TestClient, planner: Planner, scribe: Scribe) -> None:
    planner.set(A_kam_team=2, B=4, C=9)
    draft = scribe.start("2027 H1", held_on=SOON)
    assert marked(results(client, draft)) == set()
    scribe.score(draft, dict.fromkeys(CELLS[:10], 2))
    page = results(client, draft)
    assert rows(section(page, "against"))[1:] == [
        ["A Strategy", "10", "10", "reached"],
        ["B Structure", "10", "10", "reached"],
        ["C Leadership", "not scored", "at least 9", "can’t tell yet"],
    ]
    assert marked(page) == {"Target for 12 November 2027: A 10, B 10 points."}
    address = f"{planner.address.removesuffix('/targets')}/compare"
    compared = client.get(address, params={"cycle": [planner.cycle_id, draft]}).text
    assert marked(compared) == {"Target for 12 November 2027: A 10, B 10 points."}


def test_charts_of_a_replaced_revision_mark_what_its_table_says(
    client: TestClient, planner: Planner, scribe: Scribe, session: Session
) -> None:
    planner.set(A_kam_team=2)
    corrected = service.correct(session, planner.director, planner.cycle_id, "Scored too low.")
    session.commit()
    scribe.score(corrected, dict.fromkeys(CELLS, 2))
    service.finish(session, planner.director, corrected)
    session.commit()
    for cycle_id, score, target in ((planner.cycle_id, "5", "6"), (corrected, "10", "10")):
        page = results(client, cycle_id)
        assert rows(section(page, "against"))[1][1:3] == [score, target]
        assert marked(page) == {f"Target for 12 November 2027: A {target} points."}


def test_what_the_checklist_does_not_have_is_passed_over() -> None:
    strange = Promises((Aim("Z", "", NEXT, 3),), (DoneAction("x", Aim("Z", "kam_team", PAST, 2)),))
    assert against(FINAL, strange) is None
    assert against(FINAL, Promises()) is None


def test_the_key_says_what_was_promised() -> None:
    assert Promises().key == ""
    keys = {
        PROMISES.key,
        replace(PROMISES, aims=()).key,
        replace(PROMISES, actions=()).key,
        replace(PROMISES, actions=(DoneAction("Other", PROMISES.actions[0].aim),)).key,
    }
    assert len(keys) == 4
    assert PROMISES.key == replace(PROMISES).key


def test_the_pack_is_made_anew_when_targets_change(
    client: TestClient, planner: Planner, draughtsman: Draughtsman
) -> None:
    address = f"/cycles/{planner.cycle_id}/board-pack.pdf"
    client.get(address)
    planner.set(A_kam_team=3)
    client.get(address)
    client.get(address)
    before, after, again = (asked[1:] for asked in draughtsman.asked)
    assert before != after == again
    assert before[0] == after[0]


def test_the_pack_is_as_it_was_without_promises() -> None:
    assert pdf.board_pack(FINAL, Promises()) == pack("final")


@pytest.fixture(scope="module")
def promised_pack() -> bytes:
    """The board pack of a cycle that much was promised of."""
    return pdf.board_pack(FINAL, PROMISES)


def test_the_pack_tells_it(promised_pack: bytes) -> None:
    told = part(promised_pack, "Against the targets for 12 November 2027", "Element by element")
    assert "A Strategy 9 10 1 point to go" in told
    assert "B Structure 8 12 4 points to go" in told
    assert "Strategy / KAM unit" in told
    assert "By 12 November 2027: 3 Best practice KAM, 1 stage to go" in told
    assert CHECKLIST.description(CellId("A", "kam_unit"), 3) in told
    promised = told[told.index("Promised against achieved") :]
    assert "Missed by 1 stage" in promised
    assert "Data / whole element, by 1 November 2025 10 10 Kept" in promised
    assert "Name a sponsor for each account. Leadership / KAM unit, done 1 November 2025 2 2 Kept" in promised


def test_the_charts_of_the_pack_mark_it(promised_pack: bytes) -> None:
    summary, results = texts(promised_pack)[:2]
    assert "Target for 12 Nov 2027" in summary
    assert "Target for 12 Nov 2027" in results
    assert "Target for" not in texts(pack("final"))[0]


@pytest.mark.no_cover
def test_the_pack_has_it_in_its_outline_and_no_fault(promised_pack: bytes, tmp_path: Path) -> None:
    assert bookmarks(promised_pack)[: bookmarks(promised_pack).index("Element by element")][-3:] == [
        "Targets",
        "Against the targets for 12 November 2027",
        "Promised against achieved",
    ]
    assert faults(promised_pack, tmp_path) == []
    assert len(texts(promised_pack)) == len(texts(pack("final"))) + 2


@pytest.mark.no_cover
def test_a_pack_with_little_to_tell_has_no_fault_either(tmp_path: Path) -> None:
    little = Promises((Aim("C", "kam_team", PAST, 3),), PROMISES.actions)
    assert faults(pdf.board_pack(DRAFT, little), tmp_path) == []


def test_nobody_else_s_promises_are_loaded(planner: Planner, session: Session, scribe: Scribe) -> None:
    planner.set(A_kam_team=3)
    other = scribe.final("Theirs", 1, unit="Nordics", held_on=HELD_ON)
    assert promises.load_promises(session, planner.director, get_cycle(session, planner.director, other)).key == ""
