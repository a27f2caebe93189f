"""Reads a chart as a person does: its words, where they stand, and the lines between them."""

import re
from itertools import combinations
from typing import NamedTuple
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from app.reports.charts.canvas import Pen, text_width
from app.reports.charts.placing import Box

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


def in_the_way(svg: bytes) -> list[tuple[str, ...]]:
    """Return the texts of a chart drawn with ``live_text`` that touch each other, and each that leaves the sheet."""
    root = fromstring(svg)
    _, _, width, height = (float(number) for number in root.attrib["viewBox"].split())
    placed = [(text.text or "", _box(text)) for text in root.iter(f"{_SVG}text") if (text.text or "").strip()]
    touching = [(one, other) for (one, a), (other, b) in combinations(placed, 2) if a.shared_with(b) > 0]
    return [*touching, *((text,) for text, box in placed if not box.is_in(Box(0, 0, width, height)))]


def _box(text: Element) -> Box:
    """Return what the letters of a text cover, from the foot of its line to the top of its capitals."""
    size, (x, y) = float(text.attrib["font-size"]), (float(text.attrib["x"]), float(text.attrib["y"]))
    width, high = text_width(text.text or "", Pen(size, "", bold="font-weight" in text.attrib)), 0.73 * size
    return Box(x - high, y - width, x, y) if "transform" in text.attrib else Box(x, y - high, x + width, y)


def title(svg: bytes) -> str:
    """Return the name of a chart: the first thing in it, where readers look for it."""
    first = fromstring(svg)[0]
    assert first.tag == f"{_SVG}title"
    return first.text or ""


def lines(svg: bytes, colour: str, width: str) -> list[list[tuple[float, float]]]:
    """Return the lines of this colour and width, each a list of points; a line with gaps is several."""
    pattern = rf'<path d="([^"]*)" fill="none" stroke="{colour}" stroke-width="{width}"'
    paths = [part for path in re.findall(pattern, svg.decode()) for part in path.split("M") if part]
    return [_points(path) for path in paths]


def _points(path: str) -> list[tuple[float, float]]:
    """Return the points of a path; a level line names only where it leads across."""
    found = list[tuple[float, float]]()
    for numbers in re.split("[LHz]", path):
        across, _, down = numbers.partition(" ")
        if across:
            found.append((float(across), float(down) if down else found[-1][1]))
    return found
