"""Strengths, gaps, and what the next stage looks like."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maturity.advice import (
    NextStage,
    RankedElement,
    RankedGroup,
    ScoredCell,
    focus,
    gaps_by_element,
    gaps_by_group,
    next_stage,
    next_stages,
    strengths_by_element,
    strengths_by_group,
    strongest_cells,
    weakest_cells,
)
from app.maturity.checklist import CellId
from app.maturity.scoring import Scores, assess
from tests.maturity.builder import CELLS, CHECKLIST, scores_by_element

# Totals 5, 10, 0, 10, 5, 5, 4, 6, 15: average 6 2/3.
UNEVEN = scores_by_element(
    A="11111", B="22222", C="00000", D="31222", E="21110", F="11111", G="11110", H="21111", I="33333"
)


@pytest.mark.parametrize(
    ("rows", "strengths", "gaps"),
    [
        pytest.param({}, "", "", id="nothing scored"),
        pytest.param({"A": "33333"}, "", "", id="one complete element is neither"),
        pytest.param({"A": "11111", "B": "21110", "C": "00113"}, "", "", id="all equal"),
        pytest.param({"A": "33333", "B": "33333"}, "", "", id="all at the top"),
        pytest.param({"A": "11111", "B": "11112"}, "B", "A", id="two that differ"),
        pytest.param({"A": "33333", "B": "0000-", "C": "33332"}, "A", "C", id="incomplete ones do not count"),
        pytest.param({"A": "00001", "B": "00002", "C": "00003"}, "C", "A", id="the average itself is neither"),
        pytest.param({"A": "33333", "B": "11111", "C": "11111", "D": "11110"}, "A", "DBC", id="ties in order"),
        pytest.param({"B": "33333", "A": "33333", "C": "11111", "D": "33333"}, "ABD", "C", id="whatever the entry"),
    ],
)
def test_it_ranks_elements_against_the_average(rows: dict[str, str], strengths: Any, gaps: Any) -> None:
    result = assess(CHECKLIST, scores_by_element(**rows))
    assert letters(strengths_by_element(CHECKLIST, result)) == strengths
    assert letters(gaps_by_element(CHECKLIST, result)) == gaps


@pytest.mark.parametrize(
    ("count", "strengths", "gaps"),
    [(0, "", ""), (1, "I", "C"), (2, "IB", "CG"), (3, "IBD", "CGA"), (9, "IBD", "CGAEFH")],
)
def test_it_ranks_as_many_elements_as_it_is_asked_for(count: int, strengths: Any, gaps: Any) -> None:
    result = assess(CHECKLIST, UNEVEN)
    assert letters(strengths_by_element(CHECKLIST, result, count)) == strengths
    assert letters(gaps_by_element(CHECKLIST, result, count)) == gaps


def test_it_ranks_three_elements_unless_told_otherwise() -> None:
    result = assess(CHECKLIST, UNEVEN)
    assert strengths_by_element(CHECKLIST, result) == strengths_by_element(CHECKLIST, result, 3)
    assert gaps_by_element(CHECKLIST, result) == gaps_by_element(CHECKLIST, result, 3)


def test_it_gives_each_element_with_its_total() -> None:
    result = assess(CHECKLIST, UNEVEN)
    [strength] = strengths_by_element(CHECKLIST, result, 1)
    assert (strength.element, strength.total) == (CHECKLIST.element("I"), result.elements["I"])


def test_it_does_not_rank_an_element_out_of_scope() -> None:
    scores = {cell: score for cell, score in UNEVEN.items() if cell.element != "E"}
    result = assess(CHECKLIST, scores, ("E",))
    assert letters(gaps_by_element(CHECKLIST, result, 9)) == "CGAFH"


@pytest.mark.parametrize(
    ("row", "strengths", "gaps"),
    [
        ("11111", [], []),
        ("01233", ["functions", "senior", "team"], ["manager", "unit"]),
        ("22022", ["manager", "unit", "functions"], ["team"]),
        ("31113", ["manager", "senior"], ["unit", "team", "functions"]),
    ],
)
def test_it_ranks_groups_by_the_same_rule(row: str, strengths: Any, gaps: Any) -> None:
    result = assess(CHECKLIST, scores_by_element(**dict.fromkeys("ABCDEFGHI", row)))
    assert keys(strengths_by_group(CHECKLIST, result)) == strengths
    assert keys(gaps_by_group(CHECKLIST, result)) == gaps
    assert keys(strengths_by_group(CHECKLIST, result, 1)) == strengths[:1]
    assert keys(gaps_by_group(CHECKLIST, result, 1)) == gaps[:1]


def test_it_ranks_only_complete_groups() -> None:
    scores = scores_by_element(**dict.fromkeys("ABCDEFGH", "01233"), I="0123-")
    result = assess(CHECKLIST, scores)
    assert keys(strengths_by_group(CHECKLIST, result)) == ["functions", "team"]
    assert keys(gaps_by_group(CHECKLIST, result)) == ["manager", "unit"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({}, []),
        ({"A": "01101"}, []),
        ({"A": "0123-", "B": "3-2--"}, ["A/functions 3", "B/manager 3", "A/team 2"]),
        ({"A": "22222", "B": "22222"}, ["A/manager 2", "A/unit 2", "A/team 2"]),
    ],
)
def test_it_finds_the_strongest_cells_in_the_upper_half_of_the_stages(
    rows: dict[str, str], expected: list[str]
) -> None:
    assert written(strongest_cells(CHECKLIST, scores_by_element(**rows))) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param({}, [], id="nothing scored"),
        pytest.param({"A": "23232"}, [], id="none in the lower half"),
        pytest.param({"A": "01---", "B": "-1--0"}, ["A/manager 0", "B/senior 0", "A/unit 1"], id="lowest first"),
        pytest.param(
            {"A": "13333", "B": "13332", "C": "03333"},
            ["C/manager 0", "B/manager 1", "A/manager 1"],
            id="lower total first",
        ),
        pytest.param(
            {"A": "13---", "B": "12222"},
            ["B/manager 1", "A/manager 1"],
            id="the average stands for an incomplete total",
        ),
        pytest.param(
            {"A": "12---", "B": "111--"},
            ["B/manager 1", "B/unit 1", "B/team 1"],
            id="by group within an element",
        ),
    ],
)
def test_it_finds_the_weakest_cells_in_the_lower_half_of_the_stages(rows: dict[str, str], expected: list[str]) -> None:
    scores = scores_by_element(**rows)
    assert written(weakest_cells(CHECKLIST, assess(CHECKLIST, scores), scores)) == expected


def test_it_finds_as_many_cells_as_it_is_asked_for() -> None:
    result = assess(CHECKLIST, UNEVEN)
    assert len(strongest_cells(CHECKLIST, UNEVEN)) == len(weakest_cells(CHECKLIST, result, UNEVEN)) == 3
    assert len(strongest_cells(CHECKLIST, UNEVEN, 6)) == len(weakest_cells(CHECKLIST, result, UNEVEN, 6)) == 6


def test_it_tells_what_the_next_stage_of_a_cell_looks_like() -> None:
    step = next_stage(CHECKLIST, CellId("A", "unit"), 1)
    now, then = CHECKLIST.stages[1:3]
    assert step == NextStage(CellId("A", "unit"), now, "A/unit at 1.", then, "A/unit at 2.")


def test_there_is_no_stage_above_the_top() -> None:
    assert next_stage(CHECKLIST, CellId("A", "unit"), 3) is None


def test_it_tells_the_next_stage_of_every_scored_cell_below_the_top() -> None:
    scores = scores_by_element(B="3-20-", A="03---")
    steps = next_stages(CHECKLIST, scores)
    assert [(step.cell, step.next.score) for step in steps] == [
        (("A", "manager"), 1),
        (("B", "team"), 3),
        (("B", "functions"), 1),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param({}, [], id="nothing scored"),
        pytest.param({"A": "33333"}, [], id="nothing above the top"),
        pytest.param({"A": "33323"}, ["A/functions 2"], id="the upper half when nothing is lower"),
        pytest.param(
            {"A": "00000", "B": "03333", "C": "33303"},
            ["A/manager 0", "B/manager 0", "C/functions 0", "A/unit 0"],
            id="a turn for every element, then second turns",
        ),
        pytest.param(
            {"A": "00333", "B": "13333", "C": "12333"},
            ["A/manager 0", "A/unit 0", "C/manager 1", "B/manager 1"],
            id="every turn of the lower score first",
        ),
        pytest.param(
            {"A": "03333", "B": "00333", "C": "02333", "D": "03332", "E": "03331"},
            ["B/manager 0", "E/manager 0", "C/manager 0", "D/manager 0"],
            id="lower total first, then checklist order",
        ),
    ],
)
def test_it_spreads_the_focus_over_the_elements(rows: dict[str, str], expected: list[str]) -> None:
    scores = scores_by_element(**rows)
    steps = focus(CHECKLIST, assess(CHECKLIST, scores), scores)
    assert [f"{'/'.join(step.cell)} {step.now.score}" for step in steps] == expected


def test_it_focuses_on_as_many_cells_as_it_is_asked_for() -> None:
    result = assess(CHECKLIST, UNEVEN)
    first = focus(CHECKLIST, result, UNEVEN)
    assert (len(first), focus(CHECKLIST, result, UNEVEN, 2)) == (4, first[:2])


@given(st.dictionaries(st.sampled_from(CELLS), st.integers(0, 3)))
def test_every_strength_is_above_every_gap(scores: Scores) -> None:
    result = assess(CHECKLIST, scores)
    for strengths, gaps in (
        (strengths_by_element(CHECKLIST, result), gaps_by_element(CHECKLIST, result)),
        (strengths_by_group(CHECKLIST, result), gaps_by_group(CHECKLIST, result)),
    ):
        assert all(strength.total.score > gap.total.score for strength in strengths for gap in gaps)


@given(st.dictionaries(st.sampled_from(CELLS), st.integers(0, 3)))
def test_the_order_of_entry_does_not_matter(scores: Scores) -> None:
    result, backwards = assess(CHECKLIST, scores), dict(reversed(list(scores.items())))
    assert strongest_cells(CHECKLIST, scores) == strongest_cells(CHECKLIST, backwards)
    assert weakest_cells(CHECKLIST, result, scores) == weakest_cells(CHECKLIST, result, backwards)
    assert focus(CHECKLIST, result, scores) == focus(CHECKLIST, result, backwards)


def letters(ranked: Iterable[RankedElement]) -> str:
    return "".join(one.element.letter for one in ranked)


def keys(ranked: Iterable[RankedGroup]) -> list[str]:
    return [one.group.key for one in ranked]


def written(cells: Iterable[ScoredCell]) -> list[str]:
    return [f"{'/'.join(scored.cell)} {scored.score}" for scored in cells]
