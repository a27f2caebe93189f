"""Make the static TTF faces that charts and PDF use out of the web typeface.

The npm package ships each weight as woff2 subsets by script. WeasyPrint and matplotlib are fastest, and their output
is the same byte for byte, with one uncompressed static face for each weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from pathlib import Path

LATIN_1 = frozenset(range(0xA0, 0x100))
LATIN_EXTENDED_A = frozenset(range(0x100, 0x180))
TYPOGRAPHIC = frozenset(map(ord, "‐‑–—‘’“”…−•€™\u2009"))
# Inter draws no ŉ, which Unicode itself advises against.
NOT_DRAWN = frozenset({0x149})
EXPECTED = (frozenset(range(0x20, 0x7F)) | LATIN_1 | LATIN_EXTENDED_A | TYPOGRAPHIC) - NOT_DRAWN

# Drawn like another character, but absent from the character map of the web files.
ALIASES = {0xAD: 0x2D, 0x2010: 0x2D, 0x2011: 0x2D, 0x202F: 0x2009}


@dataclass(frozen=True)
class Face:
    """One static face: its file name without ending, and the weight of the CSS scale that it stands for."""

    name: str
    weight: int


FACES = (Face("Inter-Regular", 400), Face("Inter-SemiBold", 600))


def make_face(web_files: Path, face: Face, target: Path) -> None:
    """Join the Latin subsets of `face` in `web_files` into the TTF file `target`; same input, same bytes."""
    latin = _open(web_files, "latin", face)
    extended = _open(web_files, "latin-ext", face)
    made_at = latin["head"].modified
    known = set(latin.getBestCmap())
    parts = [_keep(latin, known), _keep(extended, set(extended.getBestCmap()) - known)]
    merged = Merger().merge(parts)
    merged["head"].created = merged["head"].modified = made_at
    merged.recalcTimestamp = False
    _add_aliases(merged)
    merged.save(target)


def missing_characters(path: Path) -> list[str]:
    """Return the characters that the face at `path` should draw and does not, in code point order."""
    with TTFont(path, lazy=True) as font:
        drawn = font.getBestCmap()
        return [chr(code) for code in sorted(EXPECTED) if code not in drawn]


def _open(web_files: Path, subset: str, face: Face) -> TTFont:
    return TTFont(web_files / f"inter-{subset}-{face.weight}-normal.woff2", recalcTimestamp=False)


def _keep(font: TTFont, characters: set[int]) -> BytesIO:
    """Return `font` reduced to `characters` (code points) with all its layout features, as an uncompressed file."""
    options = Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.flavor = None
    file = BytesIO()
    font.save(file)
    file.seek(0)
    return file


def _add_aliases(font: TTFont) -> None:
    for table in font["cmap"].tables:
        for alias, drawn_as in ALIASES.items():
            if drawn_as in table.cmap:
                table.cmap.setdefault(alias, table.cmap[drawn_as])
