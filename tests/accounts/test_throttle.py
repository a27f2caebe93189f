"""Counting what fails, by a clock of the test's own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from app.accounts import throttling
from app.accounts.throttling import Bound, count, of_person, of_sign_in, take_back
from app.db.engine import writing
from app.errors import ThrottledError

NOON = 1_800_000_000
MINUTE = 60
BOUNDS = (Bound("a", 3), Bound("b", 5, 5 * MINUTE))


def tried(engine: Engine, bounds: tuple[Bound, ...] = BOUNDS, at: int = NOON) -> int:
    """Fail once, and return how many seconds to wait when that was not even tried, else 0."""
    with writing(engine) as session:
        try:
            count(session, bounds, at)
        except ThrottledError as error:
            return error.retry_after
        session.commit()
    return 0


@pytest.mark.parametrize(
    ("tries_at", "last_at", "waits"),
    [
        ([], 0, 0),
        ([0, 0], 0, 0),
        ([0, 0, 0], 0, 900),
        ([0, 300, 600], 899, 1),
        ([0, 300, 600], 900, 0),  # the window is over: it began with the first failure
        ([0, 0, 0, 0, 0, 0], 600, 300),  # what was not tried moves nothing
        ([0, 0, 0, 900], 901, 0),
    ],
)
def test_a_full_count_waits_for_the_end_of_its_window(
    engine: Engine, tries_at: list[int], last_at: int, waits: int
) -> None:
    for seconds in tries_at:
        tried(engine, BOUNDS[:1], NOON + seconds)
    assert tried(engine, BOUNDS[:1], NOON + last_at) == waits


def test_what_may_not_be_tried_counts_nowhere(engine: Engine) -> None:
    for _ in range(10):
        tried(engine)
    assert [tried(engine, BOUNDS[1:]) for _ in range(3)] == [0, 0, 300]


def test_a_try_that_succeeds_does_not_count(engine: Engine) -> None:
    for _ in range(10):
        assert tried(engine) == 0
        with writing(engine) as session:
            take_back(session, BOUNDS)
            session.commit()


def test_taking_back_never_goes_below_none(engine: Engine, session: Session) -> None:
    take_back(session, BOUNDS)
    session.commit()
    assert [tried(engine, BOUNDS[:1]) for _ in range(4)] == [0, 0, 0, 900]


def test_many_at_the_same_moment_are_held_to_the_bound(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: tried(engine), range(12)))
    assert sorted(waits) == [0] * 3 + [900] * 9


def test_it_survives_a_restart(engine: Engine) -> None:
    for _ in range(3):
        tried(engine)
    engine.dispose()
    assert tried(engine) == 900


@pytest.mark.parametrize(
    ("email", "address", "allowed"),
    [
        ("dana@example.com", "192.0.2.1", 10),  # one account from one address
        ("{}@example.com", "192.0.2.1", 20),  # one address
        ("dana@example.com", "192.0.2.{}", 50),  # one account from anywhere
        ("{}@example.com", "192.0.{}.1", 100),  # nothing in common but the installation
        ("{}@example.com", "2001:db8::{}", 20),  # an IPv6 network is one address
        ("{}@example.com", "2001:db8:0:{}::1", 100),
        ("{}@example.com", "::ffff:192.0.{}.1", 100),  # IPv4, as a socket for both hands it over
        ("{}@example.com", "testclient", 20),
        (" Dana@Example.com", "192.0.2.1", 10),
    ],
)
def test_sign_ins_are_bound_by_what_they_share(engine: Engine, email: str, address: str, allowed: int) -> None:
    waits = [tried(engine, of_sign_in(email.format(n), address.format(n))) for n in range(100)]
    assert waits.count(0) == allowed


def test_the_installation_has_a_bound_of_its_own(engine: Engine, session: Session) -> None:
    tried(engine, of_sign_in("dana@example.com", "192.0.2.1"))
    session.execute(text("UPDATE throttles SET tries = 1000 WHERE tries = 1"))
    session.commit()
    assert tried(engine, of_sign_in("stella@example.com", "192.0.2.2"), NOON) == 300


def test_persons_are_bound_each_by_themselves(engine: Engine) -> None:
    assert [tried(engine, of_person(1)) for _ in range(11)] == [0] * 10 + [900]
    assert tried(engine, of_person(2)) == 0


def test_the_rows_name_nobody(engine: Engine, session: Session) -> None:
    tried(engine, of_sign_in("dana@example.com", "192.0.2.1"))
    rows = repr(session.execute(text("SELECT * FROM throttles")).all())
    assert "dana" not in rows
    assert "192.0" not in rows


def test_old_counts_are_forgotten(engine: Engine, session: Session) -> None:
    for number in range(5):
        tried(engine, of_person(number))
    tried(engine, of_person(9), NOON + throttling.LONGEST)
    assert session.execute(text("SELECT count(*) FROM throttles")).scalar_one() == 1


def test_by_default_the_clock_is_the_machine_s(session: Session) -> None:
    count(session, BOUNDS)
    count(session, BOUNDS)


@pytest.mark.parametrize(("seconds", "said"), [(1, "in a minute"), (60, "in a minute"), (61, "in 2 minutes")])
def test_the_wait_is_said_in_minutes(seconds: int, said: str) -> None:
    assert said in ThrottledError(seconds).message
