"""What holds for every chart that compares cycles. What each one shows has a file of its own."""

import subprocess
import sys
from dataclasses import replace
from hashlib import sha256

import pytest
from defusedxml.ElementTree import fromstring

from app.reports import charts
from app.reports.palette import PALETTES, Theme
from app.reports.pictures import SIZES
from tests.reports.drawings import in_the_way, texts, title
from tests.reports.trends import LONG_NAMES, OTHER_SCOPES, TARGETS, THREE, TRENDS, WITH_A_DRAFT

KINDS = ("bandline", "slope", "overlay", "radar-overlay", "changes")
MARKED = ("bandline", "slope", "overlay", "radar-overlay")
TELLING_CYCLES = ("overlay", "radar-overlay")
THEMES: tuple[Theme, ...] = ("light", "dark", "print")
IN_ANOTHER_PROCESS = """
from hashlib import sha256
from tests.reports.test_draw_what_compares import all_charts
print(sha256(all_charts()).hexdigest())
"""


def draw(kind: str, *arguments: object, **options: object) -> bytes:
    svg: bytes = getattr(charts, kind.replace("-", "_"))(*arguments, **options)
    return svg


def all_charts() -> bytes:
    return b"".join(draw(kind, OTHER_SCOPES, "light") for kind in KINDS)


@pytest.mark.no_cover
@pytest.mark.parametrize("name", TRENDS)
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_stands_in_the_way_of_another_or_leaves_the_sheet(kind: str, name: str, *, narrow: bool) -> None:
    assert in_the_way(draw(kind, TRENDS[name], "print", narrow=narrow, live_text=True)) == []


@pytest.mark.no_cover
@pytest.mark.parametrize("name", TRENDS)
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("kind", MARKED)
def test_no_text_stands_in_the_way_of_another_with_targets(kind: str, name: str, *, narrow: bool) -> None:
    svg = draw(kind, TRENDS[name], "print", narrow=narrow, live_text=True, targets=TARGETS)
    assert any(text.startswith("Target for 28 Sep 2027") for text in texts(svg))
    assert in_the_way(svg) == []


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("name", ["three", "without E", "twelve"])
@pytest.mark.parametrize("kind", KINDS)
def test_pages_keep_free_the_size_that_is_drawn(kind: str, name: str, size: str) -> None:
    pixels = SIZES[kind][size]  # type: ignore[index]  # by name
    svg = draw(kind, TRENDS[name], "light", narrow=size == "narrow").decode()
    assert f'viewBox="0 0 {pixels.width} {pixels.height}"' in svg


@pytest.mark.no_cover
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_gives_the_same_bytes_for_the_same_cycles(kind: str, theme: Theme) -> None:
    assert draw(kind, WITH_A_DRAFT, theme) == draw(kind, replace(WITH_A_DRAFT), theme)


def test_it_gives_the_same_bytes_in_another_process() -> None:
    there = subprocess.run([sys.executable, "-c", IN_ANOTHER_PROCESS], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == sha256(all_charts()).hexdigest()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_uses_the_colours_of_its_ground(kind: str, theme: Theme) -> None:
    svg = draw(kind, THREE, theme).decode()
    assert PALETTES[theme].ink_soft in svg
    others = {PALETTES[other].paper for other in THEMES} - {PALETTES[theme].paper, "#ffffff"}
    assert not any(colour in svg for colour in others)


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_picture_that_needs_nothing_else(kind: str) -> None:
    for name in TRENDS:
        for element in fromstring(draw(kind, TRENDS[name], "print")).iter():
            assert element.tag.rpartition("}")[2] in {"svg", "title", "defs", "g", "path", "use"}
            assert "style" not in element.attrib  # a policy without inline style would drop it
            assert all(value.startswith("#") for key, value in element.attrib.items() if key.endswith("href"))


@pytest.mark.parametrize("kind", KINDS)
def test_it_stays_small(kind: str) -> None:
    assert len(draw(kind, TRENDS["twelve"], "light")) < 60_000


@pytest.mark.parametrize("kind", KINDS)
def test_it_takes_names_as_they_are(kind: str) -> None:
    svg = draw(kind, LONG_NAMES, "light")
    assert title(svg).endswith(f"{LONG_NAMES.cycles[0].name} to {LONG_NAMES.cycles[-1].name}")
    assert b"<script" not in svg


@pytest.mark.parametrize("kind", TELLING_CYCLES)
def test_it_calls_a_cycle_by_its_day_when_the_typeface_lacks_its_name(kind: str) -> None:
    assert "13 May 2024" in texts(draw(kind, LONG_NAMES, "print", live_text=True))
