"""Saving scores: alone, sixteen at once, many at the same instant, and while a PDF renders."""

import threading
from collections.abc import Iterator, Mapping
from itertools import count
from statistics import median

from app.maturity.checklist import CellId
from app.maturity.loading import load
from bench.load import Load, Request, get, post, run
from bench.servers import Server
from bench.table import Table

ROUNDS = 3
CELLS = [cell for cell in load().cells if cell.element in "ABCD"]
Revisions = Mapping[CellId, Iterator[int]]


def fresh_revisions() -> Revisions:
    """Return the numbers of saves to come: each cell counts its own, as pages do."""
    return {cell: count(1) for cell in CELLS}


REVISIONS = fresh_revisions()


class Saves:
    """Makes save requests, each a later revision of some cell than the one before of it.

    On a database of its own the ``revisions`` begin anew: one that is far ahead of what is stored is refused.
    """

    def __init__(self, draft: int, revisions: Revisions = REVISIONS) -> None:
        self.draft, self.revisions = draft, revisions

    def __call__(self, number: int) -> Request:
        """Return the next save."""
        cell = CELLS[number % len(CELLS)]
        return post(
            f"/cycles/{self.draft}/cells/{cell.element}/{cell.group}/choice",
            self._form(number, next(self.revisions[cell])),
        )

    def bare(self, number: int) -> Request:
        """Return the same form for the floor, which takes any revision; ours would soon be too far ahead."""
        return post("/save", self._form(number, 1))

    def _form(self, number: int, revision: int) -> dict[str, object]:
        return {"kind": "score", "value": number % 4, "revision": revision, "client": "bench"}


def measure(table: Table, ours: Server, floor: Server, draft: int) -> None:
    """Add the lines about saving."""
    saves = Saves(draft)
    for server, make in ((ours, saves), (floor, saves.bare)):
        run(server.port, make, connections=8, count=1500)  # both write-ahead logs reach their usual size
    for connections in (1, 16):
        pairs = [_pair(ours, floor, saves, connections) for _ in range(ROUNDS)]
        ratio = median(mine.rate / bare.rate for mine, bare in pairs)
        mine, bare = pairs[-1]
        table.add(
            f"saving a score, {connections} at once, per second",
            f"{mine.rate:.0f}",
            f"{bare.rate:.0f}",
            ratio,
            ">= 0.6",
        )
        table.add("  p99", f"{mine.percentile(0.99):.1f} ms", f"{bare.percentile(0.99):.1f} ms", aim="< 60 ms at 16")
        table.add("  not answered with 200", str(sum(pair[0].errors for pair in pairs)), aim="0")
    for connections in (32, 64):
        _at_the_same_instant(table, ours, saves, connections)


def measure_beside_a_pdf(table: Table, ours: Server, draft: int, pdf: str) -> None:
    """Add the line about saving while a report renders. ``pdf`` must not be cached yet."""
    saves = Saves(draft)
    quiet = run(ours.port, saves, connections=4, count=600)
    renders = threading.Thread(target=ours.get, args=(pdf,))
    renders.start()
    busy = run(ours.port, saves, connections=4, count=600)
    renders.join()
    ratio = busy.percentile(0.99) / quiet.percentile(0.99)
    table.add(
        "p99 of a save while a PDF renders, against none",
        f"{busy.percentile(0.99):.1f} ms",
        f"{quiet.percentile(0.99):.1f} ms",
        ratio,
        "<= 2",
    )


def _pair(ours: Server, floor: Server, saves: Saves, connections: int) -> tuple[Load, Load]:
    number = 300 if connections == 1 else 1000
    mine = run(ours.port, saves, connections=connections, count=number)
    return mine, run(floor.port, saves.bare, connections=connections, count=number)


def _at_the_same_instant(table: Table, ours: Server, saves: Saves, connections: int) -> None:
    health: list[Load] = []
    watch = threading.Thread(
        target=lambda: health.append(run(ours.port, lambda _: get("/healthz"), connections=1, count=100))
    )
    watch.start()
    burst = run(ours.port, saves, connections=connections, count=connections)
    watch.join()
    table.add(
        f"{connections} saves at the same instant, slowest", f"{1000 * max(burst.latencies):.0f} ms", aim="< 300 ms"
    )
    table.add("  not answered with 200", str(burst.errors), aim="0")
    table.add("  /healthz meanwhile, p99", f"{health[0].percentile(0.99):.1f} ms")
