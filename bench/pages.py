"""Pages against a bare template of the same size, and the home page as cycles pile up."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.data import make_cycles
from bench.load import Load, get, run
from bench.servers import Server, application, serving
from bench.table import Table

ROUNDS = 3
PILES = (10, 1_000, 100_000)


def measure(table: Table, ours: Server, floor: Server, draft: int, final: int) -> None:
    """Add a line for the score page and one for the results page."""
    pages = {"score page": f"/cycles/{draft}/elements/A", "results page": f"/cycles/{final}/results", "home page": "/"}
    for name, path in pages.items():
        size = len(ours.get(path)[1])
        bare = f"/page?size={size}"
        pairs = [(_load(ours, path), _load(floor, bare)) for _ in range(ROUNDS)]
        ratio = median(mine.rate / base.rate for mine, base in pairs)
        mine, base = pairs[-1]
        table.add(f"{name} ({size / 1024:.0f} KB), per second", f"{mine.rate:.0f}", f"{base.rate:.0f}", ratio, ">= 0.5")


def _load(server: Server, path: str) -> Load:
    return run(server.port, lambda _: get(path), connections=4, count=300)


def measure_piles(table: Table) -> None:
    """Add a line for the home page with 10, 1,000 and 100,000 cycles."""
    middles = []
    for cycles in PILES:
        with TemporaryDirectory() as folder:
            make_cycles(Path(folder), cycles)
            command, environment = application(folder, KAM_WARM_REPORTS="false")
            with serving(command, "/healthz", **environment) as server:
                run(server.port, lambda _: get("/"), connections=1, count=50)
                middles.append(run(server.port, lambda _: get("/"), connections=1, count=300).middle)
    for cycles, middle in zip(PILES, middles, strict=True):
        table.add(
            f"home page with {cycles:,} cycles, median", f"{middle:.1f} ms", ratio=middle / middles[0], aim="<= 1.3"
        )
