"""What a person sees of a page, and what a browser without JavaScript would send of its forms."""

from html.parser import HTMLParser


def words(page: str) -> str:
    """Return the text of a page, with single spaces."""
    reader = _Words()
    reader.feed(page)
    return " ".join(" ".join(reader.texts).split())


def fields(page: str, action: str) -> dict[str, str]:
    """Return what the form with this action holds: names and values, buttons left out. KeyError when there is none."""
    reader = _Forms()
    reader.feed(page)
    return reader.forms[action]


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.form: dict[str, str] = {}
        self.textarea = ""
        self.disabled = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = self.forms[attributes.get("action", "")] = {}
        elif tag == "fieldset":
            self.disabled = "disabled" in attributes
        elif tag == "textarea":
            self.textarea = attributes["name"]
            self.form[self.textarea] = ""
        elif tag == "input" and "name" in attributes and not self.disabled:
            chosen = attributes.get("type") not in {"radio", "checkbox"} or "checked" in attributes
            if chosen:
                self.form[attributes["name"]] = attributes.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""
        elif tag == "fieldset":
            self.disabled = False

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.form[self.textarea] += data
