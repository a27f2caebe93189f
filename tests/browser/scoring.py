"""The scoring page as a person sees it: cells, and what each says of itself."""

import re
from collections.abc import Sequence
from time import monotonic

from playwright.sync_api import Locator, Page, expect

GROUPS = ("key_account_manager", "kam_unit", "kam_team", "associated_functions", "senior_management")
PATIENCE = 10
SAVED = re.compile(r"^\s*Saved \d\d:\d\d\s*$")
NOT_SAVED = "Not saved - will retry"
NOT_SCORED = "Not scored yet"


def wait_until_true(page: Page, expression: str) -> None:
    """Wait until the page says so. Playwright's own way of waiting needs eval, which the pages' policy forbids."""
    deadline = monotonic() + PATIENCE
    while not page.evaluate(expression):
        assert monotonic() < deadline, f"never true: {expression}"


class Scoring:
    """One element's page. Groups are named by their keys."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, cycle_id: int, letter: str = "A") -> None:
        """Go to an element."""
        self.page.goto(f"/cycles/{cycle_id}/elements/{letter}")

    def cell(self, group: str) -> Locator:
        """Return the part of the page that is about one group."""
        return self.page.locator(f"#cell-{group}")

    def state(self, group: str) -> Locator:
        """Return what the cell says of itself."""
        return self.cell(group).locator(".state")

    def stage(self, group: str, score: int) -> Locator:
        """Return one stage of a cell."""
        return self.cell(group).locator(f'[data-kind="score"][value="{score}"]')

    def strength(self, group: str, evidence: str) -> Locator:
        """Return one evidence strength of a cell."""
        return self.cell(group).locator(f'[data-kind="evidence"][value="{evidence}"]')

    def note(self, group: str) -> Locator:
        """Return where a cell's note is written."""
        return self.cell(group).locator("textarea")

    def tap(self, group: str, score: int) -> None:
        """Choose a stage."""
        self.stage(group, score).click()

    def open_note(self, group: str) -> Locator:
        """Unfold the note of a cell and return it."""
        if not self.note(group).is_visible():
            self.cell(group).locator("summary", has_text="Note").click()
        return self.note(group)

    def clear(self, group: str) -> None:
        """Clear the choices of a cell."""
        self.cell(group).get_by_role("button", name="Clear").click()

    def retry_now(self, group: str) -> None:
        """Send again what was not saved."""
        self.cell(group).get_by_role("button", name="Retry now").click()

    def expect_saved(self, *groups: str) -> None:
        """Wait until these cells say that they are saved."""
        for group in groups:
            expect(self.state(group)).to_have_text(SAVED)

    def expect_stored(self, group: str, score: int) -> None:
        """Wait until a cell knows that this is its stored score."""
        expect(self.state(group)).to_have_attribute("data-score", str(score))

    def expect_not_saved(self, *groups: str) -> None:
        """Wait until these cells say that they are not saved."""
        for group in groups:
            expect(self.state(group)).to_contain_text(NOT_SAVED)

    def expect_all_sent(self) -> None:
        """Wait until nothing is kept on the device any more."""
        wait_until_true(self.page, "!Object.keys(localStorage).length")

    def expect_shown(self, group: str, score: int | None) -> None:
        """Wait until exactly this stage is chosen on the page, or none."""
        for stage in range(4):
            expect(self.stage(group, stage)).to_be_checked(checked=stage == score)

    def shown(self, group: str) -> int | None:
        """Return the stage that is chosen on the page."""
        chosen = self.cell(group).locator('[data-kind="score"]:checked')
        return int(chosen.input_value()) if chosen.count() else None

    def tap_all(self, scores: Sequence[int]) -> None:
        """Choose a stage for each of the five groups."""
        for group, score in zip(GROUPS, scores, strict=True):
            self.tap(group, score)
