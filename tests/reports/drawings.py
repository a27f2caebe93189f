"""Reads a chart as a person does: its words, where they stand, and the lines between them."""

import re
from typing import NamedTuple

from defusedxml.ElementTree import fromstring

_SVG = "{http://www.w3.org/2000/svg}"


class Word(NamedTuple):
    """A text of a chart and its place, in pixels from the upper left."""

    text: str
    x: float
    y: float


def words(svg: bytes) -> list[Word]:
    """Return the texts of a chart that was drawn with ``live_text``."""
    found = fromstring(svg).iter(f"{_SVG}text")
    return [Word(text.text or "", float(text.attrib["x"]), float(text.attrib["y"])) for text in found]


def texts(svg: bytes) -> list[str]:
    """Return the texts alone."""
    return [word.text for word in words(svg)]


def title(svg: bytes) -> str:
    """Return the name of a chart: the first thing in it, where readers look for it."""
    first = fromstring(svg)[0]
    assert first.tag == f"{_SVG}title"
    return first.text or ""


def lines(svg: bytes, colour: str, width: str) -> list[list[tuple[float, float]]]:
    """Return the lines of this colour and width, each a list of points; a line with gaps is several."""
    pattern = rf'<path d="([^"]*)" fill="none" stroke="{colour}" stroke-width="{width}"'
    paths = [part for path in re.findall(pattern, svg.decode()) for part in path.split("M") if part]
    return [[_point(point) for point in re.split("[LH]", part) if " " in point] for part in paths]


def _point(numbers: str) -> tuple[float, float]:
    x, y = numbers.split()
    return float(x), float(y)
