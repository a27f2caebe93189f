from dataclasses import replace
from fractions import Fraction

import pytest

from app.assessments.snapshot import Answer, Carried, Evidence
from app.maturity.scoring import Result
from app.reports import wording
from tests.reports.examples import CHECKLIST, EXAMPLE, with_total
from tests.reports.snapshots import DRAFT, EMPTY, FINAL, ON_AN_EDGE, WITHOUT_E, snapshot_of


def scoring(total: int, left_out: str = "") -> Result:
    answers = {at: Answer(score) for at, score in with_total(total, left_out).items()}
    return replace(EMPTY, answers=answers, out_of_scope=tuple(left_out)).result


@pytest.mark.parametrize(
    ("became", "said"),
    [
        ([], "0 scores were copied from 2025 H2: 0 confirmed, 0 changed, 0 carried over without review."),
        (["changed"], "1 score was copied from 2025 H2: 0 confirmed, 1 changed, 0 carried over without review."),
        (
            ["confirmed"] * 30 + ["changed"] * 12 + ["carried-over"] * 3,
            "45 scores were copied from 2025 H2: 30 confirmed, 12 changed, 3 carried over without review.",
        ),
    ],
)
def test_it_counts_what_became_of_copied_scores(became: list[str], said: str) -> None:
    answers = {cell: Answer(1, carried=Carried(kind)) for cell, kind in zip(CHECKLIST.cells, became, strict=False)}
    assert wording.carried(replace(EMPTY, answers=answers, copied_from="2025 H2")) == said


def test_it_counts_no_copied_score_that_is_out_of_scope() -> None:
    answers = dict.fromkeys(CHECKLIST.cells, Answer(1, carried=Carried.CONFIRMED))
    copied = replace(WITHOUT_E, answers=answers, copied_from="2025 H2")
    assert wording.carried(copied).startswith("40 scores were copied from 2025 H2: 40 confirmed,")


def test_it_says_nothing_of_copying_where_nothing_was_copied() -> None:
    assert wording.carried(FINAL) == ""


@pytest.mark.parametrize(
    ("total", "verdict", "distance"),
    [
        (0, "No KAM, not ready.", "At the start of the band, 20 below Ready for KAM."),
        (1, "No KAM, not ready.", "1 point into the band, 19 below Ready for KAM."),
        (20, "Ready for KAM.", "At the start of the band, 45 below In transition."),
        (71, "In transition.", "6 points into the band, 39 below Good/best practice KAM."),
        (110, "Good/best practice KAM.", "At the start of the band, the highest there is."),
        (135, "Good/best practice KAM.", "25 points into the band, the highest there is."),
    ],
)
def test_it_says_where_a_score_stands(total: int, verdict: str, distance: str) -> None:
    assert (wording.verdict(scoring(total)), wording.distance(scoring(total))) == (verdict, distance)


def test_it_says_where_a_draft_can_still_end() -> None:
    assert wording.verdict(DRAFT.result) == "So far 59;"
    assert wording.distance(DRAFT.result) == "the final score will lie between 59 and 86."
    assert wording.bands_possible(DRAFT.result) == "Bands still possible: Ready for KAM or In transition."
    assert wording.bands_possible(EMPTY.result) == (
        "Bands still possible: No KAM, not ready, Ready for KAM, In transition or Good/best practice KAM."
    )


def test_it_says_when_the_open_cells_cannot_change_the_band() -> None:
    almost = snapshot_of(EXAMPLE | {"A": "2221-"}).result
    assert wording.bands_possible(almost) == "Whatever the open cells bring, the band will be In transition."
    assert wording.bands_possible(FINAL.result) == ""


@pytest.mark.parametrize(("total", "below"), [(20, "No KAM, not ready"), (65, "Ready for KAM"), (110, "In transition")])
def test_it_says_that_a_score_lies_on_an_edge(total: int, below: str) -> None:
    result = scoring(total)
    assert result.band
    assert wording.edge(CHECKLIST, result) == (
        f"{total} lies on the edge between {below} and {result.band.name}. "
        "A score on an edge between two bands belongs to the higher band."
    )


def test_it_says_nothing_of_edges_elsewhere() -> None:
    assert wording.edge(CHECKLIST, FINAL.result) == ""
    assert wording.edge(CHECKLIST, DRAFT.result) == ""
    assert wording.edge(CHECKLIST, ON_AN_EDGE.result) != ""


def test_it_says_what_is_in_scope() -> None:
    assert wording.scope(FINAL) == "All 9 elements are in scope."
    assert wording.scope(WITHOUT_E) == (
        "Element E (Transnational issues) is out of scope, so the overall score is out of 120."
    )


def test_it_says_how_the_band_is_found_when_the_scale_is_shorter() -> None:
    rule = "The band is found by exact proportion, without rounding: score × 135 / 120."
    assert wording.proportion(FINAL) == ""
    assert wording.proportion(WITHOUT_E) == f"{rule} Here 65 × 135 / 120 = 73.125."
    assert wording.proportion(replace(WITHOUT_E, answers={})) == rule


def test_it_says_what_state_the_assessment_is_in() -> None:
    assert wording.status(FINAL) == "Final, sealed on 12 November 2025 by Ada Byron."
    assert wording.status(DRAFT) == "Draft, not final."
    assert wording.progress(DRAFT.result) == "36 of 45 cells scored."
    assert wording.revision(FINAL) == ""
    assert wording.revision(replace(FINAL, revision=3, revision_reason="Two rows were swapped.")) == (
        "Revision 3: Two rows were swapped."
    )


def test_it_finds_the_highest_and_the_lowest() -> None:
    assert wording.element_finding(FINAL) == (
        "The highest element total is 10 of 15 (G Data), "
        "the lowest 6 (E Transnational issues, H Customer profitability)."
    )
    assert wording.group_finding(FINAL) == (
        "The highest group total is 20 of 27 (Key account manager), the lowest 7 (Associated functions)."
    )


def test_it_counts_the_names_when_there_are_many() -> None:
    many = snapshot_of(dict.fromkeys("ABCDEFGH", "22222") | {"I": "11111"})
    assert wording.element_finding(many) == (
        "The highest element total is 10 of 15 (8 elements), the lowest 5 (I Rewards and performance measurement)."
    )
    assert wording.group_finding(many) == "Every complete group total is 17 of 27."


def test_it_finds_nothing_among_what_is_open() -> None:
    assert wording.element_finding(EMPTY) == ""
    assert wording.group_finding(DRAFT) == ""
    assert "Leadership" not in wording.element_finding(DRAFT)


def test_it_words_totals() -> None:
    elements = DRAFT.result.elements
    assert [wording.figure(elements[letter]) for letter in "ACH"] == ["9", "4 so far", "not scored"]
    assert [wording.total_range(elements[letter]) for letter in "ACH"] == [
        "",
        "between 4 and 13, 2 of 5 cells scored",
        "between 0 and 15, 0 of 5 cells scored",
    ]


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (None, "Evidence not stated"),
        (Evidence.NONE, "No evidence"),
        (Evidence.ANECDOTAL, "Anecdotal evidence"),
        (Evidence.DOCUMENTED, "Documented evidence"),
    ],
)
def test_it_words_evidence(evidence: Evidence | None, words: str) -> None:
    assert wording.evidence(Answer(1, evidence)) == words


def test_it_words_a_stage() -> None:
    assert wording.stage(CHECKLIST.stages[2]) == "2 Transition state"


def test_it_gives_the_bands_as_printed_and_in_whole_points_of_a_shorter_scale() -> None:
    assert [wording.band_range(CHECKLIST, band, 135) for band in CHECKLIST.bands] == [
        "0 to 20",
        "20 to 65",
        "65 to 110",
        "110 to 135",
    ]
    assert [wording.band_range(CHECKLIST, band, 120) for band in CHECKLIST.bands] == [
        "0 to 17",
        "18 to 57",
        "58 to 97",
        "98 to 120",
    ]


def test_it_tells_a_chart_with_its_finding_and_all_its_figures() -> None:
    assert wording.alt_text(FINAL, "profile") == (
        "Profile by element, 2025 review. Overall 71 of 135. In transition. 6 points into the band, 39 below "
        "Good/best practice KAM. The highest element total is 10 of 15 (G Data), the lowest 6 (E Transnational "
        "issues, H Customer profitability). 9 verticals from 0 to 15: A Strategy 9, B Structure 8, C Leadership 8, "
        "D Culture 9, E Transnational issues 6, F Knowledge sharing and communications 7, G Data 10, H Customer "
        "profitability 6, I Rewards and performance measurement 8."
    )


def test_it_tells_an_open_chart_as_open() -> None:
    told = wording.alt_text(DRAFT, "radar")
    assert told.startswith("Radar of the elements, 2025 review. So far 59; the final score will lie between 59 and 86.")
    assert "C Leadership 4 so far (between 4 and 13, 2 of 5 cells scored)" in told
    assert "H Customer profitability not scored," in told


def test_it_tells_what_a_chart_leaves_out() -> None:
    told = wording.alt_text(WITHOUT_E, "profile")
    assert "8 verticals from 0 to 15" in told
    assert "E Transnational issues out of scope," in told
    assert "Overall 65 of 120." in told


@pytest.mark.parametrize(
    ("names", "listed"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_it_lists_names(names: list[str], listed: str) -> None:
    assert wording.listed(names) == listed


@pytest.mark.parametrize(
    ("number", "shown"),
    [(Fraction(72), "72"), (Fraction(585, 8), "73.125"), (Fraction(1, 2), "0.5"), (Fraction(220, 3), "220/3")],
)
def test_it_shows_numbers_without_rounding(number: Fraction, shown: str) -> None:
    assert wording.exact(number) == shown
