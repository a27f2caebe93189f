"""Run everything, or the parts that are named: `python -m bench saving pages`."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import comparing, guarding, pages, reports, rooms, saving, signing_in, starting
from bench.data import make_demo
from bench.servers import application, floor, serving
from bench.table import Table

# Parts that make their own databases: before the others, and after them.
FIRST = {"starting": starting.measure}
LAST = {
    "piles": pages.measure_piles,
    "comparing": comparing.measure,
    "guarding": guarding.measure,
    "rooms": rooms.measure,
}
PARTS = ("starting", "signing_in", "reports", "saving", "pages", *LAST)
FINALS = [1, 2, 3]  # the demonstration's first cycles


def main(wanted: list[str]) -> None:
    """Measure the wanted parts on fresh databases."""
    table = Table()
    table.head()
    _measure_alone(table, FIRST, wanted)
    with TemporaryDirectory() as folder:
        _measure_together(table, folder, wanted)
    _measure_alone(table, LAST, wanted)


def _measure_alone(table: Table, parts: Mapping[str, Callable[[Table], None]], wanted: list[str]) -> None:
    for name, measure in parts.items():
        if name in wanted:
            measure(table)


def _measure_together(table: Table, folder: str, wanted: list[str]) -> None:
    """Measure what one server is enough for."""
    draft = make_demo(Path(folder))
    if "signing_in" in wanted:
        signing_in.measure(table, Path(folder))
    command, environment = application(folder)
    with serving(command, "/healthz", **environment) as ours:
        if "reports" in wanted:
            reports.measure(table, ours, FINALS)
        reports.wait_until_warm(ours)
        if "saving" in wanted:
            saving.measure_beside_a_pdf(table, ours, draft, "/cycles/4/board-pack.pdf")
        if "starting" in wanted:
            starting.measure_paint(table, ours, draft)
        command, environment = floor(f"sqlite:///{folder}/floor.sqlite")
        with serving(command, "/page?size=1", **environment) as bare:
            if "saving" in wanted:
                saving.measure(table, ours, bare, draft)
            if "pages" in wanted:
                pages.measure(table, ours, bare, draft, final=draft - 1)


if __name__ == "__main__":
    main(sys.argv[1:] or list(PARTS))
