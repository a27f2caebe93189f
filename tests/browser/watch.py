"""Listens to everything a browser complains of, and to where it sends requests."""

from collections.abc import Iterable

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# The browser's word on it, and htmx's when its regular look at the server fails.
FAILED_REQUESTS = ("Failed to load resource", "htmx:error: Failed to fetch")
# What the pages' policy refuses is told even where the browser's console says nothing of it.
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy violated: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""


class Watch:
    """Faults seen in any page of a test. A test that provokes one says which with ``expect``."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._expected: list[str] = []
        self._faults: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Listen to every page of ``context``."""
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def expect(self, *parts: str) -> None:
        """Take console messages that contain one of ``parts`` as a consequence of what the test does."""
        self._expected.extend(parts)

    def expect_failed_requests(self) -> None:
        """Take what is said of answers of 4xx and 5xx, and of answers that never came."""
        self.expect(*FAILED_REQUESTS)

    @property
    def faults(self) -> Iterable[str]:
        """What went wrong, in order."""
        return [fault for fault in self._faults if not any(part in fault for part in self._expected)]

    def _console(self, message: ConsoleMessage) -> None:
        self._faults.append(f"console {message.type} at {message.location.get('url')}: {message.text}")

    def _error(self, error: WebError) -> None:
        self._faults.append(f"uncaught: {error.error}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(f"{self._address}/"):
            self._faults.append(f"request to another host: {request.url}")
