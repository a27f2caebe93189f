"""What a server answers to who follows a workshop, through everything that an answer passes on its way."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from app.settings import Settings
from app.workshops.live import Hub
from tests.browser.server import LiveServer
from tests.workshops.listening import Watched
from tests.workshops.processes import Follower
from tests.workshops.station import create_station

MOST = 3


@pytest.fixture
def built(airwaves: Engine) -> Iterator[FastAPI]:
    url = airwaves.url.render_as_string(hide_password=False)
    app = create_station(Settings(database_url=url, warm_reports=False))
    app.state.hub = Hub(Watched(), MOST)
    yield app
    app.state.engine.dispose()


@pytest.fixture
def served(built: FastAPI) -> Iterator[LiveServer]:
    server = LiveServer(built)
    yield server
    server.stop()


@pytest.fixture
def follower(served: LiveServer) -> Iterator[Follower]:
    follower = Follower(served.address)
    yield follower
    follower.close()
    served.wait_until_idle()


def test_it_is_not_held_back_on_its_way_and_kept_nowhere(follower: Follower) -> None:
    headers = follower.response.headers
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert (headers.get_all("cache-control"), headers["x-accel-buffering"]) == (["no-store"], "no")
    assert headers["content-encoding"] is None
    assert follower.next()["event"] == "nudge"


def test_it_carries_the_headers_that_every_answer_carries(follower: Follower) -> None:
    assert "default-src 'none'" in follower.response.headers["content-security-policy"]
    assert follower.response.headers["x-content-type-options"] == "nosniff"


def test_it_holds_no_connection_to_the_database(follower: Follower, built: FastAPI) -> None:
    assert follower.next()["event"] == "nudge"
    assert built.state.engine.pool.checkedout() == 0


def test_it_ends_when_the_follower_goes_away(served: LiveServer) -> None:
    for _ in range(2 * MOST):
        follower = Follower(served.address)
        assert follower.next()["event"] == "nudge"
        follower.close()
        served.wait_until_idle()


def test_one_too_many_is_told_when_to_come_back(served: LiveServer) -> None:
    followers = [Follower(served.address) for _ in range(MOST)]
    for follower in followers:
        assert follower.next()["event"] == "nudge"
    refused = Follower(served.address)
    assert (refused.response.status, refused.response.headers["retry-after"]) == (503, "10")
    for follower in [*followers, refused]:
        follower.close()
    served.wait_until_idle()


def test_who_slept_through_the_end_hears_of_it(served: LiveServer) -> None:
    late = Follower(served.address, path="/closed/events")
    assert late.next()["event"] == "end"
    assert late.next() == {}
    late.close()
