"""The accent colour of an organisation: whether it can be read, and what is made of it.

It replaces the product's own accent in the light theme: buttons, links, the choice made, the focus ring. The dark
theme keeps the product's own, because what can be read on light paper can't be on dark.
"""

import re

LEAST_CONTRAST = 4.5  # of text, WCAG 2.2 AA
PAPER, SUNK, WHITE, BLACK = "#fbfcfb", "#f0f3f3", "#ffffff", "#000000"
# The tokens of the dark theme, as static/tokens.css has them.
DARK = {"accent": "#7cc9dc", "accent-hover": "#a3dbe9", "accent-soft": "#17323b"}
STRAIGHT = 0.04045  # below it sRGB is a straight line, IEC 61966-2-1
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def accent_problem(colour: str) -> str:
    """Return why this can't be an accent, empty when it can. ``colour`` is in small letters."""
    if not _COLOUR.fullmatch(colour):
        return "Enter a colour as # and six digits from 0 to 9 or a to f, such as #0b5d73, or leave it empty."
    contrast = min(contrast_of(colour, ground) for ground in (PAPER, SUNK, soft(colour)))
    if contrast < LEAST_CONTRAST:
        # Rounded down: what is refused never seems to reach the limit.
        return (
            f"{colour} is too light: its contrast on the light pages is {int(contrast * 10) / 10} to 1, and text "
            f"needs {LEAST_CONTRAST} to 1. Enter a darker colour."
        )
    return ""


def contrast_of(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2.2 defines it, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def soft(accent: str) -> str:
    """Return the ground that goes with an accent."""
    return _mix(accent, WHITE, 0.1)


def style_sheet(accent: str) -> str:
    """Return the style sheet that puts an accent in place of the product's own."""
    light = {"accent": accent, "accent-hover": _mix(accent, BLACK, 0.8), "accent-soft": soft(accent)}
    tokens = " ".join(f"--{name}: light-dark({light[name]}, {DARK[name]});" for name in light)
    return f"@supports (color: light-dark(#fff, #000)) {{ :root {{ {tokens} }} }}\n"


def _mix(one: str, other: str, share: float) -> str:
    mixed = (round(a * share + b * (1 - share)) for a, b in zip(_channels(one), _channels(other), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= STRAIGHT else ((channel + 0.055) / 1.055) ** 2.4
