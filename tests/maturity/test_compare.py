"""What changed from one cycle to another, over the cells that can be compared."""

import pytest

from app.maturity.checklist import CellId
from app.maturity.comparison import (
    Change,
    Comparison,
    Reason,
    Side,
    Unshared,
    compare,
    fell,
    largest_falls,
    largest_first,
    largest_gains,
    rose,
    stayed,
    steps,
)
from tests.maturity.builder import (
    CELLS,
    CELLS_WITHOUT_E,
    CHECKLIST,
    GROUPS,
    cycle,
    reworded,
    scores_by_element,
    scores_of,
    without,
)

ROWS = dict.fromkeys("ABCDEFGHI", "11111")
CELLS_OF_E = [cell for cell in CELLS if cell.element == "E"]


def of(before: dict[str, str], after: dict[str, str]) -> Comparison:
    """Compare two cycles in which every score is 1 but for these elements."""
    return compare(
        cycle("First", scores_by_element(**ROWS | before)), cycle("Second", scores_by_element(**ROWS | after))
    )


def by_element(comparison: Comparison) -> dict[str, int]:
    return {one.element.letter: one.change.by for one in comparison.elements}


@pytest.mark.parametrize(
    ("before", "after", "by", "direction"),
    [(1, 3, 2, "rose"), (3, 1, -2, "fell"), (2, 2, 0, "stayed"), (0, 0, 0, "stayed")],
)
def test_a_change_says_how_much_and_which_way(before: int, after: int, by: int, direction: str) -> None:
    change = Change(before, after)
    assert (change.by, change.direction) == (by, direction)


def test_it_compares_overall_elements_groups_and_cells() -> None:
    comparison = of({"B": "11111"}, {"B": "31101"})
    assert comparison.overall == Change(45, 46)
    assert by_element(comparison) == {"A": 0, "B": 1, "C": 0, "D": 0, "E": 0, "F": 0, "G": 0, "H": 0, "I": 0}
    assert [(one.group.key, one.change) for one in comparison.groups] == [
        ("manager", Change(9, 11)),
        ("unit", Change(9, 9)),
        ("team", Change(9, 9)),
        ("functions", Change(9, 8)),
        ("senior", Change(9, 9)),
    ]
    assert [(one.cell, one.change) for one in comparison.changed] == [
        (CellId("B", "manager"), Change(1, 3)),
        (CellId("B", "functions"), Change(1, 0)),
    ]
    assert (len(comparison.cells), comparison.unshared, comparison.is_whole) == (45, (), True)


def test_every_element_and_group_says_over_how_many_cells() -> None:
    comparison = of({"B": "-1-11"}, {"B": "11111", "C": "-----"})
    assert {one.element.letter: (one.shared, one.cells) for one in comparison.elements if one.shared < 5} == {
        "B": (3, 5)
    }
    assert "C" not in by_element(comparison)
    assert [(one.shared, one.cells) for one in comparison.groups] == [(7, 9), (8, 9), (7, 9), (8, 9), (8, 9)]


@pytest.mark.parametrize(
    ("after", "gained", "most", "lost", "least"),
    [
        pytest.param({}, "", "", "", "", id="nothing changed"),
        pytest.param({"B": "11112"}, "B", "B", "", "", id="one rose"),
        pytest.param({"B": "11110"}, "", "", "B", "B", id="one fell"),
        pytest.param({"C": "11112", "B": "11122", "I": "11122"}, "BIC", "BI", "", "", id="gains that tie"),
        pytest.param({"C": "11110", "B": "11100", "I": "11100"}, "", "", "BIC", "BI", id="falls that tie"),
        pytest.param({"A": "11110", "I": "33333"}, "I", "I", "A", "A", id="both ways"),
        pytest.param({"A": "01112"}, "", "", "", "", id="an element whose cells make up for each other"),
    ],
)
def test_it_ranks_what_moved(after: dict[str, str], gained: str, most: str, lost: str, least: str) -> None:
    elements = of({}, after).elements
    found = [rose(elements), largest_gains(elements), fell(elements), largest_falls(elements)]
    assert ["".join(one.element.letter for one in some) for some in found] == [gained, most, lost, least]
    assert len(rose(elements)) + len(fell(elements)) + len(stayed(elements)) == 9


def test_it_puts_the_largest_change_first() -> None:
    elements = of({}, {"B": "11110", "C": "11100", "H": "11122", "I": "11112"}).elements
    assert "".join(one.element.letter for one in largest_first(elements)) == "HCIBADEFG"


def test_what_is_out_of_scope_in_one_is_listed_and_not_compared() -> None:
    before = cycle("First", scores_of(54))
    after = cycle("Second", scores_of(54, CELLS_WITHOUT_E), ("E",))
    comparison = compare(before, after)
    assert comparison.unshared == tuple(Unshared(cell, Reason.OUT_OF_SCOPE, "after") for cell in CELLS_OF_E)
    assert [one.cell for one in comparison.cells] == list(CELLS_WITHOUT_E)
    assert not comparison.is_whole
    assert "E" not in by_element(comparison)
    assert {one.side for one in compare(after, before).unshared} == {"before"}


def test_what_is_out_of_scope_in_both_is_in_nobodys_way() -> None:
    comparison = compare(
        *(cycle(name, scores_of(total, CELLS_WITHOUT_E), ("E",)) for name, total in (("First", 50), ("Second", 60)))
    )
    assert comparison.is_whole
    assert (comparison.overall, len(comparison.cells)) == (Change(50, 60), 40)
    assert all(one.is_whole for one in comparison.groups)


@pytest.mark.parametrize(
    ("before", "after", "side"), [("-1111", "11111", "before"), ("11111", "-1111", "after"), ("-1111", "-1111", "both")]
)
def test_what_is_not_scored_is_listed_and_not_compared(before: str, after: str, side: Side) -> None:
    comparison = of({"D": before}, {"D": after})
    assert comparison.unshared == (Unshared(CellId("D", "manager"), Reason.NOT_SCORED, side),)
    assert len(comparison.cells) == 44


def test_a_cell_that_reads_differently_is_another_cell() -> None:
    cell = CellId("D", "team")
    comparison = compare(
        cycle("First", scores_of(54)), cycle("Second", scores_of(60), checklist=reworded([cell, *CELLS_OF_E]))
    )
    assert {one.reason for one in comparison.unshared} == {Reason.OTHER_TEXTS}
    assert {one.side for one in comparison.unshared} == {"both"}
    assert [one.cell for one in comparison.unshared] == [cell, *CELLS_OF_E]


def test_a_checklist_with_the_same_texts_shares_every_cell() -> None:
    comparison = compare(cycle("First", scores_of(54)), cycle("Second", scores_of(60), checklist=reworded([])))
    assert comparison.is_whole


def test_a_cell_that_only_one_checklist_has_is_listed() -> None:
    cell = CellId("I", "senior")
    newer = cycle("Newer", scores_of(54, CELLS[:-1]), checklist=without([cell]))
    older = cycle("Older", scores_of(54))
    assert compare(older, newer).unshared == (Unshared(cell, Reason.NOT_IN_CHECKLIST, "after"),)
    assert compare(newer, older).unshared == (Unshared(cell, Reason.NOT_IN_CHECKLIST, "before"),)


def test_a_cell_that_neither_needs_is_not_listed() -> None:
    older = cycle("Older", scores_of(54, CELLS_WITHOUT_E), ("E",))
    newer_scores = scores_of(60, CELLS_WITHOUT_E)
    newer = cycle("Newer", newer_scores, ("E",), checklist=reworded(CELLS_OF_E))
    assert compare(older, newer).is_whole


def test_two_that_share_nothing_have_nothing_to_compare() -> None:
    comparison = compare(cycle("First", {}, provisional=True), cycle("Second", scores_of(54)))
    assert (comparison.overall, comparison.elements, comparison.groups, comparison.cells) == (Change(0, 0), (), (), ())
    assert len(comparison.unshared) == 45


def test_it_follows_several_cycles_from_the_first_and_from_each_to_the_next() -> None:
    first, second, third = (cycle(str(year), scores_of(total)) for year, total in ((2023, 54), (2024, 63), (2025, 60)))
    start, middle, end = steps([first, second, third])
    assert (start.cycle, start.since_first, start.since_previous) == (first, None, None)
    assert (middle.since_first, middle.since_previous) == (compare(first, second), compare(first, second))
    assert (end.since_first, end.since_previous) == (compare(first, third), compare(second, third))


@pytest.mark.parametrize("count", [0, 1])
def test_it_follows_fewer_than_two(count: int) -> None:
    assert [step.since_first for step in steps([cycle("One", scores_of(54))] * count)] == [None] * count


def test_names_are_those_of_the_later_checklist() -> None:
    comparison = of({}, {})
    assert [one.element for one in comparison.elements] == list(CHECKLIST.elements)
    assert [one.group.key for one in comparison.groups] == list(GROUPS)
