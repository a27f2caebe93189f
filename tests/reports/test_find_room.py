import pytest

from app.reports.charts.placing import Box, Point, around, crowding

BOX = Box(10, 10, 20, 16)


@pytest.mark.parametrize(
    ("start", "end", "crossed"),
    [
        ((0, 13), (30, 13), True),  # level
        ((15, 0), (15, 30), True),  # upright
        ((0, 0), (30, 30), True),
        ((12, 12), (13, 13), True),  # within it
        ((0, 17), (30, 17), False),
        ((9, 0), (9, 30), False),
        ((0, 13), (9, 13), False),  # it ends before
        ((0, 20), (9, 30), False),
    ],
)
def test_a_line_runs_through_a_box_or_not(start: Point, end: Point, *, crossed: bool) -> None:
    assert BOX.crossed_by(start, end) is crossed
    assert BOX.crossed_by(end, start) is crossed


def test_it_counts_what_is_shared_and_what_runs_through() -> None:
    assert crowding(BOX, [Box(18, 14, 30, 30)], []) == 4
    assert crowding(BOX, [around((0, 0), 8)], [((0, 0), (1, 1))]) == 0
    assert crowding(BOX, [], [((0, 13), (30, 13))]) > 0


def test_a_box_lies_in_another() -> None:
    assert BOX.is_in(Box(0, 0, 30, 30))
    assert not BOX.is_in(Box(11, 0, 30, 30))
