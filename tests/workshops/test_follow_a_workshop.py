"""A screen is nudged at once when something changed, never often, and told nothing of what changed."""

import re
from contextlib import AsyncExitStack
from itertools import pairwise

import pytest

from app.errors import BusyError
from app.workshops.live import EVERYTHING, HEARTBEAT_SECONDS, LIFE_SECONDS, PACE_SECONDS, STATE
from tests.workshops.listening import WORKSHOP, Screen, Watched, hub, in_no_time, now, pass_by, settled


def test_it_is_nudged_as_it_comes() -> None:
    async def visit() -> None:
        async with Screen(hub().stream(WORKSHOP, EVERYTHING)) as screen:
            [nudge] = screen.nudges
            assert (nudge.event, nudge.kinds, nudge.at) == ("nudge", ["state", "tally"], 0)

    in_no_time(visit)


def test_it_is_told_first_when_to_come_back_and_that_the_line_is_open() -> None:
    async def visit() -> None:
        async with Screen(hub().stream(WORKSHOP, STATE)) as screen:
            assert re.fullmatch(rb"retry: [12]\d{3}\nevent: heartbeat\ndata:\n\n", screen.chunks[0])

    in_no_time(visit)


def test_it_is_nudged_at_once_when_something_changes() -> None:
    async def visit() -> None:
        followed = hub()
        async with Screen(followed.stream(WORKSHOP, STATE)) as screen:
            await pass_by(100)
            followed.hear(WORKSHOP, "state")
            await settled()
            assert [(one.at, one.kinds) for one in screen.nudges[1:]] == [(now(), ["state"])]

    in_no_time(visit)


def test_it_is_nudged_at_most_four_times_a_second_and_again_after_the_last_change() -> None:
    async def visit() -> None:
        followed = hub()
        async with Screen(followed.stream(WORKSHOP, EVERYTHING)) as screen:
            for _ in range(300):
                await pass_by(0.01)
                followed.hear(WORKSHOP, "tally")
            last = now()
            await pass_by(5)
            times = [one.at for one in screen.nudges]
            assert 12 <= len(times) <= 14
            assert min(later - earlier for earlier, later in pairwise(times)) > PACE_SECONDS - 1e-6
            assert last <= times[-1] <= last + PACE_SECONDS

    in_no_time(visit)


def test_it_hears_of_several_changes_in_one_event() -> None:
    async def visit() -> None:
        followed = hub()
        async with Screen(followed.stream(WORKSHOP, EVERYTHING)) as screen:
            followed.hear(WORKSHOP, "tally")
            followed.hear(WORKSHOP, "state")
            await pass_by(1)
            assert [one.kinds for one in screen.nudges] == [["state", "tally"]] * 2

    in_no_time(visit)


def test_it_hears_only_of_what_it_follows() -> None:
    async def visit() -> None:
        followed = hub()
        async with Screen(followed.stream(WORKSHOP, STATE)) as screen:
            followed.hear(WORKSHOP, "tally")
            followed.hear(WORKSHOP + 1, "state")
            await pass_by(1)
            assert [one.kinds for one in screen.nudges] == [["state"]]

    in_no_time(visit)


def test_its_ids_rise() -> None:
    async def visit() -> None:
        followed = hub()
        async with Screen(followed.stream(WORKSHOP, STATE)) as screen:
            for _ in range(5):
                await pass_by(1)
                followed.hear(WORKSHOP, "state")
            ids = [int(one.id) for one in screen.nudges]
            assert ids == sorted(set(ids))

    in_no_time(visit)


def test_it_hears_nothing_new_when_it_comes_back_and_nothing_changed() -> None:
    async def visit() -> None:
        followed = hub()
        async with Screen(followed.stream(WORKSHOP, STATE)) as first:
            latest = first.nudges[-1].id
            followed.hear(WORKSHOP, "tally")  # which it does not follow
            async with Screen(followed.stream(WORKSHOP, STATE, latest)) as again:
                assert again.nudges == []

    in_no_time(visit)


@pytest.mark.parametrize("last", ["", "1", "nonsense", str(2**80)])
def test_it_is_nudged_when_it_comes_back_with_any_other_id(last: str) -> None:
    async def visit() -> None:
        async with Screen(hub().stream(WORKSHOP, STATE, last)) as screen:
            assert len(screen.nudges) == 1

    in_no_time(visit)


def test_it_is_nudged_when_nobody_listened_for_it_meanwhile() -> None:
    async def visit() -> None:
        followed = hub()
        async with Screen(followed.stream(WORKSHOP, STATE)) as first:
            latest = first.nudges[-1].id
        async with Screen(followed.stream(WORKSHOP, STATE, latest)) as again:
            assert len(again.nudges) == 1

    in_no_time(visit)


def test_everybody_is_nudged_when_something_may_have_been_missed() -> None:
    async def visit() -> None:
        followed = hub()
        async with (
            Screen(followed.stream(WORKSHOP, STATE)) as one,
            Screen(followed.stream(WORKSHOP + 1, EVERYTHING)) as other,
        ):
            await pass_by(1)
            followed.catch_up()
            await settled()
            assert [screen.nudges[-1].kinds for screen in (one, other)] == [["state"], ["state", "tally"]]

    in_no_time(visit)


def test_it_hears_that_the_line_is_open_when_nothing_changes() -> None:
    async def visit() -> None:
        async with Screen(hub().stream(WORKSHOP, STATE)) as screen:
            await pass_by(61)
            beats = [one.at for one in screen.heard if one.event == "heartbeat"]
            assert beats == pytest.approx([PACE_SECONDS * (n > 0) + n * HEARTBEAT_SECONDS for n in range(5)])

    in_no_time(visit)


def test_it_ends_with_the_workshop() -> None:
    async def visit() -> None:
        followed = hub()
        async with Screen(followed.stream(WORKSHOP, STATE)) as screen:
            await pass_by(1)
            followed.hear(WORKSHOP, "end")
            await settled()
            assert screen.is_over
            assert screen.heard[-1].event == "end"

    in_no_time(visit)


def test_it_ends_without_a_word_when_the_server_stops_so_that_it_comes_back() -> None:
    async def visit() -> None:
        followed = hub()
        async with Screen(followed.stream(WORKSHOP, STATE)) as waiting:
            await pass_by(1)
            async with Screen(followed.stream(WORKSHOP, STATE)) as nudged_just_now:
                followed.close()
                await pass_by(PACE_SECONDS)
                assert waiting.is_over
                assert nudged_just_now.is_over
                assert {one.event for one in waiting.heard} == {"heartbeat", "nudge"}
        async with Screen(followed.stream(WORKSHOP, STATE)) as late:
            assert late.is_over

    in_no_time(visit)


def test_it_comes_back_now_and_then_so_that_its_rights_are_looked_at_again() -> None:
    async def visit() -> None:
        async with Screen(hub().stream(WORKSHOP, STATE)) as screen:
            await pass_by(LIFE_SECONDS - 1)
            assert not screen.is_over
            await pass_by(HEARTBEAT_SECONDS + 1)
            assert screen.is_over

    in_no_time(visit)


def test_so_many_may_follow_and_one_more_when_one_leaves() -> None:
    async def visit() -> None:
        followed = hub(most=2)
        async with Screen(followed.stream(WORKSHOP, STATE)):
            async with Screen(followed.stream(WORKSHOP + 1, EVERYTHING)):
                with pytest.raises(BusyError) as refused:
                    followed.stream(WORKSHOP, STATE)
                assert refused.value.retry_after > 0
            async with Screen(followed.stream(WORKSHOP, STATE)) as next_one:
                assert next_one.nudges

    in_no_time(visit)


def test_an_event_is_written_once_for_everybody() -> None:
    async def visit() -> None:
        followed = hub()
        async with AsyncExitStack() as open_screens:
            screens = [
                await open_screens.enter_async_context(Screen(followed.stream(WORKSHOP, STATE))) for _ in range(50)
            ]
            await pass_by(1)
            followed.hear(WORKSHOP, "state")
            await settled()
            assert len({id(screen.chunks[-1]) for screen in screens}) == 1

    in_no_time(visit)


def test_who_reads_slowly_is_told_the_latest_and_no_more() -> None:
    async def visit() -> None:
        followed = hub()
        stream = followed.stream(WORKSHOP, STATE)
        async with Screen(followed.stream(WORKSHOP, STATE)):
            assert [await anext(stream), await anext(stream)]
            for _ in range(20):
                await pass_by(1)
                followed.hear(WORKSHOP, "state")
            await settled()
            assert b"nudge" in await anext(stream)
            assert b"heartbeat" in await anext(stream)
            await stream.aclose()

    in_no_time(visit)


def test_the_database_is_watched_only_while_somebody_listens() -> None:
    async def visit() -> None:
        watched = Watched()
        followed = hub(watched)
        stream = followed.stream(WORKSHOP, STATE)
        assert watched.stops == []
        async with Screen(stream), Screen(followed.stream(WORKSHOP + 1, STATE)):
            pass
        async with Screen(followed.stream(WORKSHOP, STATE)):
            assert [stop.is_set() for stop in watched.stops] == [True, False]
        assert [stop.is_set() for stop in watched.stops] == [True, True]

    in_no_time(visit)
