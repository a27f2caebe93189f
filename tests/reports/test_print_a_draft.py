import pytest

from app.reports import pdf
from tests.reports.pages import part, texts
from tests.reports.snapshots import EMPTY, pack


@pytest.mark.no_cover
def test_it_says_draft_on_every_page() -> None:
    sheets = texts(pack("draft"))
    assert len(sheets) > 10
    assert all("DRAFT" in sheet.replace(" ", "") and "Draft, not final." in sheet for sheet in sheets)
    assert not any("Seal" in sheet or "Final, sealed" in sheet for sheet in sheets)


def test_it_gives_a_range_and_the_bands_still_possible_instead_of_a_band() -> None:
    first = texts(pack("draft"))[0]
    assert "so far 59 of 135" in first
    assert "the final score will lie between 59 and 86." in first
    assert "Bands still possible: Ready for KAM or In transition." in first
    assert "into the band" not in first
    assert "36 of 45 cells scored." in first


def test_it_shows_what_is_open_as_open() -> None:
    second = texts(pack("draft"))[1]
    assert "C Leadership 4 so far Final between 4 and 13, 2 of 5 cells scored" in second
    assert "H Customer profitability not scored Final between 0 and 15, 0 of 5 cells scored" in second
    assert "Overall, of 135 59 so far Final between 59 and 86, 36 of 45 cells scored" in second
    cells = part(pack("draft"), "All 45 cells", "The same totals as a radar")
    assert "C Leadership 2 2 – – – 4 so far" in cells
    assert "– not scored" in cells


def test_it_tells_open_cells_as_not_scored() -> None:
    leadership = part(pack("draft"), "C Leadership 4 so far, final between 4 and 13", "D Culture")
    assert leadership.count("Not scored yet") == 3
    assert "Not scored yet." in part(pack("draft"), "H Customer profitability Not", "I Rewards")


def test_it_says_nothing_of_edges_before_there_is_a_score() -> None:
    method = texts(pack("draft"))[-1]
    assert "A score on an edge between two bands belongs to the higher band." in method
    assert "does not lie on an edge" not in method
    assert "is such a score" not in method


@pytest.mark.no_cover
def test_it_can_be_printed_before_anything_is_scored() -> None:
    sheets = texts(pdf.board_pack(EMPTY))
    assert "so far 0 of 135" in sheets[0]
    assert "the final score will lie between 0 and 135." in sheets[0]
    assert "No cell is scored." in sheets[0]
    assert "Results" in sheets[1]
