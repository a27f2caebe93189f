"""From nothing to the first answer, and to the first paint in a browser."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Request, sync_playwright

from bench.data import make_demo
from bench.servers import COOKIE, Server, application, serving
from bench.table import Table

CHROMIUM = "/usr/bin/chromium-headless-shell"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
FIRST_PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime"""
ROUNDS = 5
PAINTS = 15


def measure(table: Table) -> None:
    """Add the lines about the start: seconds to the first page, and memory after it."""
    with TemporaryDirectory() as folder:
        draft = make_demo(Path(folder))
        page = f"/cycles/{draft}/elements/A"
        command, environment = application(folder)
        starts = []
        for _ in range(ROUNDS):
            with serving(command, page, **environment) as server:
                starts.append((server.first_answer, server.resident()))
        seconds, resident = min(starts)
        table.add("cold start to the first page", f"{seconds:.2f} s", aim="<= 1.0 s")
        table.add("  resident memory then", f"{resident:.0f} MiB", aim="<= 120 MiB")


def measure_paint(table: Table, ours: Server, draft: int) -> None:
    """Add the lines about the score page in a browser with an empty cache."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        paints = [_paint(browser, ours, draft) for _ in range(PAINTS)]
        sizes: list[int] = []
        _paint(browser, ours, draft, sizes)  # on its own: to ask for sizes keeps the browser busy
        browser.close()
    table.add("first paint of the score page, empty cache", f"{median(paints):.0f} ms", aim="<= 150 ms")
    table.add("  bytes for it", f"{sum(sizes) / 1000:.0f} KB", aim="<= 200 KB")


def _paint(browser: Browser, ours: Server, draft: int, sizes: list[int] | None = None) -> float:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    name, _, token = COOKIE.partition("=")
    context.add_cookies([{"name": name, "value": token, "url": f"http://127.0.0.1:{ours.port}"}])
    page = context.new_page()
    if sizes is not None:
        page.on("requestfinished", lambda request: sizes.append(_size(request)))
    page.goto(f"http://127.0.0.1:{ours.port}/cycles/{draft}/elements/A", wait_until="networkidle")
    paint: float = page.wait_for_function(FIRST_PAINT).json_value()
    context.close()
    return paint


def _size(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]
