"""The sentences that tell what changed, in every shape they take."""

from dataclasses import replace

import pytest

from app.maturity.comparison import Change, compare, steps
from app.maturity.narrative import (
    cells_sentence,
    change_words,
    counts_sentence,
    crossings,
    groups_sentence,
    narrative,
    signed,
)
from tests.maturity.builder import (
    CELLS_WITHOUT_E,
    CHECKLIST,
    cycle,
    reworded,
    scores_by_element,
    scores_of,
)

ROWS = dict.fromkeys("ABCDEFGHI", "11111")
ZEROS = dict.fromkeys("ABCDEFGHI", "00000")


def told(before: dict[str, str], after: dict[str, str]) -> str:
    """Return the narrative of two cycles in which every score is 1 but for these elements."""
    first, second = (scores_by_element(**ROWS | rows) for rows in (before, after))
    return narrative(compare(cycle("2025", first), cycle("2026", second)))


@pytest.mark.parametrize(
    ("after", "sentences"),
    [
        pytest.param(
            {},
            "Overall stayed at 45, still Ready. None of the 45 cells changed.",
            id="nothing changed",
        ),
        pytest.param(
            {"C": "11112"},
            "Overall rose from 45 to 46 (+1), still Ready. Only gain: Element C +1; no element fell.",
            id="one gain",
        ),
        pytest.param(
            {"C": "11112", "G": "11133"},
            "Overall rose from 45 to 50 (+5), still Ready. Largest gain: Element G +4; no element fell.",
            id="a largest gain",
        ),
        pytest.param(
            {"C": "11112", "G": "11112"},
            "Overall rose from 45 to 47 (+2), still Ready. Gains: Element C, Element G, each +1; no element fell.",
            id="gains that all tie",
        ),
        pytest.param(
            {"A": "11112", "C": "11122", "G": "11122"},
            "Overall rose from 45 to 50 (+5), still Ready. "
            "Largest gains: Element C, Element G, each +2; no element fell.",
            id="largest gains that tie",
        ),
        pytest.param(
            {"D": "11110", "G": "33331", "A": "33331"},
            "Overall rose from 45 to 60 (+15), still Ready. "
            "Gains: Element A, Element G, each +8; only fall: Element D −1.",
            id="an only fall",
        ),
        pytest.param(
            {"A": "33333", "B": "33333", "C": "11112", "D": "11110"},
            "Overall rose from 45 to 65 (+20): Ready → In_Transition. "
            "Largest gains: Element A, Element B, each +10; only fall: Element D −1.",
            id="a band up",
        ),
        pytest.param(
            {"A": "00000", "B": "00000", "C": "00000", "D": "00000", "E": "00000", "F": "00000", "G": "22222"},
            "Overall fell from 45 to 20 (−25), still Ready. "
            "Falls: Element A, Element B, Element C, Element D, Element E, Element F, each −5; "
            "only gain: Element G +5.",
            id="falls that tie go first when the overall fell",
        ),
        pytest.param(
            dict.fromkeys("ABCDEF", "00000"),
            "Overall fell from 45 to 15 (−30): Ready → Not_Ready. "
            "Falls: Element A, Element B, Element C, Element D, Element E, Element F, each −5; no element rose.",
            id="a band down",
        ),
        pytest.param(
            {"A": "11100", "D": "11110"},
            "Overall fell from 45 to 42 (−3), still Ready. Largest fall: Element A −2; no element rose.",
            id="several falls",
        ),
        pytest.param(
            {"A": "11100", "B": "11110", "D": "11001"},
            "Overall fell from 45 to 40 (−5), still Ready. "
            "Largest falls: Element A, Element D, each −2; no element rose.",
            id="largest falls that tie",
        ),
        pytest.param(
            {"A": "11110", "D": "11112"},
            "Overall stayed at 45, still Ready. Only gain: Element D +1; only fall: Element A −1.",
            id="gains and falls that make up for each other",
        ),
        pytest.param(
            {"A": "01112"},
            "Overall stayed at 45, still Ready. No element’s total changed, though 2 cells did.",
            id="cells that make up for each other within an element",
        ),
        pytest.param(
            dict.fromkeys(ROWS, "11112"),
            "Overall rose from 45 to 54 (+9), still Ready. Each of the 9 elements rose by 1.",
            id="every element rose alike",
        ),
        pytest.param(
            ZEROS,
            "Overall fell from 45 to 0 (−45): Ready → Not_Ready. Each of the 9 elements fell by 5.",
            id="every element fell alike",
        ),
    ],
)
def test_it_tells_how_two_cycles_differ(after: dict[str, str], sentences: str) -> None:
    assert told({}, after) == sentences


@pytest.mark.parametrize(("number", "sign"), [(17, "+17"), (-1, "−1"), (0, "0")])
def test_a_sign_is_that_of_print(number: int, sign: str) -> None:
    assert signed(number) == sign


@pytest.mark.parametrize(("after", "words"), [(3, "higher"), (1, "lower"), (2, "the same")])
def test_a_change_has_words(after: int, words: str) -> None:
    assert change_words(Change(2, after)) == words


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        ({}, "0 elements rose, 0 fell, 9 stayed the same."),
        ({"A": "11112", "B": "11110", "C": "11110"}, "1 element rose, 2 fell, 6 stayed the same."),
    ],
)
def test_it_counts_what_went_which_way(after: dict[str, str], sentence: str) -> None:
    before, later = (cycle("A cycle", scores_by_element(**ROWS | rows)) for rows in ({}, after))
    assert counts_sentence(compare(before, later)) == sentence


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        ({}, "None of the 45 cells changed."),
        ({"A": "11112", "B": "11110"}, "No group’s total changed, though 2 cells did."),
        ({"A": "11112"}, "Only gain: Senior +1; no group fell."),
        ({"A": "31110"}, "Only gain: Manager +2; only fall: Senior −1."),
        ({"A": "22222"}, "Each of the 5 groups rose by 1."),
        ({"A": "-2111"}, "Only gain: Unit +1; no group fell."),
        ({"A": "2111-", "B": "11113"}, "Largest gain: Senior (8 of 9 cells) +2; no group fell."),
    ],
)
def test_it_tells_which_groups_moved(after: dict[str, str], sentence: str) -> None:
    before, later = (cycle("A cycle", scores_by_element(**ROWS | rows)) for rows in ({}, after))
    assert groups_sentence(compare(before, later)) == sentence


@pytest.mark.parametrize(
    ("totals", "sentences"),
    [
        pytest.param(
            (54, 63, 71), ("Between 2024 and 2025 the score reached 65, where In_Transition begins.",), id="up"
        ),
        pytest.param(
            (71, 54), ("Between 2023 and 2024 the score fell below 65, where In_Transition begins.",), id="down"
        ),
        pytest.param(
            (10, 120), ("Between 2023 and 2024 the score reached 110, where Good_Practice begins.",), id="far"
        ),
        pytest.param(
            (120, 10), ("Between 2023 and 2024 the score fell below 110, where Good_Practice begins.",), id="deep"
        ),
        pytest.param(
            (65, 64, 65),
            (
                "Between 2023 and 2024 the score fell below 65, where In_Transition begins.",
                "Between 2024 and 2025 the score reached 65, where In_Transition begins.",
            ),
            id="there and back",
        ),
        pytest.param((54, 55), (), id="none"),
        pytest.param((54,), (), id="one cycle"),
    ],
)
def test_it_tells_when_the_band_changed(totals: tuple[int, ...], sentences: tuple[str, ...]) -> None:
    assert (
        crossings(steps([cycle(f"{2023 + place}", scores_of(total)) for place, total in enumerate(totals)]))
        == sentences
    )


def test_a_band_begins_on_the_scale_of_the_scope() -> None:
    cycles = [cycle(name, scores_of(total, CELLS_WITHOUT_E), ("E",)) for name, total in (("2025", 50), ("2026", 70))]
    assert crossings(steps(cycles)) == ("Between 2025 and 2026 the score reached 58, where In_Transition begins.",)


def test_no_band_is_crossed_between_what_cannot_be_compared_whole() -> None:
    bands = tuple(replace(band, low=band.low + 5 * (band.low > 0)) for band in CHECKLIST.bands)
    first = cycle("First", scores_of(54))
    others = (
        cycle("Without E", scores_of(80, CELLS_WITHOUT_E), ("E",)),
        cycle("Cut otherwise", scores_of(80), checklist=replace(reworded([]), bands=bands)),
    )
    assert [crossings(steps([first, other])) for other in others] == [(), ()]


def test_it_counts_the_cells_that_went_each_way() -> None:
    before, after = (cycle("A cycle", scores_by_element(**ROWS | rows)) for rows in ({}, {"A": "01223"}))
    assert cells_sentence(compare(before, after)) == "3 cells rose, 1 fell, 41 stayed the same."
