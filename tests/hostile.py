"""Text that would do harm if a page took it for anything but text."""

from html.parser import HTMLParser

HOSTILE = "\"'></textarea></title><script>window.hacked=1</script><img src=x onerror=window.hacked=1>{{7777*7777}}"
COMPUTED = str(7777 * 7777)


def harm(page: str) -> list[str]:
    """Return what of a page is none of our own making: elements, attributes, and what a template computed."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.found + ([f"computed {COMPUTED}"] if COMPUTED in page else [])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.in_script = tag == "script"
        if tag == "script" and not attributes.get("src", "").startswith("/static/"):
            self.found.append(self.get_starttag_text() or tag)
        if tag in {"iframe", "object", "embed", "base"} or (tag == "img" and attributes.get("src") == "x"):
            self.found.append(self.get_starttag_text() or tag)
        for name, value in attributes.items():
            scheme = value.strip().lower().startswith(("javascript:", "data:text")) and name in {
                "href",
                "src",
                "action",
            }
            if (
                name.startswith("on")
                or name == "style"
                or not name.replace("-", "").replace(":", "").isalnum()
                or scheme
            ):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if self.in_script and data.strip():
            self.found.append(f"script: {data}")

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False
