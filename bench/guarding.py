"""What the guards cost: the processor's time of a page and of a save with them and without."""

from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.data import make_demo
from bench.load import Request, get, run
from bench.saving import Saves, fresh_revisions
from bench.servers import Server, application, serving, unguarded
from bench.table import Table

ROUNDS = 5
REQUESTS = 400


def measure(table: Table) -> None:
    """Add a line for the home page and one for a save."""
    with TemporaryDirectory() as folder:
        draft = make_demo(Path(folder))
        guarded, environment = application(folder, KAM_WARM_REPORTS="false", KAM_REQUESTS_PER_MINUTE="1000000000")
        bare, _ = unguarded(folder)
        with (
            serving(guarded, "/healthz", **environment) as ours,
            serving(bare, "/healthz", **environment) as floor,
        ):
            saves = Saves(draft, fresh_revisions())
            for name, make in (("home page", lambda _: get("/")), ("save", saves)):
                pairs = [(_cost(ours, make), _cost(floor, make)) for _ in range(ROUNDS)]
                mine, without = (median(side) for side in zip(*pairs, strict=True))
                table.add(
                    f"sign-in checks and headers of a {name}, processor time",
                    f"{mine:.2f} ms",
                    f"{without:.2f} ms",
                    mine / without,
                    f"{mine - without:.2f}, aim <= 0.6 ms more",
                )


def _cost(server: Server, make: Callable[[int], Request]) -> float:
    """Return the processor's milliseconds for one request."""
    before = server.processor_seconds()
    load = run(server.port, make, connections=1, count=REQUESTS)
    assert load.errors == 0
    return 1000 * (server.processor_seconds() - before) / REQUESTS
