"""A phone says how many have answered: now and then, as long as somebody looks at it and the room is waited for."""

from playwright.sync_api import expect

from tests.browser.people import look_again, look_away
from tests.browser.voting import Voting
from tests.workshops.rooms import Host

CELL = "kam_unit"
NOW_AND_THEN = 10_000  # ms
NOBODY_YET = "0 of 1 has answered this element."
SOME = "0 to 2 of 3 have answered each question of this element."


def opened(voting: Voting) -> list[str]:
    """Open the page with its clock in the test's hands, and return what it will have asked."""
    asked: list[str] = []
    voting.page.on("request", lambda request: asked.append(request.url.partition("?")[0].rpartition("/")[2]))
    voting.page.clock.install()
    voting.open()
    expect(voting.page.locator("#waited")).to_have_text(NOBODY_YET)
    return asked


def test_it_says_how_many_have_answered(voting: Voting, host: Host) -> None:
    asked = opened(voting)
    host.fill(voting.seat.workshop_id, "12", group=CELL)
    voting.page.clock.fast_forward(NOW_AND_THEN - 1_000)
    assert "waited" not in asked
    voting.page.clock.fast_forward(1_000)
    expect(voting.page.locator("#waited")).to_have_text(SOME)
    assert asked.count("waited") == 1


def test_it_does_not_ask_while_nobody_looks(voting: Voting) -> None:
    asked = opened(voting)
    look_away(voting.page)
    voting.page.clock.fast_forward(2 * NOW_AND_THEN)
    assert "waited" not in asked
    look_again(voting.page)
    with voting.page.expect_response("**/waited*"):
        voting.page.clock.fast_forward(NOW_AND_THEN)


def test_it_does_not_ask_once_all_is_revealed(voting: Voting, host: Host) -> None:
    asked = opened(voting)
    host.fill(voting.seat.workshop_id, "12", group=CELL)
    host.reveal(voting.seat.workshop_id, "A")
    voting.look()
    expect(voting.page.locator("#waited")).to_be_empty()
    voting.page.clock.fast_forward(2 * NOW_AND_THEN)
    assert "waited" not in asked
