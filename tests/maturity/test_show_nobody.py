"""What of the votes on a cell may be shown: never what tells the votes of fewer than the minimum."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maturity.agreement import LOWEST_MINIMUM, Counts, PerceptionGap, Views, perception_gap, permitted

GROUPS = ("manager", "unit", "team", "functions", "senior", "other")


def votes(**by_group: int) -> dict[str, Counts]:
    """Return so many votes for stage 1 of each of these groups."""
    return {group: Counts((0, n, 0, 0)) for group, n in by_group.items()}


@pytest.mark.parametrize(
    ("by_group", "shown", "rest"),
    [
        pytest.param(votes(team=5), ["team"], None, id="one group, just enough"),
        pytest.param(votes(team=5, unit=6), ["team", "unit"], None, id="every group is large enough"),
        pytest.param(votes(team=5, unit=0), ["team", "unit"], None, id="nobody of a group answered"),
        pytest.param(votes(team=9, unit=2, senior=3), ["team"], 5, id="the small ones are enough together"),
        pytest.param(votes(team=9, unit=6, senior=4), ["team"], 10, id="the smallest large one covers the small one"),
        pytest.param(votes(team=6, unit=9, senior=4), ["team"], 13, id="but never the group concerned, if it can be"),
        pytest.param(votes(team=9, senior=1), [], 10, id="the group concerned is the only one that can"),
        pytest.param(votes(unit=7, other=7, senior=1), ["unit"], 8, id="of equals the later one"),
        pytest.param(votes(team=2, unit=2, senior=1), [], 5, id="only all together are enough"),
        pytest.param(votes(team=9, unit=1, senior=0, other=6), ["team", "senior"], 7, id="an empty one covers nobody"),
        pytest.param(
            {"team": Counts((5, 0, 0, 0)), "unit": Counts((6, 0, 0, 0)), "other": Counts((0, 0, 0, 0), 1)},
            ["team"],
            6,
            id="a don't know is an answer, too",
        ),
        pytest.param(
            {"team": Counts((5, 0, 0, 0)), "unit": Counts((4, 0, 0, 0), 8)},
            [],
            9,
            id="don't knows don't make a group large enough",
        ),
    ],
)
def test_it_shows_the_groups_that_tell_nobody(by_group: dict[str, Counts], shown: list[str], rest: int | None) -> None:
    views = permitted(by_group, own="team")
    assert views.whole == total(by_group.values())
    assert views.groups == {group: by_group[group] for group in shown}
    assert (views.rest.n if views.rest else None) == rest


@pytest.mark.parametrize(
    "by_group", [{}, votes(team=4), votes(team=2, unit=2), votes(team=0), {"team": Counts((4, 0, 0, 0), 9)}]
)
def test_it_shows_nothing_of_too_few(by_group: dict[str, Counts]) -> None:
    assert permitted(by_group, own="team") == Views(None, {}, None)
    assert perception_gap(permitted(by_group, own="team"), "team") is None


def test_it_takes_another_minimum_down_to_three() -> None:
    assert permitted(votes(team=3, unit=4), "team", minimum=3).groups.keys() == {"team", "unit"}
    with pytest.raises(ValueError, match="a minimum of 2 is below 3"):
        permitted(votes(team=5), "team", minimum=2)


@pytest.mark.parametrize(
    ("team", "others", "difference"),
    [
        ((0, 0, 0, 5), (6, 0, 0, 0), 3),
        ((5, 0, 0, 0), (0, 0, 6, 0), -2),
        ((0, 5, 0, 0), (0, 6, 0, 0), 0),
    ],
)
def test_it_tells_how_a_group_sees_itself_against_the_others(
    team: tuple[int, ...], others: tuple[int, ...], difference: int
) -> None:
    gap = perception_gap(permitted({"team": Counts(team), "unit": Counts(others)}, "team"), "team")
    assert gap == PerceptionGap(Counts(team), Counts(others))
    assert gap.difference == difference


@pytest.mark.parametrize(
    "by_group",
    [
        pytest.param(votes(team=9), id="nobody else answered"),
        pytest.param(votes(team=0, unit=9), id="nobody of the group answered"),
        pytest.param(votes(unit=9), id="nobody of the group is there"),
        pytest.param(votes(team=4, unit=9), id="the group is too small"),
        pytest.param(votes(team=9, unit=4), id="the others are too few"),
    ],
)
def test_it_tells_no_gap_when_a_side_has_too_few(by_group: dict[str, Counts]) -> None:
    assert perception_gap(permitted(by_group, "team"), "team") is None


@st.composite
def rooms(draw: st.DrawFn) -> tuple[dict[str, Counts], str, int]:
    """Draw the votes of some groups, the group concerned, and a minimum. Small groups and empty ones are frequent."""
    names = draw(st.lists(st.sampled_from(GROUPS), unique=True))
    few = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 5, 8])
    counts = st.builds(Counts, st.tuples(few, few, few, few), few)
    return {name: draw(counts) for name in names}, draw(st.sampled_from(GROUPS)), draw(st.integers(LOWEST_MINIMUM, 7))


@given(rooms())
def test_no_two_views_differ_by_fewer_than_the_minimum(room: tuple[dict[str, Counts], str, int]) -> None:
    by_group, own, minimum = room
    views = permitted(by_group, own, minimum)
    atoms = [*views.groups.values(), *([views.rest] if views.rest else [])]
    unions = [union for size in range(len(atoms) + 1) for union in combinations(range(len(atoms)), size)]
    for one in unions:
        for other in unions:
            apart = total(atoms[at] for at in set(one) ^ set(other))
            assert apart.empty or apart.n >= minimum


@given(rooms())
def test_what_is_shown_adds_up_or_is_nothing(room: tuple[dict[str, Counts], str, int]) -> None:
    by_group, own, minimum = room
    whole, views = total(by_group.values()), permitted(by_group, own, minimum)
    if whole.n < minimum:
        assert views == Views(None, {}, None)
    else:
        assert views.whole == whole == total([*views.groups.values(), *([views.rest] if views.rest else [])])
        assert all(by_group[group] == counts for group, counts in views.groups.items())


@given(rooms())
def test_it_hides_as_little_as_the_rule_allows(room: tuple[dict[str, Counts], str, int]) -> None:
    by_group, own, minimum = room
    views = permitted(by_group, own, minimum)
    if views.whole is None:
        return
    choices = [set(groups) for size in range(len(by_group) + 1) for groups in combinations(by_group, size)]
    allowed = [groups for groups in choices if tells_nobody(by_group, groups, minimum)]
    most = max(len(groups) for groups in allowed)
    assert views.groups.keys() in allowed
    assert len(views.groups) == most
    with_own = [groups for groups in allowed if len(groups) == most and own in groups]
    assert (own in views.groups) == bool(with_own)
    best = with_own or [groups for groups in allowed if len(groups) == most]
    assert total(views.groups.values()).n == max(total(by_group[one] for one in groups).n for groups in best)


@given(rooms())
def test_the_same_votes_are_always_shown_in_the_same_way(room: tuple[dict[str, Counts], str, int]) -> None:
    by_group, own, minimum = room
    views = permitted(by_group, own, minimum)
    assert views == permitted(dict(by_group), own, minimum)
    assert list(views.groups) == [group for group in by_group if group in views.groups]


@given(rooms())
def test_both_sides_of_a_gap_have_the_minimum(room: tuple[dict[str, Counts], str, int]) -> None:
    by_group, own, minimum = room
    views = permitted(by_group, own, minimum)
    gap = perception_gap(views, own)
    if gap:
        assert min(gap.own.n, gap.others.n) >= minimum
        assert gap.own + gap.others == views.whole
    else:
        others = total(counts for group, counts in views.groups.items() if group != own)
        assert own not in views.groups or not views.groups[own].n or not (others + (views.rest or total([]))).n


def tells_nobody(by_group: dict[str, Counts], shown: set[str], minimum: int) -> bool:
    """Whether these groups may be shown: each of them, and the rest, has no answers or enough votes."""
    rest = total(counts for group, counts in by_group.items() if group not in shown)
    return all(one.empty or one.n >= minimum for one in [rest, *(by_group[group] for group in shown)])


def total(counts) -> Counts:
    return sum(counts, start=Counts((0, 0, 0, 0)))
