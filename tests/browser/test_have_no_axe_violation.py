"""axe-core finds nothing on any page, in either theme, on a phone or a desktop, under the pages' own policy."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize

from app.settings import ROOT
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.scenes import SCENES, Stage
from tests.browser.watch import Watch

# What is drawn is the same on either engine, so one is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

AXE = Path(ROOT, "node_modules", "axe-core", "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
VIEWPORTS: tuple[ViewportSize, ...] = (DESKTOP, PHONE)


def violations(page: Page) -> list[str]:
    """Return what axe finds, a line for each rule and place."""
    found: dict[str, Any] = page.evaluate(RUN, TAGS)
    return [
        f"{rule['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("name", SCENES)
def test_it_finds_nothing(name: str, page: Page, stage: Stage, watch: Watch) -> None:
    watch.expect_failed_requests()
    SCENES[name](stage)
    page.evaluate(AXE)  # by the debugging protocol, so the policy of the page stays as it is
    found: list[str] = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for viewport in VIEWPORTS:
            page.set_viewport_size(viewport)
            found += [f"{theme} {viewport['width']}: {line}" for line in violations(page)]
    assert found == []


def test_it_would_find_something(page: Page, watch: Watch) -> None:
    page.goto("/method")
    page.evaluate(AXE)
    page.evaluate("document.querySelector('h1').remove(); document.querySelector('.colophon').style.color = '#ccc'")
    found = " ".join(violations(page))
    assert "page-has-heading-one" in found
    assert "color-contrast" in found
