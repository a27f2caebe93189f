"""What holds for every comparison, whatever was scored."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.maturity.comparison import Change, Comparison, Side, compare, fell, rose, stayed
from app.maturity.narrative import narrative
from tests.maturity.builder import CELLS, CHECKLIST, TOP, Cycle, cycle, reworded

OTHER_SIDE: dict[Side, Side] = {"before": "after", "after": "before", "both": "both"}


@st.composite
def cycles(draw: st.DrawFn) -> Cycle:
    """Draw a cycle: of either checklist, with or without E, with any of its cells scored."""
    checklist = draw(st.sampled_from([CHECKLIST, reworded(CELLS[3:7])]))
    out_of_scope = draw(st.sampled_from([(), ("E",)]))
    in_scope = [cell for cell in CELLS if cell.element not in out_of_scope]
    scored = draw(st.sampled_from([in_scope, in_scope[::2], in_scope[:13], []]))
    digits = draw(st.lists(st.integers(0, TOP), min_size=len(scored), max_size=len(scored)))
    return cycle("A cycle", dict(zip(scored, digits, strict=True)), out_of_scope, checklist=checklist)


@given(cycles(), cycles())
def test_cells_elements_groups_and_overall_have_one_sum(before: Cycle, after: Cycle) -> None:
    comparison = compare(before, after)
    for changes in parts(comparison):
        assert sum(change.before for change in changes) == comparison.overall.before
        assert sum(change.after for change in changes) == comparison.overall.after
        assert sum(change.by for change in changes) == comparison.overall.by
    assert sum(one.shared for one in comparison.elements) == len(comparison.cells)
    assert sum(one.shared for one in comparison.groups) == len(comparison.cells)


@given(cycles(), cycles())
def test_what_rose_fell_and_stayed_is_all_there_is(before: Cycle, after: Cycle) -> None:
    cells = compare(before, after).cells
    assert {*rose(cells), *fell(cells), *stayed(cells)} == set(cells)
    assert len(rose(cells)) + len(fell(cells)) + len(stayed(cells)) == len(cells)


@given(cycles(), cycles())
def test_a_whole_comparison_is_of_the_overall_scores(before: Cycle, after: Cycle) -> None:
    comparison = compare(before, after)
    sizes = {len(comparison.cells), before.result.overall.cells, after.result.overall.cells}
    assert comparison.is_whole == (len(sizes) == 1)
    if comparison.is_whole:
        assert comparison.overall.before == before.result.overall.score
        assert comparison.overall.after == after.result.overall.score


@given(cycles(), cycles())
def test_the_other_way_round_everything_is_the_other_way_round(before: Cycle, after: Cycle) -> None:
    there, back = compare(before, after), compare(after, before)
    assert there.overall.by == -back.overall.by
    for ours, theirs in zip(parts(there), parts(back), strict=True):
        assert [change.by for change in ours] == [-change.by for change in theirs]
    assert {(one.cell, one.reason, one.side) for one in there.unshared} == {
        (one.cell, one.reason, OTHER_SIDE[one.side]) for one in back.unshared
    }


@given(cycles())
def test_a_cycle_compared_with_itself_has_not_changed(same: Cycle) -> None:
    comparison = compare(same, same)
    assert not any(change.by for changes in parts(comparison) for change in changes)
    assert comparison.changed == ()
    assert len(comparison.cells) == len(same.scores)


@given(cycles(), cycles(), st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(before: Cycle, after: Cycle, random: Random) -> None:
    shuffled = list(before.scores.items())
    random.shuffle(shuffled)
    ours = compare(before, after)
    theirs = compare(cycle("A cycle", dict(shuffled), before.result.out_of_scope, checklist=before.checklist), after)
    assert ours == theirs
    assert narrative(ours) == narrative(theirs)


@given(cycles(), cycles())
def test_every_cell_of_either_is_compared_or_listed_once(before: Cycle, after: Cycle) -> None:
    comparison = compare(before, after)
    named = [*(one.cell for one in comparison.cells), *(one.cell for one in comparison.unshared)]
    in_scope = {cell for cell in CELLS for one in (before, after) if cell.element not in one.result.out_of_scope}
    assert len(named) == len(set(named))
    assert set(named) == in_scope


def parts(comparison: Comparison) -> list[list[Change]]:
    """Return the changes by cell, by element and by group."""
    return [
        [one.change for one in comparison.cells],
        [one.change for one in comparison.elements],
        [one.change for one in comparison.groups],
    ]
