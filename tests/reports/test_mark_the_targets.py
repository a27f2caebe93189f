"""Targets as a second mark in the charts of one cycle, and in the small ones of many units."""

import random
from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from app.assessments.snapshot import Snapshot
from app.maturity.planning import Aim
from app.reports import against, charts, wording
from app.reports.palette import ChartKind
from app.reports.target_marks import Sum, TargetMarks, key_with
from tests.conftest import Scribe
from tests.reports.cycles_of_a_unit import aim, final, unit_of
from tests.reports.drawings import in_the_way, texts
from tests.reports.examples import EXAMPLE
from tests.reports.reading import one_line, section
from tests.reports.snapshots import DRAFT, EMPTY, FINAL, WITHOUT_E, snapshot_of
from tests.reports.trends import TARGETS

SOON, LATER = date(2027, 5, 12), date(2027, 11, 12)
LETTERS = "ABCDEFGHI"
PEAKS = dict(zip(LETTERS, ["00000", "33333"] * 4 + ["00000"], strict=True))
SPREAD = {letter: f"{place % 4}{place % 3}{place % 2}11" for place, letter in enumerate(LETTERS)}
KINDS: tuple[ChartKind, ...] = ("profile", "radar")


def aims(points: list[int]) -> TargetMarks:
    return TargetMarks(dict(zip(LETTERS, points, strict=True)), date(2027, 9, 28))


def near(snapshot: Snapshot, by: int) -> TargetMarks:
    """Return targets that lie so far from what is scored."""
    totals = snapshot.result.elements
    return TargetMarks({letter: min(15, max(0, t.score + by)) for letter, t in totals.items()}, date(2027, 9, 28))


@pytest.mark.no_cover
@pytest.mark.parametrize("by", [-2, -1, 0, 1, 2])
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_no_figure_stands_in_the_way_of_another(kind: str, by: int, *, narrow: bool) -> None:
    for snapshot in (FINAL, EMPTY, WITHOUT_E, snapshot_of(PEAKS), snapshot_of(SPREAD, title="Long " * 16)):
        svg = getattr(charts, kind)(snapshot, "print", narrow=narrow, live_text=True, targets=near(snapshot, by))
        assert in_the_way(svg) == []


def test_no_figure_stands_in_the_way_of_another_by_chance() -> None:
    chance = random.Random(7)
    for _ in range(20):
        rows = {letter: "".join(chance.choice("0123") for _ in range(5)) for letter in LETTERS}
        marks = aims([chance.randint(0, 15) for _ in LETTERS])
        assert in_the_way(charts.profile(snapshot_of(rows), "light", narrow=True, live_text=True, targets=marks)) == []


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_it_says_what_the_marks_are(kind: str, *, narrow: bool) -> None:
    said = texts(getattr(charts, kind)(WITHOUT_E, "print", narrow=narrow, live_text=True, targets=TARGETS))
    assert "Target for 28 Sep 2027" in said
    assert "E out of scope" in said


@pytest.mark.parametrize("kind", KINDS)
def test_it_marks_each_element_that_has_a_target(kind: str) -> None:
    draw = getattr(charts, kind)
    plain = draw(FINAL, "light").count(b"<use")
    one = draw(FINAL, "light", targets=TargetMarks({"B": 12}, date(2027, 9, 28))).count(b"#14202a")
    many = draw(FINAL, "light", targets=TARGETS).count(b"#14202a")
    assert plain
    assert many - one >= 7


@pytest.mark.parametrize("kind", KINDS)
def test_it_marks_targets_where_nothing_is_scored_yet(kind: str) -> None:
    svg = getattr(charts, kind)(EMPTY, "print", live_text=True, targets=aims([0] * 9))
    assert texts(svg).count("not scored") == 9
    assert in_the_way(svg) == []


def test_so_far_makes_way_for_a_target() -> None:
    low = snapshot_of(EXAMPLE | {"C": "11---", "F": "22---"})
    plain = set(texts(charts.profile(low, "print", live_text=True)))
    for points in range(8):
        svg = charts.profile(low, "print", live_text=True, targets=aims([points] * 9))
        assert in_the_way(svg) == []
        assert plain <= set(texts(svg))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_targets_give_the_same_bytes(kind: str) -> None:
    draw = getattr(charts, kind)
    assert draw(DRAFT, "dark", targets=TARGETS) == draw(DRAFT, "dark", targets=aims(list(TARGETS.points.values())))


def test_the_key_tells_targets_apart() -> None:
    other = TargetMarks({**TARGETS.points, "A": 11}, TARGETS.due_on)
    later = TargetMarks(TARGETS.points, date(2028, 9, 28))
    open_ = replace(TARGETS, overall=None)
    keys = {key_with("k", marks) for marks in (None, TARGETS, other, later, open_)}
    assert len(keys) == 5
    assert "k" in keys


@pytest.mark.parametrize("kind", KINDS)
def test_the_alt_text_tells_the_targets(kind: ChartKind) -> None:
    said = wording.alt_text(FINAL, kind, TARGETS)
    assert said == (
        f"{wording.alt_text(FINAL, kind)} "
        "Target for 28 September 2027: A 10, B 9, C 8, D 12, E 7, F 6, G 15, H 8, I 9 points."
    )


@pytest.mark.parametrize(
    ("held_on", "points", "due_on"),
    [
        (date(2026, 11, 1), {"A": 10}, SOON),
        (SOON, {"A": 10, "B": 12}, LATER),
        (date(2040, 1, 1), {"A": 10, "B": 12}, LATER),
    ],
)
def test_they_are_due_next_or_else_last(held_on: date, points: dict[str, int], due_on: date) -> None:
    aims = [Aim("B", "", LATER, 12), Aim("A", "kam_unit", SOON, 3)]
    found = against.marks(replace(FINAL, held_on=held_on), aims)
    assert found
    assert (found.points, found.due_on) == (points, due_on)


@pytest.mark.parametrize(
    ("snapshot", "letters"),
    [
        pytest.param(FINAL, "ACE", id="all are complete"),
        pytest.param(WITHOUT_E, "AC", id="one is out of scope"),
        pytest.param(DRAFT, "AE", id="one is open"),
        pytest.param(EMPTY, "", id="nothing is scored"),
    ],
)
def test_only_complete_elements_in_scope_have_one(snapshot: Snapshot, letters: str) -> None:
    found = against.marks(snapshot, [Aim(letter, "", LATER, 15) for letter in "ECA"])
    assert dict(found.points if found else {}) == dict.fromkeys(letters, 15)


@pytest.mark.parametrize(
    ("snapshot", "overall"),
    [
        pytest.param(FINAL, Sum(86, 135), id="E comes to 15"),
        pytest.param(WITHOUT_E, Sum(71, 120), id="E counts for nothing"),
        pytest.param(DRAFT, None, id="cells are open"),
    ],
)
def test_their_sum_is_told_once_every_cell_is_scored(snapshot: Snapshot, overall: Sum | None) -> None:
    found = against.marks(snapshot, [Aim("A", "", LATER, 15), Aim("E", "", LATER, 15)])
    assert found
    assert found.overall == overall


def test_without_targets_there_is_none() -> None:
    assert against.marks(FINAL, []) is None
    assert against.marks(FINAL, [Aim("Z", "", LATER, 3)]) is None


def test_a_small_profile_marks_what_the_targets_of_its_unit_come_to(client: TestClient, scribe: Scribe) -> None:
    unit_id = unit_of(scribe, final(scribe, 2026))
    address = "/compare/units?on=2026-12-01"
    assert "hollow diamond" not in section(client.get(address).text, "profiles")
    aim(scribe, unit_id, "A", 15)
    aim(scribe, unit_id, "I", 12)
    profiles = one_line(section(client.get(address).text, "profiles"))
    assert "A hollow diamond is what the targets of an element come to." in profiles
    assert "of 15 each. Target for 1 November 2027: A 15, I 12 points." in profiles
    assert profiles.count('class="peers__aim"') == 2
    assert 'class="peers__aim" x="5.56%" y="6.0"' in profiles
    assert 'class="peers__aim" x="94.44%" y="21.6"' in profiles
