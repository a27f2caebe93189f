from dataclasses import replace

import pytest

from app.reports import charts
from app.reports.target_marks import TargetMarks
from app.reports.trend import Trend
from tests.reports.drawings import lines, texts, words
from tests.reports.examples import CHECKLIST
from tests.reports.trends import EQUAL, FALLING, OTHER_SCOPES, TARGETS, THREE, TRENDS, WITH_A_DRAFT

NAMES = {element.name: element.letter for element in CHECKLIST.elements}


def rows(trend: Trend, *, narrow: bool = False) -> dict[str, list[str]]:
    """Return by element, from the top, what stands at its right: the first total, the last one and the change."""
    said = words(charts.slope(trend, "print", narrow=narrow, live_text=True))
    named = sorted((word.y, word.text) for word in said if word.text in NAMES)
    right = [word for word in said if word.text not in NAMES and word.x > (240 if narrow else 600)]
    return {
        NAMES[name]: [word.text for word in sorted(right, key=lambda word: word.x) if abs(word.y - y) < 6]
        for y, name in named
    }


def test_it_lists_the_largest_change_first() -> None:
    assert list(rows(THREE)) == list("GABCDEFHI")
    assert rows(THREE)["G"] == ["5", "10", "+5"]
    assert rows(THREE) == rows(THREE, narrow=True)


def test_it_writes_a_fall_with_the_sign_of_print() -> None:
    assert set(map(tuple, rows(FALLING).values())) == {("15", "0", "−15")}


def test_it_draws_a_line_from_the_first_total_to_the_last() -> None:
    drawn = [line for line in lines(charts.slope(THREE, "light"), "#0b5d73", "2.75") if len(line) > 1]
    assert len(drawn) == 9
    (first, last) = drawn[0]
    assert last[0] - first[0] == pytest.approx(5 / 15 * 330, abs=0.1)


def test_it_compares_nothing_with_what_is_open_or_out_of_scope() -> None:
    assert rows(WITH_A_DRAFT)["C"] == ["7", "(4)", "–"]
    assert rows(WITH_A_DRAFT)["H"] == ["5", "–", "–"]
    assert rows(OTHER_SCOPES)["E"] == ["–", "6", "–"]
    said = texts(charts.slope(WITH_A_DRAFT, "print", live_text=True))
    assert "( ) so far, – no total" in said


def test_it_shows_how_far_an_open_total_can_come() -> None:
    drawn = lines(charts.slope(WITH_A_DRAFT, "print"), "#cfcfcf", "7")
    assert [len(line) for line in drawn] == [2, 2]  # C and I


def test_it_counts_the_cycles_between() -> None:
    assert "the one between" in texts(charts.slope(THREE, "print", live_text=True))
    assert "10 between" in texts(charts.slope(TRENDS["twelve"], "print", live_text=True))
    assert not any("between" in text for text in texts(charts.slope(FALLING, "print", live_text=True)))


def test_it_marks_the_first_total_around_an_equal_last_one() -> None:
    assert set(map(tuple, rows(EQUAL).values())) == {("5", "5", "0")}
    assert charts.slope(EQUAL, "light") != charts.slope(THREE, "light")


@pytest.mark.parametrize("narrow", [False, True])
def test_it_marks_the_target_of_each_element_that_has_one(*, narrow: bool) -> None:
    def marks(targets: TargetMarks | None) -> int:
        return charts.slope(THREE, "light", narrow=narrow, targets=targets).count(b"#14202a")

    plain, one, all_nine = (marks(t) for t in (None, replace(TARGETS, points={"B": 12}), TARGETS))
    assert plain < one
    assert all_nine - one >= 8  # and a diamond that is larger where one is reached


def test_it_keeps_its_figures_beside_targets() -> None:
    said = texts(charts.slope(THREE, "print", live_text=True, targets=TARGETS))
    assert sorted(said) == sorted([*texts(charts.slope(THREE, "print", live_text=True)), "Target for 28 Sep 2027"])
