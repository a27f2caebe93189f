from itertools import pairwise

import pytest

from app.maturity.loading import load
from app.maturity.scoring import assess
from app.reports.scale import Label, Scale, band_scale

CHECKLIST = load()
CELLS = tuple(CHECKLIST.cells)
IN_SCOPE = tuple(cell for cell in CELLS if cell.element != "E")


def of(total: int, scored: int = 45) -> Scale:
    """Return the scale of a cycle with so many cells scored, which add up to ``total``."""
    each, rest = divmod(total, scored)
    return band_scale(CHECKLIST, assess(CHECKLIST, {CELLS[n]: each + (n < rest) for n in range(scored)}))


def test_it_is_filled_by_the_bands_without_a_gap() -> None:
    segments = of(71).segments
    assert [(band.style, band.x, band.width) for band in segments] == [
        ("s0", "0.00%", "14.81%"),
        ("s1", "14.81%", "33.33%"),
        ("s2", "48.15%", "33.33%"),
        ("s3", "81.48%", "18.52%"),
    ]
    for one, following in pairwise(segments):
        assert float(one.x[:-1]) + float(one.width[:-1]) == pytest.approx(float(following.x[:-1]), abs=0.011)


def test_it_has_the_same_bands_without_element_e_and_ticks_at_whole_points() -> None:
    scale = band_scale(CHECKLIST, assess(CHECKLIST, dict.fromkeys(IN_SCOPE, 2), ("E",)))
    assert scale.segments == of(71).segments
    assert [(tick.text, tick.x) for tick in scale.ticks] == [
        ("0", "0.00%"),
        ("18", "15.00%"),
        ("58", "48.33%"),
        ("98", "81.67%"),
        ("120", "100.00%"),
    ]


@pytest.mark.parametrize(
    ("total", "value", "mark"),
    [
        (0, Label("0", "0.00%", "start"), "0.00%"),
        (4, Label("4", "0.00%", "start"), "2.96%"),
        (71, Label("71", "52.59%", "middle"), "52.59%"),
        (132, Label("132", "100.00%", "end"), "97.78%"),
        (135, Label("135", "100.00%", "end"), "100.00%"),
    ],
)
def test_it_marks_one_score_and_keeps_its_figure_on_the_scale(total: int, value: Label, mark: str) -> None:
    scale = of(total)
    assert scale.known
    assert scale.value == value
    assert (scale.low, scale.high) == (mark, mark)


@pytest.mark.parametrize(
    ("total", "scored", "value", "low", "high"),
    [
        (46, 23, Label("46 to 112", "58.52%", "middle"), "34.07%", "82.96%"),
        (0, 44, Label("0 to 3", "0.00%", "start"), "0.00%", "2.22%"),
        (132, 44, Label("132 to 135", "100.00%", "end"), "97.78%", "100.00%"),
    ],
)
def test_it_marks_a_range_with_its_figures_above_the_middle(
    total: int, scored: int, value: Label, low: str, high: str
) -> None:
    scale = of(total, scored)
    assert not scale.known
    assert scale.value == value
    assert (scale.low, scale.high) == (low, high)


def test_it_names_the_bands_and_marks_each_that_is_possible() -> None:
    assert [(key.name, key.range, key.current) for key in of(46, 23).keys] == [
        ("No KAM, not ready", "0 to 20", False),
        ("Ready for KAM", "20 to 65", True),
        ("In transition", "65 to 110", True),
        ("Good/best practice KAM", "110 to 135", True),
    ]
    assert [key.current for key in of(65).keys] == [False, False, True, False]


def test_it_says_what_it_shows() -> None:
    assert of(71).description == "71 on a scale from 0 to 135. Bands change at 20, 65 and 110."
    assert of(46, 23).description == "46 to 112 on a scale from 0 to 135. Bands change at 20, 65 and 110."
