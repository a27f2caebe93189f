"""The XML of a worksheet, and of the strings that worksheets share, read as it streams by."""

import re
from collections.abc import Iterator, Mapping, Sequence

from defusedxml.ElementTree import DefusedXMLParser

from app.assessments.sheet.grid import Row, Value

CHUNK = 65_536
DEPTH_MAX = 50
_CELL_NAME = re.compile(r"([A-Z]{1,3})\d{1,7}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_strings(xml: bytes) -> list[str]:
    """Return the shared strings, in order. ParseError or ValueError when ``xml`` is malformed or harmful."""
    target = _Strings()
    for _ in _fed(xml, target):
        pass
    return target.strings


def sheet_rows(xml: bytes, strings: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a worksheet. LookupError, ParseError or ValueError where it is malformed or harmful."""
    target = _Sheet(strings)
    for _ in _fed(xml, target):
        yield from target.rows
        target.rows.clear()


def _fed(xml: bytes, target: "_Target") -> Iterator[None]:
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    for start in range(0, len(xml), CHUNK):
        parser.feed(xml[start : start + CHUNK])
        yield
    parser.close()
    yield


class _Target:
    """What the parser calls. ``text`` gathers what elements f, t and v hold, but no reading aids (rPh)."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.text: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self.path) == DEPTH_MAX:
            raise ValueError(tag)
        self.path.append(tag.rpartition("}")[2])
        self.opened(self.path[-1], attributes)

    def data(self, text: str) -> None:
        if self.path[-1] in {"f", "v"} or (self.path[-1] == "t" and "rPh" not in self.path):
            self.text.append(text)

    def end(self, _tag: str) -> None:
        self.closed(self.path.pop())

    def close(self) -> None:
        """Do nothing: what was read is there already."""

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take note that an element of this name begins."""

    def closed(self, name: str) -> None:
        """Take note that an element of this name has ended."""


class _Strings(_Target):
    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []

    def closed(self, name: str) -> None:
        if name == "si":
            self.strings.append(_unescaped("".join(self.text)))
            self.text.clear()


class _Sheet(_Target):
    def __init__(self, strings: Sequence[str]) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._strings = strings
        self._number = 0
        self._values: dict[int, Value] = {}
        self._column = -1
        self._kind = "n"
        self._formula = ""

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._values = {}
            self._column = -1
        elif name == "c":
            self._column = _column(attributes["r"]) if "r" in attributes else self._column + 1
            self._kind = attributes.get("t", "n")
            self._formula = ""
            self.text.clear()

    def closed(self, name: str) -> None:
        if name == "f":
            self._formula = f"={''.join(self.text)}"
            self.text.clear()
        elif name == "c":
            text = self._formula or self._cell_text()
            if text.strip():
                self._values[self._column] = Value(text, formula=bool(self._formula))
        elif name == "row":
            self.rows.append(Row(self._number, self._values))

    def _cell_text(self) -> str:
        raw = "".join(self.text)
        if not raw:
            return ""
        if self._kind == "s":
            return self._strings[int(raw)]
        if self._kind in {"str", "inlineStr"}:
            return _unescaped(raw)
        if self._kind == "b":
            return "TRUE" if raw == "1" else "FALSE"
        return _number(raw) if self._kind == "n" else raw


def _column(name: str) -> int:
    found = _CELL_NAME.fullmatch(name)
    if found is None:
        raise ValueError(name)
    index = 0
    for letter in found[1]:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def _number(raw: str) -> str:
    """Return a number as a person writes it: 2, also when a spreadsheet stored 2.0."""
    try:
        number = float(raw)
    except ValueError:
        return raw
    return str(int(number)) if number.is_integer() else raw


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
