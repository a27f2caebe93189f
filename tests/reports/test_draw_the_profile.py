import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import pytest
from defusedxml.ElementTree import fromstring

from app.assessments.snapshot import Snapshot
from app.reports import charts, fonts
from app.reports.charts.canvas import Pen, text_width
from app.reports.fonts import FontsMissingError
from app.reports.palette import PALETTES, Theme
from tests.reports import snapshots
from tests.reports.drawings import Word, lines, texts, title, words
from tests.reports.examples import EXAMPLE
from tests.reports.snapshots import DRAFT, FINAL, WITHOUT_E, snapshot_of

THEMES: tuple[Theme, ...] = ("light", "dark", "print")
LETTERS = "ABCDEFGHI"
IN_ANOTHER_PROCESS = """
from hashlib import sha256
from app.reports import charts
from tests.reports.snapshots import DRAFT
print(sha256(charts.profile(DRAFT, "light") + charts.radar(DRAFT, "dark", narrow=True)).hexdigest())
"""


def drawn(snapshot: Snapshot) -> list[Word]:
    return words(charts.profile(snapshot, "print", live_text=True))


def value_of(svg_words: list[Word], letter: str) -> Word:
    """The figure nearest to the vertical of this letter."""
    at = next(word for word in svg_words if word.text == letter)
    figures = [word for word in svg_words if word.text.isdigit() and word.x > 130]
    return min(figures, key=lambda word: abs(word.x - at.x))


def test_it_draws_a_vertical_for_each_element_in_order() -> None:
    letters = [word for word in drawn(FINAL) if word.text in LETTERS and len(word.text) == 1]
    assert [word.text for word in letters] == list(LETTERS)
    assert all(left.x < right.x for left, right in pairwise(letters))


def test_it_marks_the_four_stages_at_their_points() -> None:
    by_text = {word.text: word for word in drawn(FINAL) if word.x < 140}
    stages = {"0": "Change required", "5": "Ready to change", "10": "Transition state", "15": "Best practice KAM"}
    heights = [by_text[mark].y for mark in stages]
    assert heights == sorted(heights, reverse=True)
    assert [by_text[name].y for name in stages.values()] == heights


@pytest.mark.parametrize(("letter", "total"), [("A", "9"), ("E", "6"), ("G", "10"), ("I", "8")])
def test_it_writes_each_total_at_its_point(letter: str, total: str) -> None:
    assert value_of(drawn(FINAL), letter).text == total


def test_it_draws_the_line_at_the_heights_of_the_totals() -> None:
    (line,) = [line for line in lines(charts.profile(FINAL, "light"), "#0b5d73", "2.75") if len(line) > 2]
    heights = [y for _, y in line]
    totals = [total.score for total in FINAL.result.elements.values()]
    per_point = (heights[4] - heights[0]) / (totals[0] - totals[4])
    assert per_point > 0
    for height, total in zip(heights, totals, strict=True):
        assert height == pytest.approx(heights[0] + (totals[0] - total) * per_point, abs=0.1)


def test_it_leaves_a_gap_where_an_element_is_not_complete() -> None:
    drawn_lines = lines(charts.profile(DRAFT, "light"), "#0b5d73", "2.75")
    assert [len(line) for line in drawn_lines if len(line) > 1 and line[0][1] > 30] == [2, 4]  # A B, D E F G


def test_it_says_so_far_and_never_draws_what_is_open_as_zero() -> None:
    said = texts(charts.profile(DRAFT, "print", live_text=True))
    assert said.count("so far") == 2
    assert said.count("not scored") == 1
    assert {"4", "6"} <= set(said)
    assert said.count("0") == 1  # the mark of the scale
    assert "2025 review: so far 59" in said


def test_it_leaves_out_an_element_that_is_out_of_scope_and_says_so() -> None:
    said = texts(charts.profile(WITHOUT_E, "print", live_text=True))
    assert [text for text in said if text in LETTERS] == list("ABCDFGHI")
    assert "E out of scope" in said
    assert "Transnational" not in said


@pytest.mark.parametrize(
    ("totals", "where"),
    [
        ("00000 33333 00000", "above"),  # a peak
        ("33333 33300 33333", "below"),  # a valley
        ("33333 00000 33333", "beside"),  # a valley on the ground, where below is no room
        ("00000 11111 33333", "left"),  # a line rises steeply to the right
        ("33333 11111 00000", "right"),
    ],
)
def test_it_writes_a_total_where_no_line_runs_through_it(totals: str, where: str) -> None:
    rows = dict(zip("ABC", totals.split(), strict=True))
    svg = charts.profile(snapshot_of(EXAMPLE | rows), "print", live_text=True)
    point = lines(svg, "#000000", "2.75")[0][1]
    value = value_of(words(svg), "B")
    middle = value.x + text_width(value.text, Pen(14.5, "", bold=True)) / 2
    across, down = round(middle - point[0]), value.y - point[1]
    placed = {
        "above": across == 0 and down < 0,
        "below": across == 0 and down > 10,
        "beside": abs(across) > 10,
        "left": across < 0 and down < 0,
        "right": across > 0 and down < 0,
    }
    assert placed[where]


def test_it_names_itself() -> None:
    assert title(charts.profile(FINAL, "light")) == (
        "Profile by element: Example Manufacturing Group, Industrial Coatings, 2025 review"
    )


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", ["profile", "radar"])
def test_it_gives_the_same_bytes_for_the_same_snapshot(kind: str, theme: Theme, *, narrow: bool) -> None:
    draw = getattr(charts, kind)
    assert draw(DRAFT, theme, narrow=narrow) == draw(replace(DRAFT), theme, narrow=narrow)


def test_it_gives_the_same_bytes_in_another_process() -> None:
    here = charts.profile(DRAFT, "light") + charts.radar(DRAFT, "dark", narrow=True)
    there = subprocess.run([sys.executable, "-c", IN_ANOTHER_PROCESS], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == sha256(here).hexdigest()


@pytest.mark.parametrize("theme", THEMES)
def test_it_uses_the_colours_of_its_ground_only(theme: Theme) -> None:
    svg = charts.profile(DRAFT, theme).decode()
    others = {PALETTES[other].data for other in THEMES} - {PALETTES[theme].data}
    assert PALETTES[theme].grid in svg
    assert not any(colour in svg for colour in others - {PALETTES[theme].ink})


@pytest.mark.parametrize("kind", ["profile", "radar"])
def test_it_stays_small(kind: str) -> None:
    assert len(getattr(charts, kind)(FINAL, "light")) < 36_000


@pytest.mark.parametrize("name", ["final", "draft", "empty", "without E"])
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("kind", ["profile", "radar"])
def test_it_is_a_picture_that_needs_nothing_else(kind: str, name: str, *, narrow: bool) -> None:
    snapshot = {
        "final": FINAL,
        "draft": DRAFT,
        "empty": snapshots.EMPTY,
        "without E": WITHOUT_E,
    }[name]
    root = fromstring(getattr(charts, kind)(snapshot, "light", narrow=narrow))
    for element in root.iter():
        assert element.tag.rpartition("}")[2] in {"svg", "title", "defs", "g", "path", "use"}
        assert "style" not in element.attrib  # a policy without inline style would drop it
        for name_, value in element.attrib.items():
            assert not name_.endswith("href") or value.startswith("#")


def test_it_takes_a_title_as_it_is() -> None:
    hostile = "$x^2$ <script>--> & </svg>"
    svg = charts.profile(replace(FINAL, title=hostile), "print", live_text=True)
    assert f"{hostile}: 71" in texts(svg)
    assert title(svg).endswith(hostile)
    assert b"<script" not in charts.profile(replace(FINAL, title=hostile), "light")


def test_it_leaves_out_of_its_name_what_is_not_text() -> None:
    svg = charts.profile(replace(FINAL, organisation="bell\x07 \ufffe", title="half\ud83d"), "light")
    assert title(svg) == "Profile by element: bell , Industrial Coatings, half"


def test_it_shortens_a_title_that_has_no_room() -> None:
    (said,) = [
        text for text in texts(charts.profile(replace(FINAL, title="W" * 80), "print", live_text=True)) if "W" in text
    ]
    assert said.endswith("W…: 71")
    assert 20 < said.count("W") < 60


def test_it_draws_a_title_that_its_typeface_lacks() -> None:
    svg = charts.profile(replace(FINAL, title="二〇二五年"), "print", live_text=True)
    assert "This cycle: 71" in texts(svg)
    assert title(svg).endswith("二〇二五年")


def test_it_asks_for_set_up_when_the_typeface_is_missing() -> None:
    with pytest.raises(FontsMissingError, match="run `make setup`"):
        fonts.face("Inter-Black.ttf")
