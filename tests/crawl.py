"""Walks through the pages as a person would: from link to link, so that no page can be forgotten."""

import re
from collections import deque
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from starlette.testclient import TestClient

from app.maturity.loading import load
from tests.conftest import HOST

START = ("/", "/sign-in", "/theme", "/nowhere", "/actions")
# Whatever is not a page: files, and the element pages after the first, which are all alike.
PASSED_BY = re.compile(r"^/static/|\.(svg|pdf|csv|json|ics|xlsx|png|zip)$|/elements/[B-I]$")
# What tells the fields of one cell or element from those of another.
CELL = re.compile(rf"\b[A-I]-|-?({'|'.join(group.key for group in load().groups)})$")


@dataclass(frozen=True)
class Form:
    """A form of a page: where it is sent, and every field that it has, once for each time."""

    page: str
    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def kinds(self) -> list[str]:
        """The name of one field of each kind: those of the 45 cells are read alike, and a form may have them all."""
        return list({CELL.sub("", name): name for name, _ in self.fields}.values())


def pages(client: TestClient) -> dict[str, str]:
    """Return every page that this person reaches, by its address."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    waiting = deque(START)
    while waiting:
        path = waiting.popleft()
        if path in seen or PASSED_BY.search(urlsplit(path).path):
            continue
        seen.add(path)
        response = client.get(path, follow_redirects=True)
        assert response.status_code < 500, path
        found[path] = response.text
        waiting.extend(_links(response.text, path))
    return found


def forms(client: TestClient) -> list[Form]:
    """Return every form of every page that this person reaches, each action once."""
    found: dict[str, Form] = {}
    for path, page in pages(client).items():
        reader = _Reader()
        reader.feed(page)
        for action, fields in reader.forms:
            target = urlsplit(urljoin(path, action) if action else path)
            found.setdefault(target.path, Form(path, target.path, tuple(fields)))
    return list(found.values())


def _links(page: str, path: str) -> list[str]:
    reader = _Reader()
    reader.feed(page)
    absolute = (urldefrag(urljoin(HOST + path, link)).url for link in reader.links)
    return [link.removeprefix(HOST) for link in absolute if link.startswith(f"{HOST}/")]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        elif tag == "form" and attributes.get("method", "").lower() == "post":
            self.forms.append((attributes.get("action", ""), []))
        elif tag in {"input", "textarea", "select", "button"} and attributes.get("name") and self.forms:
            self.forms[-1][1].append((attributes["name"], attributes.get("value", "")))
