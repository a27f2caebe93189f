"""Units side by side: spreads, widest differences, who could help whom, places."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maturity.checklist import CellId
from app.maturity.peers import (
    CellSpread,
    Help,
    Learner,
    Peer,
    Place,
    Spread,
    cell_spreads,
    change,
    element_spreads,
    ends,
    proportion,
    rank,
    same_scope,
    who_could_help,
    widest_differences,
)
from app.maturity.scoring import assess
from tests.maturity.builder import CELLS, CELLS_WITHOUT_E, CHECKLIST, TOP, scores_by_element, scores_of


def peer(name: str, *left_out: str, **rows: str) -> Peer:
    scores = scores_by_element(**rows)
    return Peer(name, scores, assess(CHECKLIST, scores, left_out))


def overall(name: str, total: int, left_out: tuple[str, ...] = ()) -> Peer:
    scores = scores_of(total, CELLS_WITHOUT_E if left_out else CELLS)
    return Peer(name, scores, assess(CHECKLIST, scores, left_out))


def letters(found: Any) -> str:
    return "".join(one.element.letter for one in found)


def test_a_spread_says_how_far_and_between_whom() -> None:
    peers = [peer("North", A="11111"), peer("South", A="33330"), peer("West", A="22210"), peer("East", A="00003")]
    [(element, spread)] = element_spreads(CHECKLIST, peers)
    assert element == CHECKLIST.element("A")
    assert spread == Spread(3, 12, ("East",), ("South",), 4)
    assert spread.difference == 9


def test_those_who_share_an_end_are_all_named() -> None:
    peers = [peer("North", A="11111"), peer("South", A="11111"), peer("West", A="22222"), peer("East", A="22222")]
    [(_, spread)] = element_spreads(CHECKLIST, peers)
    assert (spread.lowest_in, spread.highest_in) == (("North", "South"), ("West", "East"))


def test_one_unit_has_no_difference() -> None:
    [(_, spread)] = element_spreads(CHECKLIST, [peer("North", A="11111")])
    assert (spread.difference, spread.compared) == (0, 1)
    assert spread.lowest_in == spread.highest_in == ("North",)


def test_nothing_is_compared_where_there_is_nothing() -> None:
    assert element_spreads(CHECKLIST, []) == ()
    assert cell_spreads(CHECKLIST, []) == ()
    assert who_could_help(CHECKLIST, []) == ()
    assert rank([]) == {}
    assert same_scope([])
    with pytest.raises(ValueError, match="empty"):
        ends([])


def test_an_element_is_not_compared_where_it_is_out_of_scope_or_open() -> None:
    peers = [
        peer("North", "E", A="11111"),
        peer("South", A="1111-", E="22222"),
        peer("West", A="33333", E="11111"),
    ]
    by_letter = {found.element.letter: found.spread for found in element_spreads(CHECKLIST, peers)}
    assert by_letter == {
        "A": Spread(5, 15, ("North",), ("West",), 2),
        "E": Spread(5, 10, ("West",), ("South",), 2),
    }


def test_a_cell_is_compared_where_it_is_scored() -> None:
    peers = [peer("North", A="0----"), peer("South", A="3-1--")]
    assert cell_spreads(CHECKLIST, peers) == (
        CellSpread(CellId("A", "manager"), Spread(0, 3, ("North",), ("South",), 2)),
        CellSpread(CellId("A", "team"), Spread(1, 1, ("South",), ("South",), 1)),
    )


@pytest.mark.parametrize(
    ("rows", "count", "widest"),
    [
        pytest.param({"A": "11111", "B": "33333", "C": "22222"}, 5, "BC", id="only those that differ"),
        pytest.param({"A": "11111"}, 5, "", id="none that differs"),
        pytest.param({"C": "22222", "B": "00000", "A": "11112"}, 5, "BCA", id="ties keep the checklist's order"),
        pytest.param({"A": "22222", "B": "33333", "C": "22222"}, 2, "BA", id="as many as asked for"),
        pytest.param({"A": "22222"}, 0, "", id="none asked for"),
    ],
)
def test_the_widest_differences_come_first(rows: dict[str, str], count: int, widest: str) -> None:
    level = dict.fromkeys(rows, "11111")
    spreads = element_spreads(CHECKLIST, [peer("North", **level), peer("South", **rows)])
    assert letters(widest_differences(spreads, count)) == widest


def test_the_widest_differences_of_cells_keep_the_checklists_order() -> None:
    spreads = cell_spreads(CHECKLIST, [peer("North", B="00000", A="10000"), peer("South", B="12000", A="10003")])
    found = [(*one.cell, one.spread.difference) for one in widest_differences(spreads)]
    assert found == [("A", "senior", 3), ("B", "unit", 2), ("B", "manager", 1)]


def test_who_is_at_the_top_could_help_who_is_in_the_lower_half() -> None:
    peers = [
        peer("North", A="33320", B="3----"),
        peer("South", A="13210", B="1----"),
        peer("West", A="33213", B="0----"),
        peer("East", A="13201", B="3----"),
    ]
    assert who_could_help(CHECKLIST, peers) == (
        Help(CellId("A", "senior"), ("West",), (Learner("North", 0), Learner("South", 0), Learner("East", 1))),
        Help(CellId("B", "manager"), ("North", "East"), (Learner("West", 0), Learner("South", 1))),
        Help(CellId("A", "manager"), ("North", "West"), (Learner("South", 1), Learner("East", 1))),
    )


@pytest.mark.parametrize(("north", "south"), [("3", "2"), ("2", "0"), ("3", "3"), ("1", "0"), ("3", "-")])
def test_nobody_helps_who_is_nearly_there_or_without_being_at_the_top(north: str, south: str) -> None:
    peers = [peer("North", A=f"{north}----"), peer("South", A=f"{south}----")]
    assert who_could_help(CHECKLIST, peers) == ()


@pytest.mark.parametrize(
    ("peers", "places"),
    [
        ([], {}),
        ([overall("North", 0)], {"North": (1, False)}),
        ([overall("North", 10), overall("South", 11)], {"North": (2, False), "South": (1, False)}),
        (
            [overall("N", 10), overall("S", 11), overall("W", 10), overall("E", 9)],
            {"N": (2, True), "S": (1, False), "W": (2, True), "E": (4, False)},
        ),
        ([overall("N", 90), overall("S", 80, ("E",))], {"N": (1, True), "S": (1, True)}),
        ([overall("N", 90), overall("S", 81, ("E",))], {"N": (2, False), "S": (1, False)}),
    ],
    ids=["nobody", "one", "two", "a shared place", "an equal proportion", "more with fewer points"],
)
def test_places_follow_the_exact_proportion(peers: list[Peer], places: dict[str, tuple[int, bool]]) -> None:
    assert rank(peers) == {name: Place(*place) for name, place in places.items()}


def test_the_ends_are_those_of_the_exact_proportion() -> None:
    low, middle, high = overall("Low", 45), overall("Middle", 41, ("E",)), overall("High", 47)
    assert ends([middle, high, low]) == (low, high)
    assert ends([middle]) == (middle, middle)
    assert proportion(middle.result) == Fraction(41, 120)


def test_it_knows_whether_scopes_differ() -> None:
    assert same_scope([overall("North", 1), overall("South", 2)])
    assert same_scope([overall("North", 1, ("E",)), overall("South", 2, ("E",))])
    assert not same_scope([overall("North", 1), overall("South", 2, ("E",))])


@pytest.mark.parametrize(
    ("now", "before", "points"),
    [
        (overall("", 70), overall("", 63), 7),
        (overall("", 60), overall("", 63), -3),
        (overall("", 6, ("E",)), overall("", 6), None),
    ],
    ids=["higher", "lower", "another scope"],
)
def test_a_change_is_told_on_one_scale_only(now: Peer, before: Peer, points: int | None) -> None:
    found = change(now.result, before.result)
    assert (found.by if found else None) == points


@st.composite
def groups_of_units(draw: st.DrawFn) -> list[Peer]:
    """Draw up to six units, some without E, some with open cells."""
    peers = []
    for number in range(draw(st.integers(0, 6))):
        left_out, cells = draw(st.sampled_from([((), CELLS), (("E",), CELLS_WITHOUT_E)]))
        digits = draw(st.lists(st.integers(-1, TOP), min_size=len(cells), max_size=len(cells)))
        scores = {cell: digit for cell, digit in zip(cells, digits, strict=True) if digit >= 0}
        peers.append(Peer(f"Unit {number}", scores, assess(CHECKLIST, scores, left_out)))
    return peers


@given(groups_of_units())
def test_every_unit_lies_between_the_ends_of_a_spread(peers: list[Peer]) -> None:
    for cell, spread in cell_spreads(CHECKLIST, peers):
        given_there = {one.name: one.scores[cell] for one in peers if cell in one.scores}
        assert all(spread.lowest <= score <= spread.highest for score in given_there.values())
        assert all(given_there[name] == spread.lowest for name in spread.lowest_in)
        assert all(given_there[name] == spread.highest for name in spread.highest_in)
        assert (spread.compared, spread.difference >= 0) == (len(given_there), True)
        assert spread.lowest_in
        assert spread.highest_in


@given(groups_of_units(), st.integers(0, 50))
def test_no_difference_left_out_is_wider_than_one_that_is_named(peers: list[Peer], count: int) -> None:
    spreads = cell_spreads(CHECKLIST, peers)
    widest = widest_differences(spreads, count)
    differences = [one.spread.difference for one in widest]
    assert differences == sorted(differences, reverse=True)
    assert 0 not in differences
    rest = [one.spread.difference for one in spreads if one not in widest]
    assert len(widest) == count or not any(rest)
    assert max(rest, default=0) <= min(differences, default=3)


@given(groups_of_units())
def test_help_is_only_where_one_is_at_the_top_and_another_low(peers: list[Peer]) -> None:
    scores = {one.name: one.scores for one in peers}
    found = who_could_help(CHECKLIST, peers)
    lowest = [help_.learners[0].score for help_ in found]
    assert lowest == sorted(lowest)
    for help_ in found:
        assert all(scores[name][help_.cell] == TOP for name in help_.helpers)
        assert all(scores[name][help_.cell] == score <= 1 for name, score in help_.learners)
    wanted = {cell for cell, spread in cell_spreads(CHECKLIST, peers) if spread.highest == TOP and spread.lowest <= 1}
    assert {help_.cell for help_ in found} == wanted


@given(groups_of_units())
def test_a_better_place_is_a_higher_proportion(peers: list[Peer]) -> None:
    places = rank(peers)
    for one in peers:
        better = [other for other in peers if proportion(other.result) > proportion(one.result)]
        equals = [other for other in peers if proportion(other.result) == proportion(one.result)]
        assert places[one.name] == Place(len(better) + 1, len(equals) > 1)
