"""The colours of charts and report, for the three grounds they are drawn on. Mirrors the tokens of the pages."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Theme = Literal["light", "dark", "print"]
ChartKind = Literal["profile", "radar"]
TrendKind = Literal["bandline", "slope", "overlay", "radar-overlay", "changes"]
WITH_TARGETS: tuple[TrendKind, ...] = ("bandline", "slope", "overlay", "radar-overlay")
"""Of the charts that compare cycles, those that mark targets."""
PictureKind = ChartKind | TrendKind | Literal["timeline"]


@dataclass(frozen=True, slots=True)
class Tint:
    """A stage's ground, what is written on it, and what outlines it; no ``line``: it needs no outline."""

    ground: str
    ink: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Palette:
    """``paper`` is the ground; ``grid`` recedes, ``axis`` can be followed, ``data`` stands out."""

    paper: str
    ink: str
    ink_soft: str
    grid: str
    axis: str
    data: str
    stages: tuple[Tint, ...]
    """From the lowest to the highest."""
    hatched: bool = False
    """Whether the lowest stage is hatched, for want of a colour."""


_LIGHT = (
    Tint("#fff1d6", "#14202a", "#a9721c"),
    Tint("#b9d5dc", "#14202a"),
    Tint("#5f9bab", "#0a1418"),
    Tint("#0b4f62", "#ffffff"),
)
_DARK = (
    Tint("#33291a", "#f6e3c2", "#c2924a"),
    Tint("#2d515c", "#f0f6f8"),
    Tint("#5795a5", "#061216"),
    Tint("#b4e6f1", "#061a20"),
)
_PRINT = (
    Tint("#ffffff", "#000000", "#333333"),
    Tint("#d0d0d0", "#000000"),
    Tint("#8c8c8c", "#000000"),
    Tint("#333333", "#ffffff"),
)
PALETTES = MappingProxyType[Theme, Palette](
    {
        "light": Palette("#fbfcfb", "#14202a", "#4a5a66", "#d6dde0", "#74838d", "#0b5d73", _LIGHT),
        "dark": Palette("#10171c", "#e9eef1", "#aab7c0", "#2e3b44", "#7b8c97", "#7cc9dc", _DARK),
        "print": Palette("#ffffff", "#000000", "#333333", "#cfcfcf", "#6e6e6e", "#000000", _PRINT, hatched=True),
    }
)
