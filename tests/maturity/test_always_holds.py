"""What holds for every assessment, whatever was scored."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maturity.checklist import Band, CellId
from app.maturity.scoring import ElementTotal, Scores, assess, band_of, first_score
from tests.maturity.builder import CELLS, CELLS_WITHOUT_E, CHECKLIST, TOP, scores_of

CompleteAssessment = tuple[tuple[str, ...], Scores]
Assessment = tuple[tuple[str, ...], Scores, Scores]

SCOPES: list[tuple[tuple[str, ...], tuple[CellId, ...]]] = [((), CELLS), (("E",), CELLS_WITHOUT_E)]
every_scope = pytest.mark.parametrize(("out_of_scope", "cells"), SCOPES, ids=["full scope", "without E"])


@st.composite
def complete_assessments(draw: st.DrawFn) -> CompleteAssessment:
    """Draw what is out of scope, and a score for every cell in scope."""
    out_of_scope, cells = draw(st.sampled_from(SCOPES))
    digits = draw(st.lists(st.integers(0, TOP), min_size=len(cells), max_size=len(cells)))
    return out_of_scope, dict(zip(cells, digits, strict=True))


@st.composite
def assessments(draw: st.DrawFn) -> Assessment:
    """Draw what is out of scope, all the scores, and those of them that are given so far."""
    out_of_scope, final = draw(complete_assessments())
    given_so_far = draw(st.sets(st.sampled_from(sorted(final))))
    return out_of_scope, final, {cell: score for cell, score in final.items() if cell in given_so_far}


@given(assessments())
def test_the_final_score_lies_in_every_range_on_the_way(assessment: Assessment) -> None:
    out_of_scope, final_scores, scores = assessment
    final, so_far = assess(CHECKLIST, final_scores, out_of_scope), assess(CHECKLIST, scores, out_of_scope)
    assert so_far.overall.low <= final.overall.score <= so_far.overall.high
    assert final.band in so_far.bands_possible
    for letter, element in so_far.elements.items():
        assert element.low <= final.elements[letter].score <= element.high
    for key, group in so_far.groups.items():
        assert group.low <= final.groups[key].score <= group.high


@given(assessments())
def test_the_possible_bands_are_those_of_the_scores_in_the_range(assessment: Assessment) -> None:
    out_of_scope, _, scores = assessment
    result = assess(CHECKLIST, scores, out_of_scope)
    reachable = range(result.overall.low, result.overall.high + 1)
    bands = {band_of(CHECKLIST, score, result.overall.maximum) for score in reachable}
    assert result.bands_possible == tuple(band for band in CHECKLIST.bands if band in bands)


@given(assessments())
def test_elements_groups_and_scores_have_one_sum(assessment: Assessment) -> None:
    out_of_scope, _, scores = assessment
    result = assess(CHECKLIST, scores, out_of_scope)
    for field in ("score", "maximum", "scored", "cells", "low", "high"):
        overall = getattr(result.overall, field)
        assert sum(getattr(total, field) for total in result.elements.values()) == overall
        assert sum(getattr(total, field) for total in result.groups.values()) == overall
    assert result.overall.score == sum(scores.values())


@given(complete_assessments(), st.data())
def test_raising_a_score_lowers_nothing(assessment: CompleteAssessment, data: st.DataObject) -> None:
    out_of_scope, scores = assessment
    cell = data.draw(st.sampled_from(sorted(scores)))
    lower = assess(CHECKLIST, {**scores, cell: scores[cell] - 1} if scores[cell] else scores, out_of_scope)
    higher = assess(CHECKLIST, scores, out_of_scope)
    assert lower.overall.score <= higher.overall.score
    assert place(lower.band) <= place(higher.band)
    for letter, element in lower.elements.items():
        assert element.score <= higher.elements[letter].score
        assert stage(element) <= stage(higher.elements[letter])
    for key, group in lower.groups.items():
        assert group.score <= higher.groups[key].score


@given(assessments(), st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(assessment: Assessment, random: Random) -> None:
    out_of_scope, _, scores = assessment
    shuffled = list(scores.items())
    random.shuffle(shuffled)
    ours, theirs = assess(CHECKLIST, scores, out_of_scope), assess(CHECKLIST, dict(shuffled), out_of_scope)
    assert ours == theirs
    assert (list(ours.elements), list(ours.groups)) == (list(theirs.elements), list(theirs.groups))


@pytest.mark.parametrize("maximum", [135, 120])
def test_every_score_is_in_the_band_of_its_exact_proportion(maximum: int) -> None:
    for score in range(maximum):
        proportional = Fraction(score * 135, maximum)
        assert [band_of(CHECKLIST, score, maximum)] == [
            band for band in CHECKLIST.bands if band.low <= proportional < band.high
        ]
    assert band_of(CHECKLIST, maximum, maximum) == CHECKLIST.bands[-1]


@every_scope
def test_the_points_to_the_next_band_are_the_fewest(out_of_scope: tuple[str, ...], cells: tuple[CellId, ...]) -> None:
    maximum = len(cells) * TOP
    for score in range(first_score(CHECKLIST, CHECKLIST.bands[-1], maximum)):
        result = assess(CHECKLIST, scores_of(score, cells), out_of_scope)
        assert result.next_band is not None
        assert result.next_band.band != result.band
        assert band_of(CHECKLIST, score + result.next_band.points, maximum) == result.next_band.band
        assert band_of(CHECKLIST, score + result.next_band.points - 1, maximum) == result.band


@every_scope
def test_the_points_into_the_band_count_from_its_first_whole_score(
    out_of_scope: tuple[str, ...], cells: tuple[CellId, ...]
) -> None:
    maximum = len(cells) * TOP
    for score in range(maximum + 1):
        result = assess(CHECKLIST, scores_of(score, cells), out_of_scope)
        assert result.points_into_band is not None
        first = score - result.points_into_band
        assert band_of(CHECKLIST, first, maximum) == result.band
        assert first == 0 or band_of(CHECKLIST, first - 1, maximum) != result.band


def place(band: Band | None) -> int:
    assert band is not None
    return CHECKLIST.bands.index(band)


def stage(total: ElementTotal) -> int:
    assert total.nearest_stage is not None
    return total.nearest_stage
