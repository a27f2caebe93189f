import asyncio
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import psutil
import pytest

from app.errors import BusyError
from app.reports import charts, renderer
from app.reports.palette import ChartKind
from app.reports.renderer import Renderer
from tests.reports.snapshots import DRAFT, FINAL, pack

# Eight bytes that differ each time they are made.
MAKE = ("os:urandom", 8)
HEAVY = ("matplotlib", "numpy", "pikepdf", "weasyprint")
IMPORTS = "import sys, app.main, app.reports.renderer; print(*sys.modules)"
DRAWING = "import sys, app.reports.pdf; print(*sys.modules)"
SERVING = ("alembic", "fastapi", "psycopg", "pydantic", "sqlalchemy", "sqlmodel", "starlette")
SERVER = """
import asyncio, time
from app.reports.palette import ChartKind
from app.reports.renderer import Renderer
if __name__ == "__main__":
    print(asyncio.run(Renderer()._made("pid", "tests.reports.tasks:process")).decode(), flush=True)
    time.sleep(60)
"""
# As uvicorn does, which ends itself by the signal that it was sent, once it has shut down.
STOPPED = """
import os, signal
from app.reports.renderer import Renderer
if __name__ == "__main__":
    renderer = Renderer()
    renderer.warm()
    renderer.close()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def drawing() -> Iterator[Renderer]:
    """A renderer that several tests share, as requests do."""
    shared = Renderer(seconds=120)
    yield shared
    shared.close()


@pytest.fixture
def fresh() -> Iterator[Renderer]:
    """A renderer that a test may break."""
    own = Renderer(waiting=2, seconds=20)
    yield own
    own.close()


def test_it_keeps_heavy_imports_out_of_the_serving_process() -> None:
    imported = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True).stdout
    assert "app.reports.worker" in imported.split()
    assert not {name.partition(".")[0] for name in imported.split()} & set(HEAVY)


def test_it_keeps_the_database_out_of_the_process_that_draws() -> None:
    imported = subprocess.run([sys.executable, "-c", DRAWING], capture_output=True, text=True, check=True).stdout
    assert "weasyprint" in imported.split()
    assert not {name.partition(".")[0] for name in imported.split()} & set(SERVING)


def test_it_prints_what_would_be_printed_here(drawing: Renderer) -> None:
    assert asyncio.run(drawing.pdf(FINAL, "final")) == pack("final")


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("kind", ["profile", "radar"])
def test_it_draws_what_would_be_drawn_here(drawing: Renderer, kind: ChartKind, *, narrow: bool) -> None:
    svg = asyncio.run(drawing.chart(kind, DRAFT, "dark", narrow, "draft"))
    assert svg == getattr(charts, kind)(DRAFT, "dark", narrow=narrow)


def test_it_warms_up_in_the_background() -> None:
    own = Renderer(seconds=120)
    own.warm()
    svg = asyncio.run(own.chart("radar", FINAL, "light", narrow=False, key="final"))
    own.close()
    assert svg == charts.radar(FINAL, "light")


def test_it_warms_up_once(fresh: Renderer) -> None:
    fresh.warm()
    warming = fresh._pool
    fresh.warm()
    assert fresh._pool is warming


def test_it_draws_equal_content_once(drawing: Renderer) -> None:
    made = asyncio.run(drawing._made("once", *MAKE))
    assert asyncio.run(drawing._made("once", *MAKE)) == made
    assert asyncio.run(drawing._made("other", *MAKE)) != made


def test_it_shares_one_drawing_among_those_who_ask_at_once(drawing: Renderer) -> None:
    async def ask() -> list[bytes]:
        return await asyncio.gather(*(drawing._made("shared", *MAKE) for _ in range(20)))

    assert len(set(asyncio.run(ask()))) == 1


def test_it_goes_on_for_the_others_when_one_stops_waiting(drawing: Renderer) -> None:
    async def ask() -> bytes:
        impatient = asyncio.create_task(drawing._made("left", *MAKE))
        patient = asyncio.create_task(drawing._made("left", *MAKE))
        await asyncio.sleep(0)
        impatient.cancel()
        await asyncio.wait([impatient, patient])
        assert impatient.cancelled()
        return patient.result()

    assert asyncio.run(ask()) == asyncio.run(drawing._made("left", *MAKE))


def test_it_finishes_for_later_what_nobody_waits_for_any_more(drawing: Renderer) -> None:
    async def leave() -> None:
        begun = asyncio.create_task(drawing._made("abandoned", *MAKE))
        await asyncio.sleep(0)
        begun.cancel()

    asyncio.run(leave())
    assert drawing._under_way.get("abandoned") or drawing._memory.get("abandoned")


def test_it_gives_way_to_saving(drawing: Renderer) -> None:
    assert int(asyncio.run(drawing._made("nice", "tests.reports.tasks:niceness"))) - os.nice(0) == 10


def test_it_leaves_interrupts_to_the_server(drawing: Renderer) -> None:
    answer = asyncio.run(drawing._made("interrupt", "tests.reports.tasks:answer_to_an_interrupt"))
    assert b"SIG_IGN" in answer


def test_it_passes_on_what_went_wrong(drawing: Renderer) -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(drawing._made("wrong", "operator:truediv", 1, 0))
    assert len(asyncio.run(drawing._made("wrong", *MAKE))) == 8  # nothing is remembered of it


def test_it_says_that_it_is_busy_when_too_many_wait(fresh: Renderer) -> None:
    async def ask() -> list[bytes | BaseException]:
        asked = (fresh._made(str(number), *MAKE) for number in range(5))
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = asyncio.run(ask())
    refused = [answer for answer in answers if isinstance(answer, BusyError)]
    assert len(refused) == 3
    assert {(error.status, error.retry_after) for error in refused} == {(503, 2)}
    assert len(asyncio.run(fresh._made("later", *MAKE))) == 8


def test_it_replaces_a_process_that_died(fresh: Renderer) -> None:
    with pytest.raises(BrokenProcessPool):
        asyncio.run(fresh._made("crash", "os:_exit", 1))
    assert len(asyncio.run(fresh._made("after", *MAKE))) == 8


def test_it_draws_again_what_died_with_the_process(fresh: Renderer, tmp_path: Path) -> None:
    async def ask() -> tuple[bytes, bytes]:
        dying = asyncio.create_task(
            fresh._made("dying", "tests.reports.tasks:survive_at_second_try", tmp_path / "mark")
        )
        await asyncio.sleep(0)
        return await asyncio.gather(dying, fresh._made("behind it", *MAKE))

    dying, behind_it = asyncio.run(ask())
    assert dying == b"survived"
    assert len(behind_it) == 8


def test_it_ends_what_takes_too_long() -> None:
    own = Renderer(seconds=1)
    with pytest.raises(BusyError, match="longer than it should") as refusal:
        asyncio.run(own._made("slow", "time:sleep", 600))
    assert refusal.value.retry_after == 60
    own._seconds = 20
    assert len(asyncio.run(own._made("quick", *MAKE))) == 8
    own.close()


def test_it_stops_when_told_to_whatever_it_is_at(fresh: Renderer) -> None:
    process = psutil.Process(int(asyncio.run(fresh._made("pid", "tests.reports.tasks:process"))))

    async def begin() -> None:
        begun = asyncio.create_task(fresh._made("slow", "time:sleep", 600))
        await asyncio.sleep(0)
        begun.cancel()

    asyncio.run(begin())
    fresh.close()
    gone, alive = psutil.wait_procs([process], timeout=10)
    assert (len(gone), alive) == (1, [])


def test_it_can_be_closed_twice_and_begins_again_when_asked(fresh: Renderer) -> None:
    fresh.close()
    fresh.close()
    assert len(asyncio.run(fresh._made("again", *MAKE))) == 8


def test_its_process_does_not_outlive_a_server_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        process = psutil.Process(int(server.stdout.readline()))
        server.kill()
        server.wait()
    _, alive = psutil.wait_procs([process], timeout=30)
    assert not alive


def test_it_leaves_nothing_behind_when_a_signal_ends_the_server_during_the_warm_up() -> None:
    with subprocess.Popen([sys.executable, "-c", STOPPED], stderr=subprocess.PIPE, text=True) as server:
        assert server.communicate()[1] == ""
    assert server.returncode == -signal.SIGKILL


def test_it_says_in_the_log_that_reports_cannot_be_made(fresh: Renderer, caplog: pytest.LogCaptureFixture) -> None:
    fresh._processes()
    warming = Future[None]()
    warming.add_done_callback(fresh._report)
    with caplog.at_level(logging.ERROR):
        warming.set_exception(FileNotFoundError("Inter-Regular.ttf is missing"))
    assert "reports can't be made: Inter-Regular.ttf is missing" in caplog.text


def test_it_says_nothing_of_a_warm_up_that_ends_because_it_is_closed(
    fresh: Renderer, caplog: pytest.LogCaptureFixture
) -> None:
    warming = Future[None]()
    warming.add_done_callback(fresh._report)
    warming.set_exception(BrokenProcessPool())
    assert caplog.text == ""


def test_it_tells_nobody_when_the_loop_is_closed() -> None:
    loop = asyncio.new_event_loop()
    done = asyncio.Event()
    loop.close()
    renderer._tell(loop, done)
    assert not done.is_set()
