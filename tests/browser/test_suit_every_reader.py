"""Every page in every state: it never scrolls sideways, and axe-core finds nothing in either theme, on any width.

All of it is asked of one page, under the page's own policy: making it takes longer than the asking.
"""

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, ViewportSize

from app.settings import ROOT
from tests.browser.conftest import DESKTOP, NARROW, PHONE
from tests.browser.scenes import SCENES, Stage
from tests.browser.watch import Watch
from tests.browser.width import too_wide

# What is drawn is the same on either engine, so one is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

AXE = Path(ROOT, "node_modules", "axe-core", "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Nothing is fetched beforehand: that would serve a rule on sounds, which no page has, and one that is an experiment.
RUN = "only => axe.run(document, {runOnly: only, resultTypes: ['violations'], preload: false})"
EVERY_RULE = {"type": "tag", "values": TAGS}
# All but these look at what is there and where, which no theme changes.
RULES_ABOUT_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
THEMES: tuple[tuple[Literal["light", "dark"], dict[str, Any]], ...] = (
    ("light", EVERY_RULE),
    ("dark", RULES_ABOUT_COLOURS),
)
# Drawing takes long. Pages keep the room of these pictures free, and tell them in words.
CHARTS, BLANK = "**/charts/**", '<svg xmlns="http://www.w3.org/2000/svg"/>'
VIEWPORTS: tuple[ViewportSize, ...] = (DESKTOP, PHONE)


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    """Return what axe finds, a line for each rule and place."""
    found: dict[str, Any] = page.evaluate(RUN, rules)
    return [
        f"{rule['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("name", SCENES)
def test_it_fits_and_axe_finds_nothing(name: str, page: Page, stage: Stage, watch: Watch) -> None:
    watch.expect_failed_requests()
    page.route(CHARTS, lambda route: route.fulfill(body=BLANK, content_type="image/svg+xml"))
    page.set_viewport_size(NARROW)
    SCENES[name](stage)
    found = [f"too wide: {what}" for what in too_wide(page)]
    page.evaluate(AXE)  # by the debugging protocol, so the policy of the page stays as it is
    for theme, rules in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for viewport in VIEWPORTS:
            page.set_viewport_size(viewport)
            found += [f"{theme} {viewport['width']}: {line}" for line in violations(page, rules)]
    assert found == []


def test_axe_would_find_something(page: Page, watch: Watch) -> None:
    page.goto("/method")
    page.evaluate(AXE)
    page.evaluate("document.querySelector('h1').remove(); document.querySelector('.colophon').style.color = '#ccc'")
    assert "page-has-heading-one" in " ".join(violations(page, EVERY_RULE))
    assert "color-contrast" in " ".join(violations(page, RULES_ABOUT_COLOURS))


def test_it_would_see_what_is_too_wide(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.goto("/method")
    page.evaluate("document.querySelector('h1').textContent = 'x'.repeat(200)")
    assert too_wide(page) != []
