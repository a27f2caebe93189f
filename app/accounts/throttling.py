"""How often something may fail. Only failures count, and every count begins anew when its window of time is over.

Whoever guesses passwords is stopped by three counts: of one account from one address (10), of one address (20) and
of one account from anywhere (50), all in 15 minutes; and by one of the whole installation, 1,000 in 5 minutes, as
the Python Package Index has it. The first is what somebody who tries old passwords notices. The second leaves room
for the typing errors of an office behind one address. The third is wide, because whoever knows an address could
otherwise keep its owner out: that now takes five addresses, and 4,800 guesses a day at passwords of twelve
characters lead nowhere. What needs a person's password or sign-in first, such as a code of six figures, is counted
for the person alone: nobody else can use that up.

While a count is full nothing is checked, so that a right guess is not told from a wrong one.
The counts are rows, shared by all processes. Their keys are hashed: they name nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Address, ip_address, ip_network
from time import time

from sqlalchemy import case, delete, select, update
from sqlmodel import Session

from app.accounts.models import Throttle
from app.accounts.people import email_of
from app.db.columns import table_of, upsert
from app.errors import ThrottledError

MINUTE = 60
LONGEST = 15 * MINUTE
IPV6_NETWORK = 64
THROTTLES = table_of(Throttle)


@dataclass(frozen=True, slots=True)
class Bound:
    """So many failures of one thing, in so many seconds."""

    key: str
    failures: int
    seconds: int = LONGEST


def of_sign_in(email: str, address: str) -> tuple[Bound, ...]:
    """Return what bounds guesses at an account's password, from the address of a browser."""
    account, network = email_of(email), _network(address)
    return (
        Bound(_key("account", account, network), 10),
        Bound(_key("address", network), 20),
        Bound(_key("account", account), 50),
        Bound(_key("everywhere"), 1000, 5 * MINUTE),
    )


def of_person(person_id: int) -> tuple[Bound, ...]:
    """Return what bounds guesses at what a person who proved their password is asked for besides."""
    return (Bound(_key("person", str(person_id)), 10),)


def of_code(address: str) -> tuple[Bound, ...]:
    """Return what bounds guesses at the codes of workshops. A right code takes its try back: a whole room may join."""
    return Bound(_key("code", _network(address)), 10, MINUTE), Bound(_key("codes"), 300, MINUTE)


def count(session: Session, bounds: Sequence[Bound], at: int | None = None) -> None:
    """Count a try as failed before it is made; ``take_back`` when it succeeds. ThrottledError when it may not be made.

    Counting first keeps those who try many at the same moment to the bound as well. ``at`` is in Unix seconds.
    Whoever catches the error rolls back, so that what was not tried does not count.
    """
    at = int(time()) if at is None else at
    # Always in the same order, so that two who count the same things never wait for each other.
    waits = [_count(session, bound, at) for bound in sorted(bounds, key=lambda bound: bound.key)]
    if any(waits):
        raise ThrottledError(max(waits))
    _forget_old(session, at)


def take_back(session: Session, bounds: Sequence[Bound]) -> None:
    """Let a try that was counted be none, because it succeeded."""
    for bound in sorted(bounds, key=lambda bound: bound.key):
        mine = update(THROTTLES).where(THROTTLES.c.key == bound.key, THROTTLES.c.tries > 0)
        session.execute(mine.values(tries=THROTTLES.c.tries - 1))


def is_untold(session: Session, whom: str) -> bool:
    """Whether this is the first try that may not be made in a quarter of an hour, of an address or of a person."""
    return not _count(session, Bound(_key("told", _network(whom)), 1), int(time()))


def _count(session: Session, bound: Bound, at: int) -> int:
    """Count one more, and return the seconds to wait when that is too many, else 0."""
    over = THROTTLES.c.window_start <= at - bound.seconds
    begun = upsert(session, THROTTLES).values(key=bound.key, window_start=at, tries=1)
    counted = begun.on_conflict_do_update(
        index_elements=[THROTTLES.c.key],
        set_={
            "window_start": case((over, at), else_=THROTTLES.c.window_start),
            "tries": case((over, 1), else_=THROTTLES.c.tries + 1),
        },
    )
    row = session.execute(counted.returning(THROTTLES.c.window_start, THROTTLES.c.tries)).one()
    return int(row.window_start + bound.seconds - at) if row.tries > bound.failures else 0


def _forget_old(session: Session, at: int) -> None:
    """Delete counts whose window is over, but never wait for one that somebody else is counting."""
    old = select(THROTTLES.c.key).where(THROTTLES.c.window_start <= at - LONGEST).with_for_update(skip_locked=True)
    session.execute(delete(THROTTLES).where(THROTTLES.c.key.in_(old)))


def _network(address: str) -> str:
    """Return an address as far as a person does not choose it: of IPv6 the first half."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, IPV6_NETWORK), strict=False))


def _key(*what: str) -> str:
    return sha256("\n".join(what).encode()).hexdigest()
