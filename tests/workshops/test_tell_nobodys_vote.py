"""Somebody holds the whole database, its files and its write-ahead log, and knows in which order people voted.

What they learn is measured against chance: they study how half of the voters chose, whom they have asked, and then tell
how the other half did. The same attack on ballots that are not locked shows that it would work.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlmodel import Session

from app.accounts.service import Member
from app.db.vault import Vault
from app.maturity.checklist import CellId
from app.workshops import joining, leading, voting
from app.workshops.joining import Seat
from app.workshops.room import BALLOTS, PARTICIPATIONS, get_room
from app.workshops.service import Plan, open_workshop
from tests.conftest import Scribe
from tests.databases import contents

VOTERS, KNOWN = 30, 15
GROUPS = ("key_account_manager", "kam_unit", "kam_team")
CELLS = [CellId("A", group) for group in (*GROUPS, "associated_functions", "senior_management")]
CHOICES = ("0", "1", "2", "3")
UNKNOWN = (VOTERS - KNOWN) * len(CELLS)
# By chance a quarter of 75 is told rightly, give or take four. So many: once in a million runs.
TOO_MANY = 38
KEY_OF_A_CELL = ("element", "group_key")
Ballot = Mapping[str, Any]
Trait = Callable[[Ballot], object]


class Unlocked(Vault):
    """Locks nothing."""

    def part(self, _purpose: str, _nonce: str) -> "Unlocked":
        return self

    def lock(self, content: bytes, _place: str) -> bytes:
        return content


@dataclass
class Poll:
    """Thirty people who voted one after the other, and what each of them chose for each cell."""

    seats: list[Seat]
    chosen: list[str]


Hold = Callable[[Vault], Poll]


@pytest.fixture
def hold(session: Session, scribe: Scribe, director: Member) -> Hold:
    """Let thirty people join, and then vote in that order, each vote in a transaction of its own."""

    def hold(vault: Vault) -> Poll:
        if session.get_bind().dialect.name == "sqlite":
            session.connection().exec_driver_sql("PRAGMA wal_autocheckpoint = 0")  # the log keeps all of it
        workshop_id = open_workshop(session, director, vault, scribe.start(), Plan("A"))
        link = get_room(session, director, workshop_id).link(vault)
        leading.begin(session, director, workshop_id)
        session.commit()
        seats = []
        for number in range(VOTERS):
            seats.append(joining.join(session, link, GROUPS[number % len(GROUPS)]))
            session.commit()
        chosen = Random(5).choices(CHOICES, k=VOTERS * len(CELLS))
        votes = iter(chosen)
        for seat in seats:
            for cell in CELLS:
                voting.vote(session, vault, workshop_id, seat.token, cell, voting.Vote(next(votes), 1, 1, "phone"))
                session.commit()
        return Poll(seats, chosen)

    return hold


def test_who_knows_the_order_tells_votes_no_better_than_by_chance(engine: Engine, hold: Hold) -> None:
    poll = hold(Vault(bytes(range(32))))
    assert told(in_order_of_commit(engine), poll.chosen) < TOO_MANY


def test_the_same_attack_tells_every_vote_that_is_not_locked(engine: Engine, hold: Hold) -> None:
    poll = hold(Unlocked(bytes(range(32))))
    assert told(in_order_of_commit(engine), poll.chosen) == UNKNOWN


def test_a_seat_and_a_ballot_have_nothing_in_common(engine: Engine, hold: Hold) -> None:
    hold(Vault(bytes(range(32))))
    with engine.connect() as connection:
        seats = {value for row in connection.execute(select(PARTICIPATIONS)) for value in row}
        ballots = [row._asdict() for row in connection.execute(select(BALLOTS))]
    told_of_itself = {value for row in ballots for name, value in row.items() if name in {"mark", "locked", "client"}}
    assert not seats & told_of_itself
    assert set(ballots[0]) == {
        "workshop_id",
        "mark",
        *KEY_OF_A_CELL,
        "round",
        "revision",
        "client",
        "answered",
        "locked",
    }


def test_no_token_and_no_key_reaches_the_disk(engine: Engine, hold: Hold) -> None:
    key = bytes(range(32))
    poll = hold(Vault(key))
    held = kept_of(engine)
    assert poll.seats[0].group.encode() in held
    assert not [seat for seat in poll.seats if seat.token.encode() in held]
    assert key not in held
    assert key.hex().encode() not in held


def kept_of(engine: Engine) -> bytes:
    """Return all that the database holds: its files, or what its tables say."""
    if engine.dialect.name == "sqlite":
        return b"".join(Path(f"{engine.url.database}{end}").read_bytes() for end in ("", "-wal"))
    return repr(contents(engine)).encode()


def in_order_of_commit(engine: Engine) -> list[Ballot]:
    """Return the ballots in the order of their coming, as the server's own columns or the log tell it."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            order = text("SELECT * FROM ballots ORDER BY xmin::text::bigint")
            return [dict(row) for row in connection.execute(order).mappings()]
        rows = [row._asdict() for row in connection.execute(select(BALLOTS))]
    log = Path(f"{engine.url.database}-wal").read_bytes()
    return sorted(rows, key=lambda row: log.index("".join(row[name] for name in ("mark", *KEY_OF_A_CELL)).encode()))


def told(ballots: Sequence[Ballot], chosen: Sequence[str]) -> int:
    """Return how many votes of the people who were not asked the attacker tells rightly.

    They trust the one trait of a ballot that would have told the most about those whose choices they know.
    """
    asked = KNOWN * len(CELLS)
    known = list(zip(ballots[:asked], chosen[:asked], strict=True))

    def told_of_known(trait: Trait) -> int:
        return sum(_guess(trait, known, ballot, place) == vote for place, (ballot, vote) in enumerate(known))

    trait = max(traits(ballots), key=told_of_known)
    unknown = zip(ballots[asked:], chosen[asked:], strict=True)
    return sum(_guess(trait, known, ballot) == vote for ballot, vote in unknown)


def traits(ballots: Sequence[Ballot]) -> list[Trait]:
    """Return all that a ballot shows of itself: its columns, its length, and each byte of what is locked."""
    columns: list[Trait] = [itemgetter(name) for name in ballots[0]]
    columns.append(lambda row: len(row["locked"]))
    shortest = min(len(ballot["locked"]) for ballot in ballots)
    for place in range(shortest):
        columns += [partial(_two_bits, place, by) for by in (1, 4, 16, 64)]
    return columns


def _two_bits(place: int, by: int, ballot: Ballot) -> int:
    return int(ballot["locked"][place]) // by % 4


def _guess(trait: Trait, known: Sequence[tuple[Ballot, str]], ballot: Ballot, but: int | None = None) -> str:
    """Return what most of the known voters chose whose ballots look the same, but for one of them."""
    others = [(other, vote) for number, (other, vote) in enumerate(known) if number != but]
    alike = [vote for other, vote in others if trait(other) == trait(ballot)]
    return Counter(alike or [vote for _, vote in others]).most_common(1)[0][0]
