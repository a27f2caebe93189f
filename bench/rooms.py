"""A workshop of 150 and of 500 people: joining, voting at a steady rate, the reveal, and servers that are killed."""

import asyncio
import re
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from sqlmodel import Session

from app.accounts.service import Member, get_first_director
from app.assessments.details import Details
from app.assessments.service import start
from app.db.engine import make_engine, writing
from app.db.vault import Vault, open_vault
from app.settings import Settings
from app.workshops import counting, leading
from app.workshops.models import Pace
from app.workshops.room import Room, get_room
from app.workshops.service import Plan, open_workshop
from bench.crowd import Answer, Line, at_a_rate, until_all_see
from bench.data import make_demo
from bench.load import Load, post
from bench.saving import Saves
from bench.servers import Server, application, floor, serving
from bench.table import Table

SIZES = (150, 500)
LETTERS = "ABCDEFGHI"
VOTES_A_SECOND = 400
CONNECTIONS = 64
OK, SEE_OTHER = 200, 303
FLOOD = 3000
KILLS = 10
SHOWN = re.compile(r'name="([^"]+)" value="([^"]*)" data-shown')
GROUPS = ("key_account_manager", "kam_unit", "kam_team", "associated_functions", "senior_management", "other")


@dataclass
class Hall:
    """A workshop on the demonstration's draft, and the director who leads it from this process."""

    folder: Path
    room: Room
    vault: Vault
    director: Member
    cookies: list[str] = field(default_factory=list)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session on its database, and commit."""
        engine = make_engine(f"sqlite:///{self.folder / 'kam.sqlite'}")
        with writing(engine) as session:
            yield session
            session.commit()
        engine.dispose()

    def vote(self, number: int, revision: int = 1) -> bytes:
        """Return the request of the n-th vote: everybody answers one cell before anybody answers the next."""
        cells = list(self.room.cells)
        cell, cookie = cells[number // len(self.cookies) % len(cells)], self.cookies[number % len(self.cookies)]
        form = {"value": number % 4, "round": 1, "revision": revision, "client": "bench"}
        return post(f"/w/{self.room.id}/cells/{cell.element}/{cell.group}/vote", form, cookie)


def measure(table: Table) -> None:
    """Add the lines of each size, and those of killed servers."""
    for size in SIZES:
        with TemporaryDirectory() as folder:
            _measure(table, Path(folder), size)
    with TemporaryDirectory() as folder:
        _measure_kills(table, Path(folder))


def _measure(table: Table, folder: Path, size: int) -> None:
    hall = _open(folder, size)
    command, environment = application(str(folder), KAM_WARM_REPORTS="false")
    with serving(command, "/healthz", **environment) as server:
        joined = _join(server, hall, size)
        table.add(f"{size} people join, per second", f"{joined.rate:.0f}")
        with hall.session() as session:
            leading.begin(session, hall.director, hall.room.id)
        requests = (hall.vote(number) for number in range(size * len(hall.room.cells)))
        votes = asyncio.run(at_a_rate(server.port, requests, connections=CONNECTIONS, per_second=VOTES_A_SECOND))
        table.add(f"{size} people, {len(votes.latencies):,} votes, per second", f"{votes.rate:.0f}", aim=">= 400")
        table.add("  p99", f"{votes.percentile(0.99):.0f} ms", aim="< 150 ms")
        table.add(
            "  not acknowledged, and acknowledged but lost", f"{votes.errors}, {_missing(hall, size)}", aim="0, 0"
        )
        seen = _reveal(server, hall)
        aim = "<= 500 ms" if size == SIZES[0] else "<= 1000 ms"
        table.add(
            f"  from the reveal to {len(seen.latencies)} screens, p95", f"{seen.percentile(0.95):.0f} ms", aim=aim
        )
        table.add("  resident memory", f"{server.resident():.0f} MiB")
        _against_the_floor(table, server, hall)


def _against_the_floor(table: Table, server: Server, hall: Hall) -> None:
    """Add the line that compares votes, as many as can be, with what a bare application saves."""
    with hall.session() as session:
        cell = next(iter(hall.room.cells))
        leading.reopen(session, hall.director, hall.room.id, cell)
    form = {"value": 2, "round": 2, "client": "bench"}
    address = f"/w/{hall.room.id}/cells/{cell.element}/{cell.group}/vote"

    def again(number: int) -> bytes:
        form["revision"] = number // len(hall.cookies) + 1
        return post(address, form, hall.cookies[number % len(hall.cookies)])

    command, environment = floor(f"sqlite:///{hall.folder}/floor.sqlite")
    with serving(command, "/page?size=1", **environment) as bare:
        mine = _flood(server, map(again, range(FLOOD)))
        base = _flood(bare, map(Saves(1).bare, range(FLOOD)))
    table.add(
        "  votes without a pause, per second", f"{mine.rate:.0f}", f"{base.rate:.0f}", mine.rate / base.rate, ">= 0.6"
    )


def _measure_kills(table: Table, folder: Path) -> None:
    """Vote while the server is killed again and again, as phones do: each vote is sent until it is acknowledged."""
    size = 30
    hall = _open(folder, size)
    command, environment = application(str(folder), KAM_WARM_REPORTS="false")
    with serving(command, "/healthz", **environment) as server:
        _join(server, hall, size)
        with hall.session() as session:
            leading.begin(session, hall.director, hall.room.id)
    share = size * len(hall.room.cells) // KILLS
    acknowledged: set[int] = set()
    for kill in range(KILLS):
        with serving(command, "/healthz", **environment) as server:
            last = kill + 1 == KILLS
            numbers = [number for number in range((kill + 1) * share) if number not in acknowledged]
            acknowledged |= asyncio.run(_vote_until_killed(server, hall, numbers, spare=last))
    lost = _missing(hall, size)
    table.add(f"{KILLS - 1} servers killed while people vote: acknowledged but lost", str(lost), aim="0")


async def _vote_until_killed(server: Server, hall: Hall, numbers: list[int], *, spare: bool) -> set[int]:
    """Send these votes and return which were acknowledged. The server is killed half-way, unless it is spared."""
    acknowledged: set[int] = set()
    rest = iter(numbers)

    async def send() -> None:
        with suppress(OSError, EOFError):
            line = await Line.to(server.port)
            for number in rest:
                if (await line.ask(hall.vote(number))).status == OK:
                    acknowledged.add(number)
                if not spare and len(acknowledged) * 2 > len(numbers):
                    server.process.send_signal(signal.SIGKILL)

    await asyncio.gather(*(send() for _ in range(8)))
    return acknowledged


def _join(server: Server, hall: Hall, size: int) -> Load:
    """Let so many people join, and keep the cookie of each."""
    answers: list[Answer] = []
    door = f"/join/{hall.room.link(hall.vault)}"
    requests = [post(door, {"group": GROUPS[number % len(GROUPS)]}) for number in range(size)]
    load = asyncio.run(at_a_rate(server.port, requests, connections=16, expected=SEE_OTHER, answers=answers))
    assert not load.errors
    hall.cookies = [answer.cookie for answer in answers]
    return load


def _reveal(server: Server, hall: Hall) -> Load:
    def reveal() -> None:
        with hall.session() as session:
            leading.reveal(session, hall.director, hall.vault, hall.room.id, list(hall.room.cells)[:1])

    streams = [_get(f"/w/{hall.room.id}/events", cookie) for cookie in hall.cookies]
    screens = [_get(_looking_at(server, hall, cookie), cookie) for cookie in hall.cookies]
    return asyncio.run(until_all_see(server.port, streams, screens, reveal))


def _looking_at(server: Server, hall: Hall, cookie: str) -> str:
    """Return what a phone that shows the first element asks for when it is nudged: it tells what it shows already."""
    here, letter = f"/w/{hall.room.id}", hall.room.letters[0]
    page = server.get(f"{here}/elements/{letter}", {"Cookie": cookie})[1].decode()
    return f"{here}/live?{urlencode({'element': letter, **dict(SHOWN.findall(page))})}"


def _flood(server: Server, requests: Iterable[bytes]) -> Load:
    return asyncio.run(at_a_rate(server.port, requests, connections=16))


def _missing(hall: Hall, size: int) -> int:
    """Return how many of all votes are not in the database, or not as they were made."""
    with hall.session() as session:
        room = get_room(session, hall.director, hall.room.id)
        found = counting.answers_to(session, hall.vault, room, room.cells)
    missing = 0
    for place, cell in enumerate(room.cells):
        made = sorted((place * size + number) % 4 for number in range(size))
        there = sorted(score for _, _, score in found[cell] if score is not None)
        missing += size - len(there) if len(there) < size else sum(a != b for a, b in zip(made, there, strict=True))
    return missing


def _get(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nHX-Request: true\r\nCookie: {cookie}\r\n\r\n".encode()


def _open(folder: Path, size: int) -> Hall:
    make_demo(folder)
    vault = open_vault(Settings(data_dir=folder).secret)
    engine = make_engine(f"sqlite:///{folder / 'kam.sqlite'}")
    with writing(engine) as session:
        director = get_first_director(session)
        assert director is not None
        draft = start(session, director, Details("Workshop", date(2026, 11, 12), "Whole company"))
        plan = Plan(LETTERS, Pace.OWN, expected=size)
        workshop_id = open_workshop(session, director, vault, draft, plan)
        session.commit()
        room = get_room(session, director, workshop_id)
    engine.dispose()
    return Hall(folder, room, vault, director)
