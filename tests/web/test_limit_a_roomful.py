"""A whole room votes from behind one address, and still no device of it asks so often that others wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from app.main import create_app
from app.settings import Settings
from app.web.security import rates
from app.web.security.rates import Counters, RequestRate
from tests.conftest import HOST

PER_MINUTE = 5
ADDRESS_MAY = 50 * PER_MINUTE
ADDRESSES = ["/join", "/join/a-long-token", "/w/12", "/w/12/live"]
PAGE = "/forgotten-password"  # it needs no database


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "time", lambda: 4_000_000_000.0)


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[ASGIApp]:
    """The application with a small limit."""
    app = create_app(Settings(data_dir=tmp_path, warm_reports=False, requests_per_minute=PER_MINUTE))
    yield app
    app.state.engine.dispose()


def device(app: ASGIApp, token: str = "", cookie: str = "kam-room-12") -> TestClient:
    cookies = {cookie: token} if token else {}
    return TestClient(app, base_url=HOST, client=("192.0.2.1", 4711), cookies=cookies, follow_redirects=False)


def refusals(client: TestClient, path: str, count: int) -> list[bool]:
    return [client.get(path).status_code == 429 for _ in range(count)]


@pytest.mark.no_cover
def test_150_people_behind_one_address_are_all_served(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, warm_reports=False))
    for number in range(150):
        found = refusals(device(app), "/join/a-long-token", 2)
        found += refusals(device(app, f"token {number}"), "/w/12", 7)  # 1,350 in all, and 1,200 are the usual
        assert not any(found)
    app.state.engine.dispose()


@pytest.mark.parametrize("cookie", ["kam-room-12", "__Host-kam-room-12"])
@pytest.mark.parametrize("path", ADDRESSES)
def test_a_device_that_floods_is_refused_and_the_others_are_not(limited: ASGIApp, path: str, cookie: str) -> None:
    assert refusals(device(limited, "flood", cookie), path, PER_MINUTE + 2) == [False] * PER_MINUTE + [True] * 2
    assert refusals(device(limited, "calm", cookie), path, 1) == [False]


@pytest.mark.no_cover
def test_forged_cookies_help_no_further_than_the_address_may_go(limited: ASGIApp) -> None:
    found = [refusals(device(limited, f"forged {n}"), "/w/12/live", 1)[0] for n in range(ADDRESS_MAY + 1)]
    assert found == [False] * ADDRESS_MAY + [True]


def test_one_cookie_of_a_header_full_of_them_counts(limited: ASGIApp) -> None:
    client = device(limited)
    many = "; ".join(f"kam-room-{n}=forged-{n}" for n in range(500))
    client.get("/w/12", headers={"cookie": many})
    [rate] = [part for part in parts_of(limited) if isinstance(part, RequestRate)]
    assert isinstance(rate.limiter.storage, Counters)
    assert len(rate.limiter.storage.storage) == 2


def test_what_people_ask_in_a_room_leaves_the_rest_of_the_house_as_it_is(limited: ASGIApp) -> None:
    assert not any(refusals(device(limited), "/w/12", 10 * PER_MINUTE))
    assert refusals(device(limited), PAGE, PER_MINUTE + 1) == [False] * PER_MINUTE + [True]
    assert refusals(device(limited), "/w/12", 1) == [False]


@pytest.mark.parametrize("path", [PAGE, "/workshops/12", "/w"])
def test_only_participants_addresses_are_for_many(limited: ASGIApp, path: str) -> None:
    assert refusals(device(limited, "token"), path, PER_MINUTE + 1)[-1]


def parts_of(app: ASGIApp) -> Iterator[ASGIApp]:
    part = app.middleware_stack  # type: ignore[attr-defined]  # it is an application of FastAPI
    while part:
        yield part
        part = getattr(part, "app", None)
