import pytest

from app.reports import charts
from app.reports.trend import Trend
from tests.reports.drawings import lines, texts, words
from tests.reports.trends import OTHER_SCOPES, TARGETS, THREE, TRENDS, WITH_A_DRAFT

NEWEST = "#0b5d73", "2.75"


def row(trend: Trend, name: str) -> list[str]:
    """Return the figures that stand right of a name below the verticals."""
    said = words(charts.overlay(trend, "print", live_text=True, targets=TARGETS))
    y = max(word.y for word in said if word.text == name)
    return [word.text for word in sorted(said, key=lambda word: word.x) if abs(word.y - y) < 3 and word.x > 130]


def test_it_writes_the_totals_of_each_cycle_in_a_row() -> None:
    assert row(THREE, "2025 review") == "9 8 8 9 6 7 10 6 8".split()  # noqa: SIM905 - a row of figures
    assert row(THREE, "2023 review") == "7 6 6 7 5 6 5 5 7".split()  # noqa: SIM905 - as above


def test_it_draws_the_newest_cycle_last_and_whole() -> None:
    drawn = lines(charts.overlay(THREE, "light"), *NEWEST)
    assert len(next(line for line in drawn if len(line) > 2)) == 9


@pytest.mark.parametrize("kind", ["overlay", "radar_overlay"])
def test_it_tells_at_most_three_cycles_apart(kind: str) -> None:
    said = texts(getattr(charts, kind)(TRENDS["equal"], "print", live_text=True))
    assert [text for text in said if text.startswith("Cycle")] == ["Cycle 11", "Cycle 10", "Cycle 0"]


def test_it_hints_at_the_cycles_between() -> None:
    svg = charts.overlay(TRENDS["twelve"], "light")
    assert len([line for line in lines(svg, "#d6dde0", "1.5") if len(line) == 9]) == 9
    assert "Faint lines: 9 between." in texts(charts.overlay(TRENDS["twelve"], "print", live_text=True))


def test_it_leaves_gaps_for_what_is_open_and_says_so() -> None:
    drawn = lines(charts.overlay(WITH_A_DRAFT, "light"), *NEWEST)
    assert [len(line) for line in drawn if len(line) > 1 and line[0][1] < 380] == [2, 4]
    assert row(WITH_A_DRAFT, "2025 review") == ["9", "8", "(4)", "9", "6", "7", "10", "–", "(6)"]
    assert len(lines(charts.overlay(WITH_A_DRAFT, "light"), "#d6dde0", "7")) == 2


def test_it_keeps_an_element_that_only_some_cycles_have_in_scope() -> None:
    assert row(OTHER_SCOPES, "2025 H1, revision 2")[4] == "–"
    assert row(OTHER_SCOPES, "2025 H2")[4] == "6"


def test_it_leaves_out_an_element_that_none_has_in_scope() -> None:
    said = texts(charts.overlay(TRENDS["without E"], "print", live_text=True))
    assert [text for text in said if text in set("ABCDEFGHI")] == list("ABCDFGHI")


def test_the_radar_writes_the_newest_totals() -> None:
    said = texts(charts.radar_overlay(WITH_A_DRAFT, "print", live_text=True))
    assert {"A 9", "C", "so far 4", "not scored"} <= set(said)


def test_the_radar_says_what_is_out_of_scope_now() -> None:
    earlier = Trend("Organisation", 1, "Unit", OTHER_SCOPES.cycles[1:3])
    assert "out of scope" in texts(charts.radar_overlay(earlier, "print", live_text=True))


def test_it_writes_the_targets_in_a_row_and_by_when() -> None:
    assert row(THREE, "Target") == [str(points) for points in TARGETS.points.values()]
    said = texts(charts.overlay(THREE, "print", live_text=True, targets=TARGETS))
    assert any(text.startswith("Target for 28 Sep 2027.") for text in said)
    assert "Target for 28 Sep 2027" in texts(charts.radar_overlay(THREE, "print", live_text=True, targets=TARGETS))


@pytest.mark.parametrize("kind", ["overlay", "radar_overlay"])
def test_it_marks_only_the_targets_there_are(kind: str) -> None:
    draw = getattr(charts, kind)
    assert draw(THREE, "light", targets=TARGETS) != draw(THREE, "light")
    assert b"Target" not in draw(THREE, "print", live_text=True)
