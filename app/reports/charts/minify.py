"""Makes matplotlib's SVG small: about half the size, and not a visible difference."""

import re
from html import escape

from app.reports.printable import printable

_PROLOGUE = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BETWEEN_TAGS = re.compile(r">\s+<")
_GROUP_ID = re.compile(r'(<g) id="[^"]*"')
_FACE = re.compile(r'(?<=["#])Inter-([A-Z])[A-Za-z]*-(?=[0-9a-f]+")')
_GLYPH = re.compile(r' d="([^"]*)" transform="scale\(0\.015625\)"')
_PATH_DATA = re.compile(r' d="([^"]*)"')
_GLYPH_PLACE = re.compile(r'transform="translate\((\S+) 0\)"')
_LEVEL = re.compile(r"(M\S+ (\S+))L(\S+) \2(?=[MLz]|$)")
_PLACE = re.compile(r'translate\([^)]*\)| [xy]="[^"]*"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_FRACTION = re.compile(r"-?\d+\.\d+")
_SPACE_BY_COMMAND = re.compile(r"\s*([A-Za-z])\s*")
_SVG_TAG = re.compile(r"<svg([^>]*)>")
_STYLE_SHEET = re.compile(r"<defs><style.*?</style></defs>")
_STYLE = re.compile(r' style="((?:(?:fill|stroke|opacity)[\w-]*: [^;"]*(?:; )?)+)"')
_PROPERTY = re.compile(r"([\w-]+): ([^;]*)(?:; )?")


def minify(svg: str, title: str, more: str = "") -> bytes:
    """Return ``svg`` without prologue, comments, group ids, style sheet and needless digits.

    What it says in styles becomes attributes: opened by itself, it meets a policy that allows no inline style.
    ``title`` becomes its first child and the elements in ``more`` its last.
    """
    svg = _COMMENT.sub("", _PROLOGUE.sub("", svg))
    svg = _GROUP_ID.sub(r"\1", _BETWEEN_TAGS.sub("><", svg))
    svg = _FACE.sub(lambda match: match[1], svg)
    svg = _GLYPH.sub(lambda match: f' d="{_coarse(match[1])}" transform="scale(.15625)"', svg)
    svg = _PATH_DATA.sub(lambda match: f' d="{_tight(match[1])}"', svg)
    svg = _STYLE.sub(lambda match: _PROPERTY.sub(r' \1="\2"', match[1]), _STYLE_SHEET.sub("", svg))
    svg = _PLACE.sub(lambda match: _rounded(match[0]), svg)
    svg = _GLYPH_PLACE.sub(r'x="\1"', svg)
    heading = f"<title>{escape(printable(title))}</title>"
    svg = _SVG_TAG.sub(lambda match: f'<svg{match[1]} stroke-linejoin="round">{heading}', svg, count=1)
    return f"{svg.strip().removesuffix('</svg>')}{more}</svg>\n".encode()


def _coarse(outline: str) -> str:
    """Tenfold coarser outlines: they come in 1/6400 of the size of the text, so 1/640 is still beyond the eye."""
    return _NUMBER.sub(lambda match: str(round(float(match[0]) / 10)), outline)


def _tight(path: str) -> str:
    return _LEVEL.sub(r"\1H\3", _SPACE_BY_COMMAND.sub(r"\1", _rounded(path)).strip())


def _rounded(numbers: str) -> str:
    return _FRACTION.sub(lambda match: f"{round(float(match[0]), 2):g}", numbers)
