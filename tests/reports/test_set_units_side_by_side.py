"""Which units are compared, and which are left out, and why."""

from dataclasses import replace
from datetime import date

from app.accounts.models import Unit
from app.assessments.cycle import Cycle, Listed
from app.assessments.details import Details
from app.maturity.checklist import Checklist
from app.maturity.loading import load
from app.maturity.scoring import assess
from app.reports import peer_words
from app.reports.peers import LeftOut, compare

CHECKLIST = load()
OTHER = replace(CHECKLIST, version="kam-1999")
NORTH, SOUTH = Unit(id=1, organisation_id=1, name="North"), Unit(id=2, organisation_id=1, name="South")
NAMED = [("North", NORTH), ("South", SOUTH)]
TODAY = date(2026, 12, 1)


def cycle(held_on: date, checklist: Checklist = CHECKLIST, score: int = 1) -> Listed:
    scores = dict.fromkeys(checklist.cells, score)
    facts = Cycle(
        id=1,
        unit_id=1,
        details=Details("A cycle", held_on, "A unit"),
        checklist=checklist,
        revision=1,
        revision_reason="",
        version=1,
        sealed_at=None,
        seal="",
        corrected_by=None,
        is_replaced=False,
        corrects=None,
        copies=None,
        copied_from="",
        workshop=None,
    )
    return Listed(facts, scores, assess(checklist, scores))


def test_what_was_scored_with_another_checklist_than_the_newest_is_left_out() -> None:
    latest = {1: [cycle(date(2026, 1, 1))], 2: [cycle(date(2025, 1, 1), OTHER)]}
    found = compare(TODAY, NAMED, latest, aliased=False, ranked=True)
    assert [unit.name for unit in found.units] == ["North"]
    assert found.left_out == (LeftOut("South", "Scored with another version of the checklist, kam-1999."),)
    assert list(found.places) == ["North"]
    assert found.checklist is CHECKLIST


def test_no_change_is_told_between_two_checklists() -> None:
    latest = {1: [cycle(date(2026, 1, 1), score=2), cycle(date(2025, 1, 1), OTHER)]}
    [unit] = compare(TODAY, NAMED[:1], latest, aliased=False, ranked=False).units
    assert peer_words.change(unit) is None
    assert peer_words.since(unit.before) == "Not comparable with 45 of 135 on 1 January 2025"


def test_many_names_are_cut_short() -> None:
    names = ["North", "South", "West", "East", "Centre"]
    assert peer_words.some(names[:1]) == "North"
    assert peer_words.some(names[:4]) == "North, South, West and East"
    assert peer_words.some(names) == "North, South, West and 2 more"
