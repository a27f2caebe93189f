"""The pages that compare, of 40 units with 12 final cycles each; alone, and beside 100,000 cycles of others."""

from contextlib import AbstractContextManager
from pathlib import Path
from shutil import copytree
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
TURNS, EACH = 21, 5


def measure(table: Table) -> None:
    """Add two lines for each page: its p95 alone, and its median beside the cycles of others."""
    with TemporaryDirectory() as folder:
        alone, beside = Path(folder, "alone"), Path(folder, "beside")
        alone.mkdir()
        unit = _seed(alone)
        copytree(alone, beside)
        _seed_others(beside)
        pages = {
            "units side by side": "/compare/units",
            "twelve cycles of a unit": f"/units/{unit}/compare",
            "history": "/reviews",
            "home page": "/",
        }
        with _served(alone) as first, _served(beside) as second:
            for name, path in pages.items():
                _add(table, name, *_measured((first, second), path))


def _add(table: Table, name: str, alone: Load, beside: Load) -> None:
    table.add(f"{name}, 40 units x 12 cycles, p95", f"{alone.percentile(0.95):.0f} ms", aim="<= 250 ms")
    what = f"{name} beside {OTHERS:,} cycles of others, median"
    table.add(what, f"{beside.middle:.0f} ms", ratio=beside.middle / alone.middle, aim="<= 1.3")


def _served(folder: Path) -> AbstractContextManager[Server]:
    command, environment = application(str(folder), KAM_WARM_REPORTS="false", KAM_REQUESTS_PER_MINUTE="1000000000")
    return serving(command, "/healthz", **environment)


def _measured(servers: tuple[Server, Server], path: str) -> tuple[Load, Load]:
    """Ask both in turns: what else the machine does meanwhile slows both alike."""
    found = Load(), Load()
    for turn in range(TURNS):
        for server, load in zip(servers, found, strict=True):
            answers = _load(server, path, EACH)
            assert answers.errors == 0
            if turn:  # the first one fills caches
                load.latencies += answers.latencies
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
