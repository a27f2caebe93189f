"""Finds the parts of a page that a test speaks of."""

import re

from tests.pages import words


def one_line(html: str) -> str:
    """Return ``html`` with single spaces."""
    return " ".join(html.split())


def items(html: str, list_class: str) -> list[str]:
    """Return the markup, on one line, of each item of the first list of this class, which holds no other list."""
    inside = one_line(html).split(f'<ul class="{list_class}">', 1)[1].split("</ul>", 1)[0]
    return re.split(r"<li\b[^>]*>", inside)[1:]


def section(html: str, name: str) -> str:
    """Return the markup of the section that the heading with this id names."""
    return html.split(f'aria-labelledby="{name}">', 1)[1].split("</section>", 1)[0]


def rows(html: str) -> list[list[str]]:
    """Return the words of each cell of each row of every table in ``html``."""
    return [
        [words(cell) for cell in re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", one_line(html))
    ]
