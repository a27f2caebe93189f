"""The page of somebody who takes part in a workshop: cells, and what each says of itself."""

import re

from playwright.sync_api import Locator, Page, expect

from app.maturity.checklist import CellId
from app.workshops.joining import Seat
from app.workshops.voting import votes_of
from tests.browser.scoring import wait_until_true
from tests.workshops.rooms import Host

NOT_SAVED = "Not saved - will retry"
NAMES = {
    "": "Not answered",
    "0": "Saved: 0 Change required",
    "1": "Saved: 1 Ready to change",
    "2": "Saved: 2 Transition state",
    "3": "Saved: 3 Best practice KAM",
    "unknown": "Saved: Don’t know",
}


def choose_group(page: Page, name: str) -> None:
    """Choose the group that one belongs to, on whatever page asks for it."""
    page.get_by_role("radio", name=re.compile(f"^{name}")).check()


class Voting:
    """One participant's page. Groups are named by their keys, choices as the server names them."""

    def __init__(self, page: Page, seat: Seat) -> None:
        self.page = page
        self.seat = seat

    def open(self, path: str = "") -> None:
        """Go to the room."""
        self.page.goto(f"/w/{self.seat.workshop_id}{path}")

    def cell(self, group: str) -> Locator:
        """Return the part of the page that is about one group."""
        return self.page.locator(f"#cell-{group}")

    def state(self, group: str) -> Locator:
        """Return what the cell says of itself."""
        return self.cell(group).locator(".state")

    def choice(self, group: str, value: str) -> Locator:
        """Return one choice of a cell."""
        return self.cell(group).locator(f'[data-kind="score"][value="{value}"]')

    def tap(self, group: str, value: str) -> None:
        """Choose, and open the cell first if it is closed."""
        if self.cell(group).get_attribute("open") is None:
            self.cell(group).locator("summary").first.click()
        self.choice(group, value).click()

    def expect_saved(self, group: str, value: str) -> None:
        """Wait until a cell says that this is stored, and shows it."""
        expect(self.state(group)).to_have_text(NAMES[value])
        self.expect_shown(group, value)

    def expect_not_saved(self, group: str) -> None:
        """Wait until a cell says that its choice is not stored."""
        expect(self.state(group)).to_have_text(NOT_SAVED)

    def expect_shown(self, group: str, value: str) -> None:
        """Wait until exactly this is chosen on the page."""
        for one in ("0", "1", "2", "3", "unknown"):
            expect(self.choice(group, one)).to_be_checked(checked=one == value)

    def expect_all_sent(self) -> None:
        """Wait until nothing is kept on the device any more."""
        wait_until_true(self.page, "!Object.keys(localStorage).length")

    def look(self) -> None:
        """Fetch what is new, as a nudge makes the page do."""
        with self.page.expect_response("**/live*"):
            self.page.evaluate("htmx.trigger('#refresh', 'nudge')")

    def stored(self, host: Host, group: str, letter: str = "A") -> str:
        """Return what is stored of a choice now, empty when nothing is chosen."""
        session = host.scribe.session
        session.rollback()
        kept = votes_of(session, host.vault, host.room(self.seat.workshop_id), self.seat).get(CellId(letter, group))
        session.rollback()
        return kept.value if kept else ""
