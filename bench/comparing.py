"""The pages that compare, of 40 units with 12 final cycles each; alone, and beside 100,000 cycles of others."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from app.accounts.service import get_first_director
from app.db.engine import make_engine, writing
from bench.data import make_demo
from bench.load import Load, get, run
from bench.servers import Server, application, serving
from bench.table import Table
from tests.many_units import seed_others, seed_units

OTHERS = 100_000
REQUESTS = 100


def measure(table: Table) -> None:
    """Add two lines for each page: its p95 alone, and its median beside the cycles of others."""
    with TemporaryDirectory() as folder:
        unit = _seed(Path(folder))
        pages = {
            "units side by side": "/compare/units",
            "twelve cycles of a unit": f"/units/{unit}/compare",
            "history": "/reviews",
            "home page": "/",
        }
        alone = _measured(folder, pages)
        _seed_others(Path(folder))
        beside = _measured(folder, pages)
    for name in pages:
        p95, middle = alone[name]
        table.add(f"{name}, 40 units x 12 cycles, p95", f"{p95:.0f} ms", aim="<= 250 ms")
        ratio = beside[name][1] / middle
        table.add(
            f"{name} beside {OTHERS:,} cycles of others, median", f"{beside[name][1]:.0f} ms", ratio=ratio, aim="<= 1.3"
        )


def _measured(folder: str, pages: dict[str, str]) -> dict[str, tuple[float, float]]:
    """Return p95 and median of each page, in milliseconds."""
    command, environment = application(folder, KAM_WARM_REPORTS="false", KAM_REQUESTS_PER_MINUTE="1000000000")
    found = {}
    with serving(command, "/healthz", **environment) as server:
        for name, path in pages.items():
            _load(server, path, 5)
            load = _load(server, path, REQUESTS)
            assert load.errors == 0
            found[name] = load.percentile(0.95), load.middle
    return found


def _load(server: Server, path: str, count: int) -> Load:
    return run(server.port, lambda _: get(path), connections=1, count=count)


def _seed(folder: Path) -> int:
    """Fill a database with the demonstration and 40 units more; return the id of one of those."""
    make_demo(folder)
    engine = make_engine(f"sqlite:///{folder / 'kam.sqlite'}")
    with writing(engine) as session:
        director = get_first_director(session)
        assert director is not None
        seed_units(session, director)
        unit: int = session.execute(text("SELECT max(id) FROM units")).scalar_one()
        session.commit()
    engine.dispose()
    return unit


def _seed_others(folder: Path) -> None:
    engine = make_engine(f"sqlite:///{folder / 'kam.sqlite'}")
    with writing(engine) as session:
        seed_others(session, OTHERS)
    engine.dispose()
