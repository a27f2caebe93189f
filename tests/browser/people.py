"""What people do with pages, those about accounts above all, in the hands of a test."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.watch import Watch

_SHOW = """(state) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def look_away(page: Page) -> None:
    """Look at another page of the browser, or lock the phone."""
    page.evaluate(_SHOW, "hidden")


def look_again(page: Page) -> None:
    """Come back to the page."""
    page.evaluate(_SHOW, "visible")


def follow(page: Page, link: str) -> None:
    """Open a link that was passed on. It begins with the address in the settings; the test serves on another port."""
    page.goto(urlsplit(link).path)


def fill(page: Page, **answers: str) -> None:
    """Enter what a form asks for; ``email_address`` is the field labelled Email address."""
    for field, answer in answers.items():
        page.get_by_label(field.replace("_", " ").capitalize(), exact=True).fill(answer)


def press(page: Page, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name, exact=True).click()


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in from wherever the page is."""
    page.goto("/sign-in")
    fill(page, email_address=email, password=password)
    press(page, "Sign in")


def sign_out(page: Page, watch: Watch) -> None:
    """Sign out by the masthead. The browser says that it forgets the pages it kept."""
    watch.expect("Clear-Site-Data")
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect_sign_in(page)


def open_organisation(page: Page, name: str) -> None:
    """Open one of the pages about the organisation, such as Units."""
    page.get_by_role("link", name="Organisation", exact=True).click()
    page.get_by_role("navigation", name="Organisation").get_by_role("link", name=name).click()


def add_unit(page: Page, name: str) -> None:
    """Add a unit on the page of units."""
    page.get_by_role("textbox", name="Name").last.fill(name)
    press(page, "Add the unit")
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def invite(page: Page, email: str, role: str) -> str:
    """Invite somebody on the page of members, and return the link to pass on."""
    page.get_by_label("Email address", exact=True).fill(email)
    page.locator("#role").select_option(role)
    press(page, "Make the invitation")
    return shown_link(page)


def shown_link(page: Page) -> str:
    """Return the link that a page shows this once."""
    return page.get_by_label("Link", exact=True).input_value()


def expect_signed_in(page: Page, name: str) -> None:
    """Expect the masthead to name somebody."""
    expect(page.get_by_role("banner").get_by_role("link", name=name)).to_be_visible()


def expect_sign_in(page: Page) -> None:
    """Expect to be asked who one is."""
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
