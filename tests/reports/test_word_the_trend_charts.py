from dataclasses import replace

import pytest

from app.reports.palette import TrendKind
from app.reports.trend_wording import chart_alt, chart_title
from tests.reports.trends import OTHER_SCOPES, TARGETS, THREE, TRENDS, WITH_A_DRAFT


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("bandline", "Overall score over time"),
        ("slope", "Change by element"),
        ("overlay", "Profiles of the cycles"),
        ("radar-overlay", "Radars of the cycles"),
        ("changes", "Change by cell"),
    ],
)
def test_it_names_a_chart(kind: TrendKind, name: str) -> None:
    about = "Example Manufacturing Group, Industrial Coatings"
    assert chart_title(THREE, kind) == f"{name}: {about}, 2023 review to 2025 review"
    assert chart_alt(THREE, kind).startswith(f"{name}, 2023 review to 2025 review. ")


def test_it_tells_the_overall_scores_with_their_days_and_bands() -> None:
    assert chart_alt(THREE, "bandline") == (
        "Overall score over time, 2023 review to 2025 review. "
        "Overall rose from 54 to 71 (+17): Ready for KAM → In transition. "
        "2023 review, 14 November 2023: 54 of 135, Ready for KAM; "
        "2024 review, 12 November 2024: 63 of 135, Ready for KAM; "
        "2025 review, 11 November 2025: 71 of 135, In transition."
    )


def test_it_tells_what_is_provisional_and_what_each_score_is_out_of() -> None:
    assert chart_alt(WITH_A_DRAFT, "bandline").endswith(
        "2025 review, provisional, 11 November 2025: so far 59, final between 59 and 86."
    )
    assert "2024 H1, 12 May 2024: 59 of 120, In transition" in chart_alt(OTHER_SCOPES, "bandline")


def test_it_tells_the_change_of_each_element() -> None:
    said = chart_alt(THREE, "slope")
    assert "Largest gain: Data +5; no element fell." in said
    assert "A Strategy 7 to 9 (+2), " in said
    assert said.endswith("Small strokes mark the totals of 1 cycle between.")
    assert chart_alt(TRENDS["twelve"], "slope").endswith("totals of 10 cycles between.")
    assert "E Transnational issues out of scope to 6 (not comparable)" in chart_alt(OTHER_SCOPES, "slope")
    assert "C Leadership 7 to 4 so far (not comparable)" in chart_alt(WITH_A_DRAFT, "slope")


@pytest.mark.parametrize("kind", ["overlay", "radar-overlay"])
def test_it_tells_the_totals_of_the_cycles_that_are_told_apart(kind: TrendKind) -> None:
    said = chart_alt(TRENDS["equal"], kind)
    assert [name in said for name in ("Cycle 11: A", "Cycle 10: A", "Cycle 9: A", "Cycle 0: A")] == [1, 1, 0, 1]
    assert chart_alt(WITH_A_DRAFT, kind).count("A Strategy") == 2


@pytest.mark.parametrize("kind", ["slope", "overlay", "radar-overlay"])
def test_it_tells_the_targets_where_they_are_marked(kind: TrendKind) -> None:
    said = "Target for 28 September 2027: A 10, B 9, C 8, D 12, E 7, F 6, G 15, H 8, I 9 points."
    assert chart_alt(THREE, kind, TARGETS).endswith(said)
    assert "Target" not in chart_alt(THREE, "changes", TARGETS)


def test_it_tells_what_the_targets_come_to() -> None:
    said = chart_alt(THREE, "bandline", TARGETS)
    assert said.endswith("Target for 28 September 2027: 84 of 135. Arithmetic, not a forecast.")
    open_ = replace(TARGETS, overall=None)
    assert chart_alt(THREE, "bandline", open_) == chart_alt(THREE, "bandline")


def test_it_tells_the_cells_that_changed() -> None:
    said = chart_alt(THREE, "changes")
    assert "G Data: Key account manager +2, KAM unit +2, KAM team +1; " in said
    assert "16 cells rose, 1 fell, 28 stayed the same." in said
    assert "Associated functions −1, Senior management team +3." in said
    assert "compared" not in said
    assert chart_alt(WITH_A_DRAFT, "changes").endswith("9 cells can’t be compared.")
    assert "By group" not in chart_alt(TRENDS["nothing in common"], "changes")
