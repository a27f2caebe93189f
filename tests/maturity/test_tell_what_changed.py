"""The sentences that tell what changed, in every shape they take."""

from dataclasses import replace

import pytest

from app.maturity.checklist import CellId
from app.maturity.comparison import Change, compare, steps
from app.maturity.narrative import (
    caveats,
    cells_sentence,
    change_words,
    counts_sentence,
    crossings,
    groups_sentence,
    headline,
    narrative,
    signed,
    standing,
)
from tests.maturity.builder import (
    CELLS,
    CELLS_WITHOUT_E,
    CHECKLIST,
    cycle,
    reworded,
    scores_by_element,
    scores_of,
    without,
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


def test_another_scope_is_named_and_the_shared_cells_compared() -> None:
    before = cycle("2025", scores_of(54))
    after = cycle("2026", scores_of(80, CELLS_WITHOUT_E), ("E",))
    assert narrative(compare(before, after)) == (
        "Overall rose from 54 to 80 (+26) on the 40 cells that both have. "
        "Each on its own scale: 2025 54 of 135, Ready; 2026 80 of 120, In_Transition. "
        "Largest gain: Element F +15; no element fell. "
        "E Element E is out of scope in 2026."
    )


def test_a_scope_that_both_share_is_named() -> None:
    comparison = compare(*(cycle(name, scores_of(50, CELLS_WITHOUT_E), ("E",)) for name in ("2025", "2026")))
    assert narrative(comparison) == (
        "Overall stayed at 50, still Ready. None of the 40 cells changed. E Element E is out of scope in both."
    )


def test_several_elements_out_of_scope_are_named_together() -> None:
    optional = tuple(replace(element, scope_optional=True) for element in CHECKLIST.elements)
    checklist = replace(CHECKLIST, elements=optional)
    kept = [cell for cell in CELLS if cell.element not in "DE"]
    comparison = compare(
        cycle("2025", scores_of(50, kept), ("D", "E"), checklist=checklist), cycle("2026", scores_of(50))
    )
    assert caveats(comparison) == ("D Element D, E Element E are out of scope in 2025.",)


def test_a_draft_is_provisional_and_its_open_cells_are_not_compared() -> None:
    draft = cycle("2026", scores_by_element(A="22222", B="111--"), provisional=True)
    assert narrative(compare(cycle("2025", scores_by_element(**ROWS)), draft)) == (
        "Overall rose from 8 to 13 (+5) on the 8 cells that both have. "
        "Each on its own scale: 2025 45 of 135, Ready; 2026 so far 13, final between 13 and 124. "
        "Only gain: Element A +5; no element fell. "
        "37 cells are not scored yet in 2026. 2026 is provisional: it is still a draft."
    )


def test_an_element_compared_in_part_says_on_how_many_cells() -> None:
    draft = cycle("2026", scores_by_element(A="22222", B="333--"), provisional=True)
    assert "Largest gain: Element B (3 of 5 cells) +6; no element fell." in headline(
        compare(cycle("2025", scores_by_element(**ROWS)), draft)
    )


def test_what_all_elements_did_is_said_of_those_compared() -> None:
    draft = cycle("2026", scores_by_element(A="22222", B="22222"), provisional=True)
    assert headline(compare(cycle("2025", scores_by_element(**ROWS)), draft)).endswith(
        "Each of the 2 elements compared rose by 5."
    )


def test_a_complete_draft_is_provisional_and_compared_whole() -> None:
    before, after = (cycle(name, scores_of(50), provisional=True) for name in ("2025", "2026"))
    assert narrative(compare(before, after)) == (
        "Overall stayed at 50, still Ready. None of the 45 cells changed. "
        "2025 is provisional: it is still a draft. 2026 is provisional: it is still a draft."
    )


def test_one_cell_is_spoken_of_as_one() -> None:
    before = cycle("2025", scores_by_element(A="1----"), provisional=True)
    after = cycle("2026", scores_of(45))
    assert headline(compare(before, after)) == (
        "Overall rose from 1 to 3 (+2) on the 1 cell that both have. "
        "Each on its own scale: 2025 so far 1, final between 1 and 133; 2026 45 of 135, Ready. "
        "Only gain: Element A (1 of 5 cells) +2; no element fell."
    )


def test_cells_open_on_either_side_are_counted_apart() -> None:
    before = cycle("2025", scores_by_element(**ROWS | {"A": "--111"}))
    after = cycle("2026", scores_by_element(**ROWS | {"A": "-1-11"}))
    assert caveats(compare(before, after)) == (
        "1 cell is not scored yet in either. 1 cell is not scored yet in 2025. 1 cell is not scored yet in 2026.",
    )


def test_two_that_share_nothing_say_so() -> None:
    comparison = compare(cycle("2025", scores_of(54)), cycle("2026", {}, provisional=True))
    assert narrative(comparison) == (
        "No cell can be compared, so there is no change to tell. "
        "Each on its own scale: 2025 54 of 135, Ready; 2026 so far 0, final between 0 and 135. "
        "45 cells are not scored yet in 2026. 2026 is provisional: it is still a draft."
    )


@pytest.mark.parametrize(
    ("cells", "caveat"), [(CELLS[:1], "1 cell reads differently"), (CELLS[:3], "3 cells read differently")]
)
def test_another_version_is_named_and_what_reads_differently_counted(cells: tuple[CellId, ...], caveat: str) -> None:
    after = cycle("2026", scores_of(54), checklist=reworded(cells))
    assert caveats(compare(cycle("2025", scores_of(54)), after)) == (
        "2025 was assessed by checklist test (en), 2026 by checklist newer (en).",
        f"{caveat} in the two checklists.",
    )


@pytest.mark.parametrize(("count", "caveat"), [(1, "1 cell is"), (2, "2 cells are")])
def test_cells_that_one_checklist_lacks_are_counted(count: int, caveat: str) -> None:
    after = cycle("2026", scores_of(54, CELLS[:-count]), checklist=without(CELLS[-count:]))
    assert f"{caveat} not in the checklist of 2026." in caveats(compare(cycle("2025", scores_of(54)), after))


def test_bands_that_another_version_calls_otherwise_are_both_named() -> None:
    bands = tuple(replace(band, name=f"New {band.name}") for band in CHECKLIST.bands)
    after = cycle("2026", scores_of(54), checklist=replace(reworded([]), bands=bands))
    assert headline(compare(cycle("2025", scores_of(54)), after)).startswith("Overall stayed at 54: Ready → New Ready.")


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


def test_where_a_cycle_stands_names_its_scale() -> None:
    assert standing(cycle("2026", scores_of(71))) == "71 of 135, In_Transition"
    assert standing(cycle("2026", {})) == "so far 0, final between 0 and 135"


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
