"""Scores in, result out."""

import pickle
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.maturity.checklist import CellId
from app.maturity.loading import parse
from app.maturity.scoring import ElementTotal, Result, Total, assess, first_score
from tests.maturity.builder import CELLS, CELLS_WITHOUT_E, CHECKLIST, GROUPS, LETTERS, scores_by_element, scores_of

# The band's key, whether the score is on its edge, points into it, the next band's key, points to it.
Standing = tuple[str | None, bool, int | None, str | None, int | None]

SMALL = parse((Path(__file__).parent / "small.en.toml").read_text(encoding="utf-8"), "small.en.toml")


@pytest.mark.parametrize(
    ("score", "standing"),
    [
        (0, ("not_ready", False, 0, "ready", 20)),
        (1, ("not_ready", False, 1, "ready", 19)),
        (19, ("not_ready", False, 19, "ready", 1)),
        (20, ("ready", True, 0, "in_transition", 45)),
        (21, ("ready", False, 1, "in_transition", 44)),
        (64, ("ready", False, 44, "in_transition", 1)),
        (65, ("in_transition", True, 0, "good_practice", 45)),
        (66, ("in_transition", False, 1, "good_practice", 44)),
        (71, ("in_transition", False, 6, "good_practice", 39)),
        (109, ("in_transition", False, 44, "good_practice", 1)),
        (110, ("good_practice", True, 0, None, None)),
        (111, ("good_practice", False, 1, None, None)),
        (134, ("good_practice", False, 24, None, None)),
        (135, ("good_practice", False, 25, None, None)),
    ],
)
def test_it_finds_the_band_on_both_sides_of_every_edge(score: int, standing: Standing) -> None:
    result = assess(CHECKLIST, scores_of(score))
    assert result.overall == Total(score, 135, 45, 45)
    assert standing_of(result) == standing


# Of 120 points the edges lie at 17 7/9, 57 7/9 and 97 7/9: never on a whole score.
@pytest.mark.parametrize(
    ("score", "standing"),
    [
        (0, ("not_ready", False, 0, "ready", 18)),
        (16, ("not_ready", False, 16, "ready", 2)),
        (17, ("not_ready", False, 17, "ready", 1)),
        (18, ("ready", False, 0, "in_transition", 40)),
        (19, ("ready", False, 1, "in_transition", 39)),
        (20, ("ready", False, 2, "in_transition", 38)),
        (57, ("ready", False, 39, "in_transition", 1)),
        (58, ("in_transition", False, 0, "good_practice", 40)),
        (59, ("in_transition", False, 1, "good_practice", 39)),
        (65, ("in_transition", False, 7, "good_practice", 33)),
        (97, ("in_transition", False, 39, "good_practice", 1)),
        (98, ("good_practice", False, 0, None, None)),
        (99, ("good_practice", False, 1, None, None)),
        (110, ("good_practice", False, 12, None, None)),
        (120, ("good_practice", False, 22, None, None)),
    ],
)
def test_it_finds_the_band_by_exact_proportion_without_e(score: int, standing: Standing) -> None:
    result = assess(CHECKLIST, scores_of(score, CELLS_WITHOUT_E), ("E",))
    assert result.overall == Total(score, 120, 40, 40)
    assert standing_of(result) == standing


@pytest.mark.parametrize(("score", "standing"), [(1, ("early", False)), (2, ("late", True)), (3, ("late", False))])
def test_it_sees_an_edge_that_is_whole_on_the_shorter_scale(score: int, standing: tuple[str, bool]) -> None:
    scores = {CellId("A", "people"): score - score // 2, CellId("A", "board"): score // 2}
    result = assess(SMALL, scores, ["B"])
    assert standing_of(result)[:2] == standing


def test_it_gives_the_edges_on_the_scale_of_the_assessment() -> None:
    assert assess(CHECKLIST, {}).band_edges == fractions(0, 20, 65, 110, 135)
    assert assess(CHECKLIST, {}, ("E",)).band_edges == fractions(0, "160/9", "520/9", "880/9", 120)


@pytest.mark.parametrize(
    ("score", "scored", "high", "possible"),
    [
        (0, 0, 135, ["not_ready", "ready", "in_transition", "good_practice"]),
        (41, 23, 107, ["ready", "in_transition"]),
        (19, 44, 22, ["not_ready", "ready"]),
        (17, 44, 20, ["not_ready", "ready"]),
        (16, 44, 19, ["not_ready"]),
        (107, 44, 110, ["in_transition", "good_practice"]),
        (132, 44, 135, ["good_practice"]),
    ],
)
def test_it_gives_a_range_and_no_band_until_every_cell_is_scored(
    score: int, scored: int, high: int, possible: list[str]
) -> None:
    result = assess(CHECKLIST, scores_of(score, CELLS[:scored]))
    assert (result.complete, result.overall.scored) == (False, scored)
    assert (result.overall.low, result.overall.high) == (score, high)
    assert [band.key for band in result.bands_possible] == possible
    assert standing_of(result) == (None, False, None, None, None)


def test_its_range_is_as_wide_as_the_stages_of_the_checklist() -> None:
    overall = assess(SMALL, {CellId("A", "people"): 1}).overall
    assert (overall.low, overall.high) == (1, 7)


def test_it_names_one_possible_band_when_complete() -> None:
    result = assess(CHECKLIST, scores_of(71))
    assert result.complete
    assert (result.overall.low, result.overall.high) == (71, 71)
    assert result.bands_possible == (result.band,)


def test_it_totals_each_element_and_each_group() -> None:
    result = assess(CHECKLIST, scores_by_element(A="01233", B="3333-", I="1----"))
    assert list(result.elements) == list(LETTERS)
    assert result.elements["A"] == ElementTotal(9, 15, 5, 5, nearest_stage=2)
    assert result.elements["B"] == ElementTotal(12, 15, 4, 5, nearest_stage=None)
    assert (result.elements["B"].low, result.elements["B"].high) == (12, 15)
    assert result.elements["C"] == ElementTotal(0, 15, 0, 5, nearest_stage=None)
    assert list(result.groups) == list(GROUPS)
    assert result.groups["manager"] == Total(4, 27, 3, 9)
    assert (result.groups["manager"].low, result.groups["manager"].high) == (4, 22)
    assert result.groups["senior"] == Total(3, 27, 1, 9)


def test_it_leaves_an_element_out_of_scope_out_of_every_total() -> None:
    result = assess(CHECKLIST, scores_of(120, CELLS_WITHOUT_E), ("E",))
    assert (result.out_of_scope, result.full_scope) == (("E",), False)
    assert list(result.elements) == list("ABCDFGHI")
    assert {total.maximum for total in result.groups.values()} == {24}
    assert result.groups["unit"] == Total(24, 24, 8, 8)


def test_it_counts_an_element_out_of_scope_once() -> None:
    assert assess(CHECKLIST, {}, ["E", "E"]) == assess(CHECKLIST, {}, {"E"})


def test_it_has_full_scope_otherwise() -> None:
    assert assess(CHECKLIST, {}).full_scope


@pytest.mark.parametrize(
    ("stage", "totals"), [(0, range(3)), (1, range(3, 8)), (2, range(8, 13)), (3, range(13, 16))], ids=str
)
def test_it_finds_the_nearest_stage_of_an_element(stage: int, totals: range) -> None:
    for total in totals:
        cells = [CellId("D", group) for group in GROUPS]
        assert assess(CHECKLIST, scores_of(total, cells)).elements["D"].nearest_stage == stage


@pytest.mark.parametrize(
    ("scores", "out_of_scope", "message"),
    [
        ({CellId("J", "unit"): 1}, (), "there is no cell J/unit"),
        ({CellId("A", "board"): 1}, (), "there is no cell A/board"),
        ({CellId("A", "unit"): 4}, (), "cell A/unit: 4 is not a whole number from 0 to 3"),
        ({CellId("A", "unit"): -1}, (), "cell A/unit: -1 is not a whole number from 0 to 3"),
        ({CellId("A", "unit"): 2.0}, (), "cell A/unit: 2.0 is not a whole number from 0 to 3"),
        ({CellId("A", "unit"): True}, (), "cell A/unit: True is not a whole number from 0 to 3"),
        ({CellId("A", "unit"): "2"}, (), "cell A/unit: '2' is not a whole number from 0 to 3"),
        ({CellId("A", "unit"): None}, (), "cell A/unit: None is not a whole number from 0 to 3"),
        ({CellId("E", "unit"): 1}, ("E",), "cell E/unit has a score, but element E is out of scope"),
        ({}, ("A",), "element A cannot be out of scope"),
        ({}, ("E", "Z"), "there is no element Z"),
    ],
)
def test_it_refuses_impossible_input(scores: Any, out_of_scope: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        assess(CHECKLIST, scores, out_of_scope)


@pytest.mark.parametrize(("maximum", "firsts"), [(135, [0, 20, 65, 110]), (120, [0, 18, 58, 98]), (27, [0, 4, 13, 22])])
def test_it_finds_the_first_whole_score_of_a_band_on_any_scale(maximum: int, firsts: list[int]) -> None:
    assert [first_score(CHECKLIST, band, maximum) for band in CHECKLIST.bands] == firsts


def test_a_result_can_be_sent_to_another_process() -> None:
    result = assess(CHECKLIST, scores_of(71))
    assert pickle.loads(pickle.dumps(result)) == result


def standing_of(result: Result) -> Standing:
    """Return band, on_edge, points_into_band and the next band with its points, by their keys."""
    band = result.band.key if result.band else None
    above = (result.next_band.band.key, result.next_band.points) if result.next_band else (None, None)
    return band, result.on_edge, result.points_into_band, *above


def fractions(*values: int | str) -> tuple[Fraction, ...]:
    return tuple(Fraction(value) for value in values)
