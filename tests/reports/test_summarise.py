"""An assessment as one object and as one page of text."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.assessments.snapshot import Answer, Evidence, Snapshot
from app.maturity.checklist import CellId
from app.maturity.loading import load
from app.reports.summary import WIDTH, summary_object, summary_text

CHECKLIST = load()
GROUPS = [group.key for group in CHECKLIST.groups]
FULL = ["22212", "22112", "22202", "32211", "21111", "22111", "33211", "21102", "22112"]


def snapshot(rows, out_of_scope=(), reason="", notes=None) -> Snapshot:
    """Return a draft with these rows of digits, an element each; "-" is not scored."""
    answers = {
        CellId(element.letter, group): Answer(int(digit), Evidence.DOCUMENTED, (notes or {}).get(element.letter, ""))
        for element, row in zip(CHECKLIST.elements, rows, strict=True)
        for group, digit in zip(GROUPS, row, strict=True)
        if digit != "-"
    }
    return Snapshot(CHECKLIST, "Ada’s", "Whole company", "2026 H2", date(2026, 11, 2), answers, out_of_scope, reason)


def test_it_gives_the_object_of_a_full_assessment():
    expected = """{
      "checklist": "kam-2009", "scored": 45, "in_scope": 45, "complete": true,
      "overall": {"score": 71, "max": 135, "low": 71, "high": 71},
      "band": {"key": "in_transition", "name": "In transition"},
      "bands_possible": ["in_transition"], "on_edge": false,
      "to_next_band": {"key": "good_practice", "points": 39},
      "elements": {
        "A": {"score": 9, "max": 15, "nearest_stage": 2}, "B": {"score": 8, "max": 15, "nearest_stage": 2},
        "C": {"score": 8, "max": 15, "nearest_stage": 2}, "D": {"score": 9, "max": 15, "nearest_stage": 2},
        "E": {"score": 6, "max": 15, "nearest_stage": 1}, "F": {"score": 7, "max": 15, "nearest_stage": 1},
        "G": {"score": 10, "max": 15, "nearest_stage": 2}, "H": {"score": 6, "max": 15, "nearest_stage": 1},
        "I": {"score": 8, "max": 15, "nearest_stage": 2}
      },
      "groups": {
        "key_account_manager": {"score": 20, "max": 27}, "kam_unit": {"score": 17, "max": 27},
        "kam_team": {"score": 13, "max": 27}, "associated_functions": {"score": 7, "max": 27},
        "senior_management": {"score": 14, "max": 27}
      }
    }"""
    assert json.dumps(summary_object(snapshot(FULL))) == json.dumps(json.loads(expected))


def test_it_gives_the_object_of_an_open_assessment():
    given_ = summary_object(snapshot(["22212", "2----", *["-----"] * 7]))
    assert given_["scored"] == 6
    assert given_["complete"] is False
    assert given_["overall"] == {"score": 11, "max": 135, "low": 11, "high": 128}
    assert given_["band"] is None
    assert given_["bands_possible"] == ["not_ready", "ready", "in_transition", "good_practice"]
    assert given_["on_edge"] is False
    assert given_["to_next_band"] is None
    assert given_["elements"]["A"] == {"score": 9, "max": 15, "nearest_stage": 2}
    assert given_["elements"]["B"] == {"score": 2, "max": 15, "nearest_stage": None}
    assert given_["groups"]["key_account_manager"] == {"score": 4, "max": 27}


def test_it_gives_the_object_with_an_element_out_of_scope():
    rows = [*FULL[:4], "-----", *FULL[5:]]
    given_ = summary_object(snapshot(rows, ("E",), "One country."))
    assert given_["in_scope"] == given_["scored"] == 40
    assert given_["overall"] == {"score": 65, "max": 120, "low": 65, "high": 65}
    assert "E" not in given_["elements"]
    assert given_["groups"]["kam_unit"] == {"score": 16, "max": 24}


def test_it_gives_no_next_band_above_the_highest():
    given_ = summary_object(snapshot(["33333"] * 9))
    assert given_["band"] == {"key": "good_practice", "name": "Good/best practice KAM"}
    assert given_["to_next_band"] is None


def test_it_tells_a_full_result_number_first():
    lines = summary_text(snapshot(FULL)).split("\n")
    assert lines[:6] == [
        "2026 H2",
        "Ada’s, Whole company, 2 November 2026. Draft, not final.",
        "",
        "71 of 135",
        "In transition. 6 points into the band, 39 below Good/best practice KAM. 45 of 45",
        "cells scored. All 9 elements are in scope.",
    ]
    assert "F  Knowledge sharing and communications        7 of 15   1 Ready to change" in lines
    assert "Associated functions                           7 of 27" in lines
    assert "Elements: Data 10, Strategy 9 and Culture 9 of 15." in lines
    assert "3  Data / KAM unit. Documented evidence." in lines
    assert "0  Leadership / Associated functions, now Change required" in lines


def test_it_tells_the_range_of_an_open_result():
    text = summary_text(snapshot(["22212", "2----", *["-----"] * 7]))
    assert "\n11 to 128 of 135\nSo far 11; the final score will lie between 11 and 128. Bands still possible:" in text
    assert "B  Structure                             2 to 14 of 15   1 of 5 cells scored\n" in text
    assert "KAM unit                                 2 to 26 of 27   1 of 9 cells scored\n" in text


def test_it_tells_nothing_that_stands_out_where_nothing_is_scored():
    text = summary_text(snapshot(["-----"] * 9))
    assert "0 of 45 cells scored." in " ".join(text.split())
    for heading in ("Strengths", "Gaps", "What the next stage looks like"):
        assert heading not in text


def test_it_tells_of_cells_alone_while_no_total_is_complete():
    text = summary_text(snapshot(["3----", *["-----"] * 8]))
    assert "\nStrengths\n3  Strategy / Key account manager. Documented evidence." in text
    assert "Elements:" not in text


def test_it_tells_the_scope_and_why():
    rows = [*FULL[:4], "-----", *FULL[5:]]
    text = " ".join(summary_text(snapshot(rows, ("E",), "We sell in one country.")).split())
    assert "out of scope, so the overall score is out of 120. The reason: We sell in one country." in text
    assert "E Transnational issues out of scope" in text


def test_it_tells_when_a_score_lies_on_an_edge():
    text = " ".join(summary_text(snapshot(["33333", "32000", *["00000"] * 7])).split())
    assert "A score on an edge between two bands belongs to the higher band." in text


def test_it_shortens_a_long_note():
    lines = summary_text(snapshot(["3----", *["-----"] * 8], notes={"A": "word\n" * 300})).split("\n")
    full = "   " + " ".join(["word"] * 15)
    assert lines[-3:] == [full, full, "   word …"]


@given(st.lists(st.text("0123-", min_size=5, max_size=5), min_size=9, max_size=9))
def test_it_keeps_to_80_columns(rows):
    assert all(len(line) <= WIDTH for line in summary_text(snapshot(rows)).split("\n"))
