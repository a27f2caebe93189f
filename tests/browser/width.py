"""Finds what makes a page scroll sideways."""

from playwright.sync_api import Page

TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll('main *, header *, footer *')]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .map((element) => element.outerHTML.slice(0, 120));
  const excess = document.documentElement.scrollWidth - width;
  return excess > 0 ? [`${excess} px`, ...wide] : [];
}"""


def too_wide(page: Page) -> list[str]:
    """Return by how much the page is too wide once its styles are there, and what of it; nothing when it fits."""
    page.wait_for_load_state()
    found: list[str] = page.evaluate(TOO_WIDE)
    return found
