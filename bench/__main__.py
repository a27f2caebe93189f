"""Run everything, or the parts that are named: `python -m bench saving pages`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import guarding, pages, reports, saving, signing_in, starting
from bench.data import make_demo
from bench.servers import application, floor, serving
from bench.table import Table

PARTS = ("starting", "signing_in", "reports", "saving", "pages", "piles", "guarding")
FINALS = [1, 2, 3]  # the demonstration's first cycles


def main(wanted: list[str]) -> None:
    """Measure the wanted parts on fresh databases."""
    table = Table()
    table.head()
    if "starting" in wanted:
        starting.measure(table)
    with TemporaryDirectory() as folder:
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
                    pages.measure(table, ours, bare, draft, final=5)
    if "piles" in wanted:
        pages.measure_piles(table)
    if "guarding" in wanted:
        guarding.measure(table)


if __name__ == "__main__":
    main(sys.argv[1:] or list(PARTS))
