"""The colours of charts and report, for the three grounds they are drawn on. Mirrors the tokens of the pages."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Theme = Literal["light", "dark", "print"]
ChartKind = Literal["profile", "radar"]
TrendKind = Literal["bandline", "slope", "overlay", "radar-overlay", "changes"]


@dataclass(frozen=True, slots=True)
class Palette:
    """``paper`` is the ground; ``grid`` recedes, ``axis`` can be followed, ``data`` stands out."""

    paper: str
    ink: str
    ink_soft: str
    grid: str
    axis: str
    data: str


PALETTES = MappingProxyType[Theme, Palette](
    {
        "light": Palette("#fbfcfb", "#14202a", "#4a5a66", "#d6dde0", "#74838d", "#0b5d73"),
        "dark": Palette("#10171c", "#e9eef1", "#aab7c0", "#2e3b44", "#7b8c97", "#7cc9dc"),
        "print": Palette("#ffffff", "#000000", "#333333", "#cfcfcf", "#6e6e6e", "#000000"),
    }
)
