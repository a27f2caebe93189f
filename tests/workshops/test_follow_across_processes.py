"""Several server processes on one database: what is committed through one reaches the screens of every other."""

from contextlib import ExitStack
from time import monotonic

from sqlalchemy import Engine

from app.web.server import GRACE_SECONDS
from tests.workshops.processes import Follower, post, station

FOLLOWERS = 20


def test_a_change_at_one_reaches_the_screens_of_both(airwaves: Engine) -> None:
    with station(airwaves) as one, station(airwaves) as other:
        followers = [Follower(one.address), Follower(other.address)]
        for follower in followers:
            assert follower.next()["event"] == "nudge"
        for server, kind in ((one, "tally"), (other, "state")):
            post(server.address, f"/followed/12/{kind}")
            for follower in followers:
                while kind not in (event := follower.next())["data"].split():
                    assert event["event"] == "nudge"
        post(one.address, "/followed/12/end")
        for follower in followers:
            while (event := follower.next())["event"] == "nudge":
                pass
            assert event["event"] == "end"
            assert follower.next() == {}
            follower.close()


def test_who_comes_back_after_a_power_cut_is_nudged(airwaves: Engine) -> None:
    with station(airwaves) as first:
        follower = Follower(first.address)
        last = follower.next()["id"]
        first.kill()
        while follower.next():  # what it had still sent
            pass
        follower.close()
    with station(airwaves, first.port) as second:
        again = Follower(second.address, last_event_id=last)
        nudge = again.next()
        assert nudge["event"] == "nudge"
        assert int(nudge["id"]) > int(last)
        again.close()


def test_a_server_that_is_told_to_stop_lets_its_followers_go_at_once(airwaves: Engine) -> None:
    with station(airwaves) as server, ExitStack() as leaving:
        followers = [Follower(server.address) for _ in range(FOLLOWERS)]
        for follower in followers:
            leaving.callback(follower.close)
            assert follower.next()["event"] == "nudge"
        told = monotonic()
        server.tell_to_stop()
        said = server.wait()
        assert monotonic() - told < GRACE_SECONDS / 2
        assert "Application shutdown complete" in said
        assert "exceeded" not in said
        for follower in followers:
            while event := follower.next():
                assert event["event"] == "nudge"  # and never the end: they come back
