"""Charts and the board pack: cold, warm and cached, against WeasyPrint rendering an empty page."""

import subprocess
import sys
import time
from pathlib import Path

from bench.servers import Server
from bench.table import Table

EMPTY_PAGE = """
import time, weasyprint
def render():
    started = time.perf_counter()
    weasyprint.HTML(string="<html lang=en><title>x</title><p>x").write_pdf(pdf_variant="pdf/ua-1")
    return time.perf_counter() - started
render(); print(min(render() for _ in range(5)))
"""


def measure(table: Table, ours: Server, finals: list[int]) -> None:
    """Add the lines about charts and PDFs. The server must have been started just now: the first PDF is cold."""
    cold, warm, third = (f"/cycles/{final}/board-pack.pdf" for final in finals)
    status, body, seconds = ours.get(cold)
    empty = float(subprocess.check_output([sys.executable, "-W", "ignore", "-c", EMPTY_PAGE]))
    table.add("PDF, first after the start", f"{seconds:.2f} s", f"{empty:.3f} s", seconds / empty, "<= 1.5 s")
    table.add("  bytes and status", f"{len(body):,}, {status}")
    seconds = ours.get(warm)[2]
    table.add("PDF, warm", f"{seconds:.2f} s", f"{empty:.3f} s", seconds / empty, "<= 1.0 s")
    table.add("PDF, cached", f"{1000 * min(ours.get(warm)[2] for _ in range(5)):.1f} ms", aim="<= 10 ms")
    chart = f"/cycles/{finals[2]}/charts/radar.svg?theme=light&size=wide"
    table.add("radar chart, first", f"{1000 * ours.get(chart)[2]:.0f} ms")
    table.add("radar chart, later", f"{1000 * min(ours.get(chart)[2] for _ in range(5)):.1f} ms")
    ours.get(third)
    table.add("report process, peak memory", f"{_peak_of_children(ours):.0f} MiB")


def _peak_of_children(server: Server) -> float:
    peaks = []
    for child in server.process.children(recursive=True):
        status = Path(f"/proc/{child.pid}/status").read_text()  # psutil gives no peak on Linux
        peaks += [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")]
    return max(peaks, default=0.0)


def wait_until_warm(server: Server) -> None:
    """Wait until the report process has stopped working."""
    busy = -1.0
    while True:
        now = sum(sum(child.cpu_times()[:2]) for child in server.process.children(recursive=True))
        if now == busy:
            return
        busy = now
        time.sleep(0.5)
