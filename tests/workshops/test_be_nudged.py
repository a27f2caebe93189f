"""The screens of a workshop: each is nudged by what concerns it, while it may see the workshop."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.db.columns import now
from app.settings import Settings
from app.workshops import closing, leading
from app.workshops.deps import room_cookie
from app.workshops.joining import Seat
from tests.browser.server import LiveServer
from tests.conftest import COOKIE, Cast, SignIn, token_of, visitor
from tests.workshops.processes import Follower
from tests.workshops.rooms import Host, phone_of

Follow = Callable[[str, str], Follower]


@pytest.fixture
def follow(app: FastAPI) -> Iterator[Follow]:
    """Open the events at an address, as a browser that shows a cookie, and wait for the first nudge."""
    server, followers = LiveServer(app), []

    def follow(path: str, cookie: str) -> Follower:
        follower = Follower(server.address, path=path, cookie=cookie)
        followers.append(follower)
        assert follower.next()["event"] == "nudge"
        return follower

    yield follow
    for follower in followers:
        follower.close()
    server.wait_until_idle()
    server.stop()


def seat_cookie(seat: Seat) -> str:
    return f"{room_cookie(seat.workshop_id, Settings()).name}={seat.token}"


def director_cookie() -> str:
    return f"{COOKIE}={token_of('Dana Director')}"


def kinds_of(follower: Follower, until: str) -> set[str]:
    """Return the kinds of change that a screen is told, up to this one."""
    told: set[str] = set()
    while until not in told:
        told |= set(follower.next()["data"].split())
    return told


def test_it_tells_a_phone_what_the_facilitator_does_and_not_who_votes(host: Host, follow: Follow) -> None:
    room = host.open()
    seat = host.join(room)
    host.begin(room)
    phone, screen = (
        follow(f"/w/{room}/events", seat_cookie(seat)),
        follow(f"/workshops/{room}/events", director_cookie()),
    )
    host.vote(seat, "2")
    assert "tally" in kinds_of(screen, "tally")
    host.lead(leading.pause, room, paused=True)
    assert kinds_of(phone, "state") == {"state"}
    assert "state" in kinds_of(screen, "state")


def test_it_says_when_the_workshop_is_over(host: Host, follow: Follow) -> None:
    room = host.open()
    seat = host.join(room)
    phone = follow(f"/w/{room}/events", seat_cookie(seat))
    host.lead(closing.close, room)
    closing.close_what_is_due(host.scribe.session, now() + closing.GRACE + timedelta(seconds=1))
    host.scribe.session.commit()
    while (event := phone.next())["event"] == "nudge":
        pass
    assert event["event"] == "end"


def test_it_carries_nothing_but_numbers_and_kinds(host: Host, follow: Follow) -> None:
    room = host.open()
    seat = host.join(room)
    host.begin(room)
    screen = follow(f"/workshops/{room}/events", director_cookie())
    host.vote(seat, "2")
    event = screen.next()
    assert set(event) == {"id", "event", "data"}
    assert event["id"].isdecimal()
    assert set(event["data"].split()) <= {"state", "tally"}


def test_a_device_without_a_seat_is_not_told(app: FastAPI, host: Host) -> None:
    room, other = host.open(), host.open(cycle_id=host.scribe.start("Another"))
    assert visitor(app).get(f"/w/{room}/events").status_code == 404
    phone = phone_of(app, host.join(other))
    assert phone.get(f"/w/{room}/events").status_code == 404
    assert phone.get("/w/4711/events").status_code == 404


def test_whose_seat_was_taken_is_not_told(app: FastAPI, host: Host) -> None:
    room = host.open()
    seat = host.join(room)
    host.lead(leading.remove, room, seat.id, removed=True)
    assert phone_of(app, seat).get(f"/w/{room}/events").status_code == 404


def test_who_follows_a_closed_workshop_is_told_that_it_is_over(client: TestClient, host: Host) -> None:
    room = host.at("closing")
    closing.close_what_is_due(host.scribe.session, now() + closing.GRACE + timedelta(seconds=1))
    host.scribe.session.commit()
    assert client.get(f"/workshops/{room}/events").text == "event: end\ndata:\n\n"


@pytest.mark.parametrize(("who", "status"), [("contributor", 403), ("steering", 403), ("stranger", 404)])
def test_only_a_director_follows_the_facilitators_screens(
    client: TestClient, host: Host, cast: Cast, sign_in: SignIn, who: str, status: int
) -> None:
    room = host.open()
    sign_in(getattr(cast, who))
    assert client.get(f"/workshops/{room}/events").status_code == status
