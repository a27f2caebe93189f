"""How votes are counted, and what their median, their spread and their disagreement are."""

from fractions import Fraction

import pytest

from app.maturity.agreement import Counts, Spread, count


@pytest.mark.parametrize(
    ("votes", "stages", "unknown"),
    [
        ([], (0, 0, 0, 0), 0),
        ([2], (0, 0, 1, 0), 0),
        ([3, 0, 2, 2, None], (1, 0, 2, 1), 1),
        ([None, None], (0, 0, 0, 0), 2),
    ],
)
def test_it_counts_stages_and_don_t_knows(votes: list[int | None], stages: tuple[int, ...], unknown: int) -> None:
    counts = count(votes, stages=4)
    assert counts == Counts(stages, unknown)
    assert counts.n == len(votes) - unknown
    assert counts.empty == (not votes)


@pytest.mark.parametrize("vote", [-1, 4])
def test_it_refuses_a_vote_that_is_no_stage(vote: int) -> None:
    with pytest.raises(ValueError, match=f"{vote} is not a stage from 0 to 3"):
        count([1, vote], stages=4)


@pytest.mark.parametrize(("stages", "unknown"), [((0, -1, 2, 0), 0), ((0, 1, 2, 0), -1)])
def test_it_refuses_less_than_nothing(stages: tuple[int, ...], unknown: int) -> None:
    with pytest.raises(ValueError, match="there are no"):
        Counts(stages, unknown)


def test_it_adds_and_takes_away() -> None:
    one, other = Counts((1, 0, 2, 1), 3), Counts((0, 0, 1, 1), 1)
    assert one + other == Counts((1, 0, 3, 2), 4)
    assert one - other == Counts((1, 0, 1, 0), 2)
    with pytest.raises(ValueError, match="there are no"):
        other - one


def test_it_tells_no_median_and_no_spread_without_votes() -> None:
    nobody = Counts((0, 0, 0, 0), 7)
    assert (nobody.n, nobody.median, nobody.spread, nobody.disagreement) == (0, None, None, 0)


@pytest.mark.parametrize(
    ("stages", "median"),
    [
        pytest.param((0, 0, 0, 1), 3, id="one vote"),
        pytest.param((1, 1, 1, 0), 1, id="the middle of three"),
        pytest.param((1, 0, 0, 1), 0, id="the lower of two"),
        pytest.param((0, 2, 2, 0), 1, id="the lower of the two in the middle"),
        pytest.param((1, 0, 2, 1), 2, id="both in the middle are the same"),
        pytest.param((2, 0, 3, 0), 2, id="five votes, the third"),
        pytest.param((0, 3, 0, 3), 1, id="half and half"),
        pytest.param((8, 0, 0, 7), 0, id="two camps"),
    ],
)
def test_it_tells_the_median_the_lower_of_two(stages: tuple[int, ...], median: int) -> None:
    assert Counts(stages, unknown=9).median == median


@pytest.mark.parametrize(
    ("stages", "spread"),
    [
        pytest.param((0, 7, 0, 0), Spread.CLOSE, id="all the same"),
        pytest.param((0, 4, 3, 0), Spread.CLOSE, id="over half the same, the rest one stage off"),
        pytest.param((0, 4, 4, 0), Spread.SOME, id="exactly half is not over half"),
        pytest.param((3, 4, 3, 0), Spread.SOME, id="a third to each side"),
        pytest.param((0, 6, 1, 2), Spread.CLOSE, id="less than a quarter two stages off"),
        pytest.param((0, 6, 0, 2), Spread.WIDE, id="exactly a quarter two stages off"),
        pytest.param((0, 4, 3, 2), Spread.SOME, id="two of nine two stages off"),
        pytest.param((0, 4, 1, 2), Spread.WIDE, id="two of seven two stages off"),
        pytest.param((6, 0, 0, 2), Spread.WIDE, id="exactly a quarter three stages off"),
        pytest.param((1, 0, 6, 1), Spread.CLOSE, id="one below by two, one above by one"),
        pytest.param((8, 0, 0, 7), Spread.WIDE, id="a room of two camps, one of them over half"),
        pytest.param((5, 5, 5, 5), Spread.WIDE, id="everybody everywhere"),
        pytest.param((1, 0, 0, 0), Spread.CLOSE, id="one vote"),
    ],
)
def test_it_says_the_spread_in_a_word(stages: tuple[int, ...], spread: Spread) -> None:
    assert Counts(stages, unknown=20).spread == spread


@pytest.mark.parametrize(
    ("stages", "disagreement"),
    [
        ((0, 7, 0, 0), Fraction(0)),
        ((0, 4, 3, 0), Fraction(3, 7)),
        ((0, 4, 4, 0), 4 + Fraction(1, 2)),
        ((3, 4, 3, 0), 4 + Fraction(3, 5)),
        ((0, 6, 0, 2), 8 + Fraction(1, 2)),
        ((8, 0, 0, 7), 8 + Fraction(7, 5)),
    ],
)
def test_it_tells_how_much_there_is_to_talk_about(stages: tuple[int, ...], disagreement: Fraction) -> None:
    assert Counts(stages, unknown=3).disagreement == disagreement
