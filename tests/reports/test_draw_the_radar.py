from app.reports import charts
from tests.reports.drawings import lines, texts, title
from tests.reports.snapshots import DRAFT, EMPTY, FINAL, WITHOUT_E


def test_it_writes_each_element_with_its_total() -> None:
    said = texts(charts.radar(FINAL, "print", live_text=True))
    assert [text for text in said if text[0] in "ABCDEFGHI" and text[1:].strip().isdigit()] == [
        "A 9", "B 8", "C 8", "D 9", "E 6", "F 7", "G 10", "H 6", "I 8",
    ]  # fmt: skip
    assert "Knowledge" in said


def test_it_shows_the_full_range() -> None:
    assert {"5", "10", "15"} <= set(texts(charts.radar(FINAL, "print", live_text=True)))


def test_it_closes_the_line_and_tints_what_it_encloses() -> None:
    svg = charts.radar(FINAL, "light")
    (line,) = lines(svg, "#0b5d73", "2.75")
    assert len(line) == 10
    assert line[0] == line[-1]
    assert b'opacity="0.1"' in svg


def test_it_leaves_gaps_and_tints_nothing_while_cells_are_open() -> None:
    svg = charts.radar(DRAFT, "light")
    assert [len(line) for line in lines(svg, "#0b5d73", "2.75") if len(line) > 1] == [2, 4]
    assert b"opacity" not in svg
    said = texts(charts.radar(DRAFT, "print", live_text=True))
    assert {"so far 4", "so far 6", "not scored"} <= set(said)
    assert {"C", "H", "I"} <= set(said)


def test_it_shows_nothing_as_scored_when_nothing_is() -> None:
    said = texts(charts.radar(EMPTY, "print", live_text=True))
    assert said.count("not scored") == 9


def test_it_leaves_out_what_is_out_of_scope_and_says_so() -> None:
    said = texts(charts.radar(WITHOUT_E, "print", live_text=True))
    assert "E out of scope" in said
    assert not any(text.startswith("E ") and text[2:].isdigit() for text in said)


def test_it_names_itself() -> None:
    assert title(charts.radar(FINAL, "dark")).startswith("Radar of the elements: Example Manufacturing Group")
