from app.reports import charts
from app.reports.trend import Trend
from tests.reports.drawings import texts, words
from tests.reports.trends import FALLING, OTHER_SCOPES, THREE, TRENDS, WITH_A_DRAFT


def table(trend: Trend) -> dict[str, list[str]]:
    """Return the figures of each row by its letter, the total last; those of all elements by "All"."""
    said = words(charts.changes(trend, "print", live_text=True))
    heads = [word for word in said if word.x < 5 and word.text in {*"ABCDEFGHI", "All"}]
    figures = sorted((word for word in said if word.x > 256), key=lambda word: word.x)
    return {head.text: [word.text for word in figures if abs(word.y - head.y) < 6] for head in heads}


def test_it_writes_the_change_of_each_cell_with_its_sign() -> None:
    assert table(THREE)["C"] == ["+1", "+1", "0", "−1", "+1", "+2"]
    assert table(THREE)["G"] == ["+2", "+2", "+1", "0", "0", "+5"]


def test_it_writes_totals_that_add_up() -> None:
    assert table(THREE)["All"] == ["+6", "+4", "+5", "−1", "+3", "+17"]


def test_it_writes_nothing_where_cells_cannot_be_compared_and_says_so() -> None:
    assert table(WITH_A_DRAFT)["C"] == ["0", "0", "–", "–", "–", "0"]
    assert table(WITH_A_DRAFT)["H"] == ["–"] * 6
    assert table(OTHER_SCOPES)["E"] == ["–"] * 6
    assert table(TRENDS["nothing in common"])["All"] == ["–"] * 6
    note = "– not comparable, not in totals"
    assert note in texts(charts.changes(WITH_A_DRAFT, "print", live_text=True))
    assert note not in texts(charts.changes(THREE, "print", live_text=True))


def test_it_outlines_what_fell_and_tints_what_rose() -> None:
    fallen, risen = (charts.changes(trend, "light").decode() for trend in (FALLING, TRENDS["long names"]))
    assert fallen.count("#a9721c") == 46  # with the key
    assert risen.count("#0b4f62") == 45


def test_it_hatches_what_fell_where_there_is_no_colour() -> None:
    assert charts.changes(FALLING, "print").count(b"#cfcfcf") > charts.changes(THREE, "print").count(b"#cfcfcf") / 9


def test_it_says_from_which_cycle_to_which() -> None:
    assert "2023 review to 2025 review" in texts(charts.changes(THREE, "print", live_text=True))
