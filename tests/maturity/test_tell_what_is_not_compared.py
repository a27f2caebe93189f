"""What the sentences say of other scopes, other checklists and open cells."""

from dataclasses import replace

import pytest

from app.maturity.checklist import CellId
from app.maturity.comparison import compare
from app.maturity.narrative import (
    caveats,
    headline,
    narrative,
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


def test_where_a_cycle_stands_names_its_scale() -> None:
    assert standing(cycle("2026", scores_of(71))) == "71 of 135, In_Transition"
    assert standing(cycle("2026", {})) == "so far 0, final between 0 and 135"
