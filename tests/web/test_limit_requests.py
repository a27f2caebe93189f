"""Nobody asks so often that others wait: not one browser, and not one address."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from app.main import create_app
from app.settings import Settings
from app.web.security import rates
from app.web.security.rates import Counters
from tests.conftest import COOKIE, HOST

PAGE = "/forgotten-password"  # it needs no database
PER_MINUTE = 5
FRAGMENT = {"hx-request": "true"}


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 4_000_000_000.0  # later than the clock that the library itself looks at

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(rates, "time", clock)
    return clock


@pytest.fixture
def limited(tmp_path: Path, clock: Clock) -> Iterator[ASGIApp]:
    """The application with a small limit."""
    app = create_app(Settings(data_dir=tmp_path, warm_reports=False, requests_per_minute=PER_MINUTE))
    yield app
    app.state.engine.dispose()


def browser(app: ASGIApp, address: str = "192.0.2.1", token: str = "") -> TestClient:
    cookies = {COOKIE: token} if token else {}
    return TestClient(app, base_url=HOST, client=(address, 4711), cookies=cookies, follow_redirects=False)


def statuses(client: TestClient, count: int, path: str = PAGE) -> list[int]:
    return [client.get(path).status_code for _ in range(count)]


def test_an_address_is_let_in_so_often_and_then_told_when_to_come_back(limited: ASGIApp, clock: Clock) -> None:
    client = browser(limited)
    assert statuses(client, PER_MINUTE + 2) == [200] * PER_MINUTE + [429] * 2
    clock.now += 20.5
    refused = client.get(PAGE)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "40")
    clock.now += 39.5
    assert client.get(PAGE).status_code == 200


def test_others_are_not_kept_waiting(limited: ASGIApp) -> None:
    assert statuses(browser(limited), PER_MINUTE + 1)[-1] == 429
    assert browser(limited, "192.0.2.2").get(PAGE).status_code == 200


def test_a_browser_that_changes_its_address_is_still_the_same(limited: ASGIApp) -> None:
    for number in range(PER_MINUTE):
        assert browser(limited, f"192.0.2.{number}", "token").get(PAGE).status_code == 200
    assert browser(limited, "192.0.2.200", "token").get(PAGE).status_code == 429
    assert browser(limited, "192.0.2.200", "another").get(PAGE).status_code == 200


def test_nobody_helps_themselves_with_cookies(limited: ASGIApp) -> None:
    found = [browser(limited, token=f"token-{n}").get(PAGE).status_code for n in range(PER_MINUTE + 1)]
    assert found[-1] == 429


def test_a_whole_network_of_one_person_counts_as_one(limited: ASGIApp) -> None:
    found = [browser(limited, f"2001:db8::{n}").get(PAGE).status_code for n in range(1, PER_MINUTE + 2)]
    assert found == [200] * PER_MINUTE + [429]
    assert browser(limited, "2001:db8:1::1").get(PAGE).status_code == 200
    assert browser(limited, "fe80::1%eth0").get(PAGE).status_code == 200


@pytest.mark.parametrize("path", ["/static/icon.svg", "/healthz", "/readyz"])
def test_files_and_probes_do_not_count(limited: ASGIApp, path: str) -> None:
    client = browser(limited)
    assert 429 not in statuses(client, PER_MINUTE + 1, path)
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("path", ["/", "/nowhere", "/cycles/1/results"])
def test_every_other_address_counts_there_or_not(limited: ASGIApp, path: str) -> None:
    assert statuses(browser(limited), PER_MINUTE + 1, path)[-1] == 429


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
def test_it_says_so_calmly(limited: ASGIApp, headers: dict[str, str]) -> None:
    client = browser(limited)
    statuses(client, PER_MINUTE)
    refused = client.get(PAGE, headers=headers)
    assert "Wait a minute and try again." in refused.text
    assert ("<html" in refused.text) == (headers == {})
    assert "content-security-policy" in refused.headers


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, warm_reports=False, requests_per_minute=0))
    assert statuses(browser(app), 20) == [200] * 20
    app.state.engine.dispose()


def test_what_is_over_is_forgotten(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "PRUNED_FROM", 10)
    counters = Counters()
    for number in range(10):
        counters.incr(f"old {number}", 60)
    clock.now += 61
    for number in range(3):
        counters.incr(f"new {number}", 60)
    assert set(counters.expirations) == set(counters.storage) == {"new 0", "new 1", "new 2"}


def test_a_flood_of_many_is_not_looked_through_again_and_again(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "PRUNED_FROM", 10)
    counters = Counters()
    looks: list[float] = []
    prune = counters._prune

    def look(now: float) -> None:
        looks.append(now)
        prune(now)

    monkeypatch.setattr(counters, "_prune", look)
    for number in range(100):
        counters.incr(f"new {number}", 60)
    assert len(looks) == 4  # at 10, 20, 40 and 80
