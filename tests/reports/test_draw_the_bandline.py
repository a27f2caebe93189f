from dataclasses import replace
from datetime import date

import pytest

from app.reports import charts
from app.reports.target_marks import Sum, TargetMarks
from app.reports.trend import Trend
from tests.reports.drawings import Word, lines, texts, words
from tests.reports.examples import EXAMPLE
from tests.reports.trends import (
    IN_2024,
    OTHER_SCOPES,
    TARGETS,
    THREE,
    TRENDS,
    WITH_A_DRAFT,
    WITHOUT_E,
    cycle,
    each,
    trend_of,
)

LINE = "#000000", "2.75"


def drawn(trend: Trend, *, narrow: bool = False) -> list[Word]:
    return words(charts.bandline(trend, "print", narrow=narrow, live_text=True))


def height(said: list[Word], text: str) -> float:
    return next(word.y for word in said if word.text == text)


def test_it_writes_each_overall_score() -> None:
    said = drawn(THREE)
    assert height(said, "54") > height(said, "63") > height(said, "71")


def test_it_places_cycles_by_their_days() -> None:
    uneven = trend_of(
        cycle("One", date(2024, 1, 1), IN_2024),
        cycle("Two", date(2024, 2, 1), EXAMPLE),
        cycle("Three", date(2026, 1, 1), {}),
    )
    ((first, second),) = [line for line in lines(charts.bandline(uneven, "print"), *LINE) if len(line) > 1]
    assert second[0] - first[0] == pytest.approx((566 - 40 - 52) * 31 / 731, abs=0.1)


def test_it_names_the_bands_and_where_they_begin() -> None:
    said = texts(charts.bandline(THREE, "print", narrow=True, live_text=True))
    assert {"0", "20", "65", "110", "135", "In transition", "Ready for KAM", "practice KAM"} <= set(said)


def test_it_measures_by_the_shorter_scale_when_every_cycle_has_it() -> None:
    assert {"0", "18", "59", "98", "120"} <= {word.text for word in drawn(WITHOUT_E)}


def test_it_says_what_a_score_is_out_of_when_the_scales_differ() -> None:
    said = {word.text for word in drawn(OTHER_SCOPES)}
    assert {"59 of 120", "63", "65 of 120", "71", "135"} <= said
    assert "Scores of 120 at their share of 135. Open circle: provisional." in said


def test_it_shows_from_where_to_where_a_provisional_score_can_come() -> None:
    svg = charts.bandline(WITH_A_DRAFT, "print")
    (bar,) = lines(svg, "#cfcfcf", "7")
    assert (bar[0][1] - bar[1][1]) == pytest.approx((86 - 59) / 135 * (346 - 58), abs=0.1)
    assert lines(svg, *LINE) == []
    assert "so far 59" in {word.text for word in drawn(WITH_A_DRAFT)}


def test_it_breaks_the_line_to_a_provisional_score() -> None:
    svg = charts.bandline(OTHER_SCOPES, "print")
    assert len(lines(svg, *LINE)) == 2
    assert b"stroke-dasharray" in svg


def test_it_names_cycles_as_far_as_there_is_room() -> None:
    said = {word.text for word in drawn(TRENDS["equal"], narrow=True)}
    assert {"Cycle 0", "Cycle 11"} <= said
    assert not {f"Cycle {place}" for place in range(12)} <= said


def test_it_leaves_out_a_score_that_has_no_room_but_never_the_last() -> None:
    same = [cycle(f"{place}", date(2025, 1, 1), each("1")) for place in range(30)]
    said = [word.text for word in drawn(trend_of(*same, cycle("Last", date(2025, 1, 1), EXAMPLE)))]
    assert "71" in said
    assert 0 < said.count("45") < 30


def with_targets(targets: TargetMarks) -> list[Word]:
    return words(charts.bandline(THREE, "print", live_text=True, targets=targets))


def test_it_writes_what_the_targets_come_to_at_their_day() -> None:
    said = with_targets(TARGETS)
    assert "Target for 28 Sep 2027: 84" in {word.text for word in said}
    assert height(said, "84") < height(said, "71")  # measured from above
    assert next(word.x for word in said if word.text == "84") > next(word.x for word in said if word.text == "71")


def test_it_joins_no_line_to_what_the_targets_come_to() -> None:
    svg = charts.bandline(THREE, "print", targets=TARGETS)
    assert [len(line) for line in lines(svg, *LINE)] == [
        len(line) for line in lines(charts.bandline(THREE, "print"), *LINE)
    ]


def test_it_writes_a_score_once_where_the_targets_are_just_reached() -> None:
    said = [word.text for word in with_targets(replace(TARGETS, due_on=date(2025, 11, 11), overall=Sum(71, 135)))]
    assert said.count("71") == 1
    assert "Target for 11 Nov 2025: 71" in said


def test_it_says_what_the_targets_are_out_of_when_the_scales_differ() -> None:
    targets = replace(TARGETS, overall=Sum(80, 120))
    said = texts(charts.bandline(OTHER_SCOPES, "print", narrow=True, live_text=True, targets=targets))
    assert {"80 of 120", "Target for 28 Sep 2027: 80 of 120"} <= set(said)


def test_it_marks_no_targets_whose_sum_is_not_known() -> None:
    assert charts.bandline(THREE, "print", targets=replace(TARGETS, overall=None)) == charts.bandline(THREE, "print")
