"""What targets would come to, the fewest steps to the next band, and promised against achieved."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maturity.checklist import CellId
from app.maturity.planning import (
    Aim,
    Outcome,
    contradictions,
    fewest_steps,
    in_force,
    in_order,
    judge,
    next_due,
    with_targets,
)
from app.maturity.scoring import Scores, assess, band_of
from tests.maturity.builder import CELLS, CHECKLIST, GROUPS, LETTERS, TOP, scores_by_element, scores_of
from tests.maturity.test_always_holds import CompleteAssessment, assessments, complete_assessments

SOON, LATER, LAST = date(2026, 6, 1), date(2027, 6, 1), date(2028, 6, 1)
ROWS = dict.fromkeys(LETTERS, "11111")


def aim(place: str, score: int, due_on: date = SOON) -> Aim:
    """Return a target for a place such as "A/team", or "A" for the whole element."""
    element, _, group = place.partition("/")
    return Aim(element, group, due_on, score)


def aims_of(places: dict[str, int]) -> list[Aim]:
    return [aim(place, score) for place, score in places.items()]


@pytest.mark.parametrize(
    ("places", "points"),
    [
        pytest.param({}, 5, id="nothing is wanted"),
        pytest.param({"A/team": 3}, 7, id="a cell is raised"),
        pytest.param({"A/team": 0}, 5, id="a lower target lowers nothing"),
        pytest.param({"A/team": 1}, 5, id="it is there already"),
        pytest.param({"A": 9}, 9, id="the points of an element"),
        pytest.param({"A": 3}, 5, id="fewer points lower nothing"),
        pytest.param({"A": 9, "A/team": 3}, 9, id="the element's own target is higher"),
        pytest.param({"A": 6, "A/team": 3, "A/unit": 2}, 8, id="what its cells come to is higher"),
        pytest.param({"B/team": 3}, 5, id="another element"),
    ],
)
def test_it_takes_the_higher_of_what_the_cells_come_to_and_the_element_s_own(
    places: dict[str, int], points: int
) -> None:
    scores = scores_by_element(**ROWS)
    outlook = with_targets(CHECKLIST, scores, assess(CHECKLIST, scores), aims_of(places))
    assert outlook.elements["A"] == points


@pytest.mark.parametrize(
    ("total", "places", "overall", "band", "missing"),
    [
        (64, {}, 64, "ready", 1),
        (64, {"I/senior": 1}, 65, "in_transition", 45),
        (105, {"I": 5}, 110, "good_practice", None),
        (0, {"A": 15}, 15, "not_ready", 5),
    ],
)
def test_it_tells_the_overall_with_its_band(
    total: int, places: dict[str, int], overall: int, band: str, missing: int | None
) -> None:
    scores = scores_of(total)
    outlook = with_targets(CHECKLIST, scores, assess(CHECKLIST, scores), aims_of(places))
    assert (outlook.overall, outlook.maximum, outlook.added, outlook.band.key) == (overall, 135, overall - total, band)
    assert (outlook.next_band.points if outlook.next_band else None) == missing


@pytest.mark.parametrize(
    ("total", "places", "is_on"),
    [(64, {}, False), (64, {"I/senior": 1}, True), (65, {}, True), (65, {"I/senior": 1}, False), (0, {}, False)],
)
def test_it_tells_whether_that_lies_on_an_edge(total: int, places: dict[str, int], *, is_on: bool) -> None:
    scores = scores_of(total)
    outlook = with_targets(CHECKLIST, scores, assess(CHECKLIST, scores), aims_of(places))
    assert outlook.on_edge is is_on


def test_the_fewest_steps_end_on_an_edge_at_full_scope() -> None:
    for total in range(110):
        scores = scores_of(total)
        result = assess(CHECKLIST, scores)
        steps = [Aim(*step.cell, SOON, step.to) for step in fewest_steps(CHECKLIST, scores, result)]
        assert with_targets(CHECKLIST, scores, result, steps).on_edge


def test_what_is_out_of_scope_counts_for_nothing() -> None:
    scores = scores_by_element(**{letter: row for letter, row in ROWS.items() if letter != "E"})
    result = assess(CHECKLIST, scores, ("E",))
    outlook = with_targets(CHECKLIST, scores, result, aims_of({"E/team": 3, "E": 15, "A/team": 2}))
    assert (outlook.overall, outlook.maximum, "E" in outlook.elements) == (41, 120, False)


def test_there_is_no_band_while_cells_are_open() -> None:
    scores = scores_by_element(A="1111-")
    outlook = with_targets(CHECKLIST, scores, assess(CHECKLIST, scores), aims_of({"A/senior": 2}))
    assert (outlook.overall, outlook.band, outlook.next_band, outlook.on_edge) == (6, None, None, False)


@pytest.mark.parametrize(
    ("on", "score"),
    [(date(2026, 5, 31), None), (SOON, 1), (date(2027, 5, 31), 1), (LATER, 3), (LAST, 2), (date(2030, 1, 1), 2)],
)
def test_a_target_stands_until_a_later_one_takes_its_place(on: date, score: int | None) -> None:
    aims = [aim("A/team", 3, LATER), aim("A/team", 2, LAST), aim("A/team", 1, SOON)]
    assert [found.score for found in in_force(CHECKLIST, aims, on)] == ([] if score is None else [score])


def test_targets_stand_in_checklist_order_and_unknown_ones_nowhere() -> None:
    places = ["B/team", "A/senior", "Z/team", "A/nobody", "A", "A/manager"]
    found = in_order(CHECKLIST, [aim(place, 1) for place in places])
    assert [found_one.cell for found_one in found] == [("A", ""), ("A", "manager"), ("A", "senior"), ("B", "team")]


@pytest.mark.parametrize(
    ("on", "due"),
    [(date(2026, 1, 1), SOON), (date(2026, 5, 31), SOON), (SOON, LATER), (date(2029, 1, 1), LATER)],
)
def test_the_next_target_is_the_first_after_a_day_or_else_the_last(on: date, due: date) -> None:
    assert next_due([aim("A", 1, LATER), aim("B", 1, SOON)], on) == due
    assert next_due([], on) is None


@pytest.mark.parametrize(
    ("places", "found"),
    [
        ({}, {}),
        ({"A": 4, "A/team": 3}, {}),
        ({"A": 5, "A/team": 3, "A/unit": 2}, {}),
        ({"A": 4, "A/team": 3, "A/unit": 2}, {"A": 5}),
        ({"A": 4, "B/team": 3, "B/unit": 2}, {}),
        ({"A/team": 3}, {}),
    ],
)
def test_it_finds_an_element_that_wants_less_than_its_cells(places: dict[str, int], found: dict[str, int]) -> None:
    assert contradictions(aims_of(places)) == found


@pytest.mark.parametrize(
    ("place", "wanted", "outcome", "by"),
    [
        ("A/team", 2, Outcome.KEPT, 0),
        ("A/team", 1, Outcome.EXCEEDED, 1),
        ("A/team", 3, Outcome.MISSED, 1),
        ("A", 6, Outcome.KEPT, 0),
        ("A", 4, Outcome.EXCEEDED, 2),
        ("A", 9, Outcome.MISSED, 3),
        ("B/team", 2, Outcome.OPEN, 0),
        ("B", 2, Outcome.OPEN, 0),
        ("E/team", 2, Outcome.OPEN, 0),
        ("E", 2, Outcome.OPEN, 0),
    ],
)
def test_it_judges_what_was_promised(place: str, wanted: int, outcome: Outcome, by: int) -> None:
    scores = scores_by_element(A="11211", B="11-11")
    result = assess(CHECKLIST, scores, ("E",))
    promise = judge(aim(place, wanted), scores, result, SOON)
    assert (promise.outcome, promise.by) == (outcome, by)
    early = judge(aim(place, wanted, LATER), scores, result, SOON)
    assert early.outcome is Outcome.NOT_DUE


def steps(rows: dict[str, str], out_of_scope: tuple[str, ...] = ()) -> list[str]:
    scores = scores_by_element(**rows)
    found = fewest_steps(CHECKLIST, scores, assess(CHECKLIST, scores, out_of_scope))
    return [f"{'/'.join(step.cell)} {step.now}>{step.to}" for step in found]


# 51 points in the last six elements.
REST = {"D": "22222", "E": "22222", "F": "22222", "G": "22222", "H": "21111", "I": "11111"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            REST | {"A": "01111", "B": "01111", "C": "10111"},
            ["A/manager 0>1", "C/unit 0>1"],
            id="every group gets a turn before any gets a second",
        ),
        pytest.param(
            REST | {"A": "01111", "B": "01111", "C": "11111"},
            ["A/manager 0>1"],
            id="checklist order among equals",
        ),
        pytest.param(
            REST | {"A": "01111", "B": "01111", "C": "11111", "D": "22221"},
            ["A/manager 0>1", "B/manager 0>1"],
            id="a lower stage comes before the turn of another group",
        ),
        pytest.param(REST | {"A": "33333", "B": "33333", "C": "11-11"}, [], id="none while a cell is open"),
        pytest.param(dict.fromkeys(LETTERS, "33333"), [], id="none at the top"),
    ],
)
def test_it_finds_the_fewest_steps(rows: dict[str, str], expected: list[str]) -> None:
    assert steps(rows) == expected


def test_a_cell_is_raised_again_when_nothing_lower_is_left() -> None:
    rows = dict.fromkeys(LETTERS, "33333") | {"H": "03330", "I": "00000"}
    found = steps(rows | {"G": "00000", "F": "00000"})
    assert {step.partition(" ")[2] for step in found} <= {"0>1", "0>2"}
    assert "F/manager 0>2" in found


def test_it_stays_within_the_scope() -> None:
    rows = {letter: row for letter, row in REST.items() if letter != "E"} | dict.fromkeys("ABC", "11111")
    found = steps(rows, ("E",))
    assert found
    assert not [step for step in found if step.startswith("E")]


@given(complete_assessments())
def test_the_steps_just_reach_the_next_band_and_no_fewer_would(assessment: CompleteAssessment) -> None:
    out_of_scope, scores = assessment
    result = assess(CHECKLIST, scores, out_of_scope)
    found = fewest_steps(CHECKLIST, scores, result)
    if result.next_band is None:
        assert found == ()
        return
    raised = {**scores, **{step.cell: step.to for step in found}}
    then, count = assess(CHECKLIST, raised, out_of_scope), sum(step.to - step.now for step in found)
    assert then.band == result.next_band.band
    # A step is a point, so whatever fewer steps are taken, the score is this or less.
    assert band_of(CHECKLIST, result.overall.score + count - 1, result.overall.maximum) == result.band
    assert all(0 <= step.now < step.to <= TOP for step in found)
    # Nothing was raised above what was left lower.
    assert all(step.to - 1 <= score for step in found for score in raised.values())


@given(complete_assessments())
def test_no_group_waits_for_a_second_turn_of_another_among_equals(assessment: CompleteAssessment) -> None:
    out_of_scope, scores = assessment
    flat = dict.fromkeys(scores, 1)
    result = assess(CHECKLIST, flat, out_of_scope)
    turns = [
        sum(step.to - step.now for step in fewest_steps(CHECKLIST, flat, result) if step.cell.group == g)
        for g in GROUPS
    ]
    assert max(turns) - min(turns) <= 1


@st.composite
def targets(draw: st.DrawFn) -> list[Aim]:
    """Draw targets for some cells and some elements."""
    cells: dict[CellId, int] = draw(st.dictionaries(st.sampled_from(CELLS), st.integers(0, TOP), max_size=20))
    elements: dict[str, int] = draw(st.dictionaries(st.sampled_from(LETTERS), st.integers(0, 15), max_size=9))
    return [
        *(Aim(*cell, SOON, score) for cell, score in cells.items()),
        *(Aim(letter, "", SOON, points) for letter, points in elements.items()),
    ]


@given(assessments(), targets())
def test_targets_never_lower_anything(assessment: tuple[tuple[str, ...], Scores, Scores], wanted: list[Aim]) -> None:
    out_of_scope, _, scores = assessment
    result = assess(CHECKLIST, scores, out_of_scope)
    outlook = with_targets(CHECKLIST, scores, result, wanted)
    assert list(outlook.elements) == list(result.elements)
    assert all(outlook.elements[letter] >= total.score for letter, total in result.elements.items())
    assert outlook.added == outlook.overall - result.overall.score >= 0
    assert outlook.overall == sum(outlook.elements.values()) <= outlook.maximum


@given(complete_assessments(), targets(), st.data())
def test_one_target_more_never_gives_less(
    assessment: CompleteAssessment, wanted: list[Aim], data: st.DataObject
) -> None:
    out_of_scope, scores = assessment
    result = assess(CHECKLIST, scores, out_of_scope)
    fewer = data.draw(st.permutations(wanted))[1:]
    most, less = (with_targets(CHECKLIST, scores, result, some) for some in (wanted, fewer))
    assert less.overall <= most.overall
    assert CHECKLIST.bands.index(less.band) <= CHECKLIST.bands.index(most.band)


@given(complete_assessments(), targets())
def test_scores_that_reach_every_target_keep_every_promise(assessment: CompleteAssessment, wanted: list[Aim]) -> None:
    out_of_scope, scores = assessment
    cells = {aim.cell: aim.score for aim in wanted if aim.group and aim.element not in out_of_scope}
    reached = {cell: max(score, cells.get(cell, 0)) for cell, score in scores.items()}
    result = assess(CHECKLIST, reached, out_of_scope)
    for cell, score in cells.items():
        promise = judge(Aim(*cell, SOON, score), reached, result, SOON)
        assert promise.outcome in {Outcome.KEPT, Outcome.EXCEEDED}
    outlook = with_targets(CHECKLIST, reached, result, [aim for aim in wanted if aim.group])
    assert outlook.overall == result.overall.score
